"""The pages' door to the catalogues: texts, numbers and dates that the browser puts into words.

Pages are built once for everybody, so the language is chosen where they are shown. State
handlers, which answer one person, use `ticketapp.core.i18n` instead.
"""

import json
from typing import Any, Literal

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

_LANGUAGE = VarData(
    imports={"$/public/js/catalogue.js": [ImportVar(tag="useLanguage")]},
    hooks={"const language = useLanguage();": None},
)

DateStyle = Literal[
    "day", "month", "weekday", "date", "short date", "time", "date and time", "soon"
]

_DATE_STYLES: dict[DateStyle, dict[str, str]] = {
    "day": {"day": "numeric"},
    "month": {"month": "short"},
    "weekday": {"weekday": "short"},
    "date": {"weekday": "long", "day": "numeric", "month": "long", "year": "numeric"},
    "short date": {"day": "numeric", "month": "short", "year": "numeric"},
    "time": {"hour": "numeric", "minute": "2-digit"},
    "soon": {
        "weekday": "short",
        "day": "numeric",
        "month": "short",
        "hour": "numeric",
        "minute": "2-digit",
    },
    "date and time": {
        "weekday": "short",
        "day": "numeric",
        "month": "short",
        "year": "numeric",
        "hour": "numeric",
        "minute": "2-digit",
    },
}


def t(text: str, **facts: Any) -> rx.Var[str]:
    """The text in the visitor's language, its ``{names}`` filled in."""
    return _spoken("language", text, *([facts] if facts else []))


def said(text: rx.Var[str]) -> rx.Var[str]:
    """A text that a state gives in English, marked with ``N_`` where it stands; else as it is."""
    return _spoken("language", text)


def t_plural(one: str, many: str, *, count: Any, **facts: Any) -> rx.Var[str]:
    """The form of the text that fits `count`, which both forms may name."""
    return _spoken("language.plural", one, many, {"count": count, **facts})


def when(moment: Any, *, style: DateStyle = "date and time", zone: Any = None) -> rx.Var[str]:
    """A time given as ISO text, in `zone` (an IANA name) or else in the visitor's own."""
    options: dict[str, Any] = dict(_DATE_STYLES[style])
    if zone is not None:
        options["timeZone"] = zone
    return _spoken("language.when", moment, options)


def number(value: Any) -> rx.Var[str]:
    """A number with the marks of the visitor's language."""
    return _spoken("language.number", value)


def ordinal(value: Any) -> rx.Var[str]:
    """Which in a row, as in 3rd."""
    return _spoken("language.ordinal", value)


def _spoken(function: str, *arguments: Any) -> rx.Var[str]:
    values = [rx.Var.create(argument) for argument in arguments]
    call = ", ".join(
        json.dumps(argument, ensure_ascii=False) if isinstance(argument, str) else str(value)
        for argument, value in zip(arguments, values, strict=True)
    )
    data = VarData.merge(_LANGUAGE, *(value._get_all_var_data() for value in values))  # noqa: SLF001 - Reflex's way to carry hooks
    return rx.Var(f"{function}({call})", _var_data=data).to(str)
