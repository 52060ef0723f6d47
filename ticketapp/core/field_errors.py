"""What pydantic found wrong with an input, said to people in their language."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from ticketapp.core.errors import FieldError
from ticketapp.core.i18n import N_, Counted, Locale, counted, translate

_TEXTS: Mapping[str, str | Counted] = {
    "bool_parsing": N_("This must be true or false."),
    "bool_type": N_("This must be true or false."),
    "date_from_datetime_parsing": N_("This must be a date, as in 2027-01-31."),
    "date_parsing": N_("This must be a date, as in 2027-01-31."),
    "datetime_from_date_parsing": N_("This must be a time, as in 2027-01-31T18:00:00Z."),
    "datetime_parsing": N_("This must be a time, as in 2027-01-31T18:00:00Z."),
    "datetime_type": N_("This must be a time, as in 2027-01-31T18:00:00Z."),
    "dict_type": N_("This must be an object."),
    "enum": N_("This must be one of: {expected}."),
    "extra_forbidden": N_("There is no such field."),
    "finite_number": N_("This must be a number."),
    "float_parsing": N_("This must be a number."),
    "float_type": N_("This must be a number."),
    "greater_than": N_("This must be more than {gt}."),
    "greater_than_equal": N_("This must be at least {ge}."),
    "int_from_float": N_("This must be a whole number."),
    "int_parsing": N_("This must be a whole number."),
    "int_parsing_size": N_("This number is too large."),
    "int_type": N_("This must be a whole number."),
    "json_invalid": N_("This is not valid JSON."),
    "less_than": N_("This must be less than {lt}."),
    "less_than_equal": N_("This must be at most {le}."),
    "list_type": N_("This must be a list."),
    "literal_error": N_("This must be one of: {expected}."),
    "missing": N_("This is needed."),
    "model_attributes_type": N_("This must be an object."),
    "model_type": N_("This must be an object."),
    "string_pattern_mismatch": N_("This does not have the right form."),
    "string_too_long": counted(
        "This may have at most {max_length} character.",
        "This may have at most {max_length} characters.",
        by="max_length",
    ),
    "string_too_short": counted(
        "This needs at least {min_length} character.",
        "This needs at least {min_length} characters.",
        by="min_length",
    ),
    "string_type": N_("This must be text."),
    "string_unicode": N_("This must be text."),
    "timezone_aware": N_("This time needs its offset from UTC, as in 2027-01-31T18:00:00Z."),
    "too_long": counted(
        "This may have at most {max_length} entry.",
        "This may have at most {max_length} entries.",
        by="max_length",
    ),
    "too_short": counted(
        "This needs at least {min_length} entry.",
        "This needs at least {min_length} entries.",
        by="min_length",
    ),
}
_OTHERWISE = N_("This does not fit.")


def describe(errors: Sequence[ErrorDetails], locale: Locale) -> tuple[FieldError, ...]:
    """One entry per thing that is wrong, each with a message that can stand beside its field."""
    return tuple(
        FieldError(
            field=".".join(str(part) for part in error["loc"]),
            code=error["type"],
            message=_message(error, locale),
        )
        for error in errors
    )


def _message(error: ErrorDetails, locale: Locale) -> str:
    facts: Mapping[str, Any] = error.get("ctx") or {}
    text = _TEXTS.get(error["type"])
    if text is not None:
        return translate(text, locale, **facts)
    if error["type"] in _OURS:
        return translate(_OURS[error["type"]], locale, **facts)
    return translate(_OTHERWISE, locale)


_OURS: dict[str, str] = {}


def rule(code: str, text: str) -> str:
    """Name a rule of our own, to be raised as ``PydanticCustomError(code, text)``."""
    _OURS[code] = text
    return code
