"""The texts that stand in the code, and the catalogues that must hold every one of them.

Catalogues are sorted and name files without line numbers, so that they change only when a text
does.
"""

import ast
import io
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from ticketapp.core.i18n import DEFAULT, LOCALES, LOCALES_DIR, Locale, catalogue

ROOT = LOCALES_DIR.parent.parent
SOURCES = ("api", "ticketapp")
_TEXTS_IN = {
    "N_": 1, "counted": 2, "t": 1, "t_plural": 2, "translate": 1, "translate_plural": 2,
}  # fmt: skip


def template() -> Catalog:
    """Every text of the code, with the files it stands in."""
    texts = Catalog()
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*.py")):
            for text in texts_of(path.read_text()):
                texts.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    for message in texts:
        message.locations = sorted(set(message.locations))
    return texts


def texts_of(code: str) -> Iterable[str | tuple[str, ...]]:
    """The texts in a module: a single one, or those for one and for many."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and (count := _TEXTS_IN.get(_name_of(node.func), 0)):
            parts = [
                argument.value
                for argument in node.args[:count]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ]
            if len(parts) == count:
                yield tuple(parts) if count > 1 else parts[0]


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def update() -> None:
    """Write what `template` found into each catalogue, keeping what is translated."""
    for locale, text in _rendered().items():
        path_of(locale).write_text(text)


def out_of_date() -> list[Path]:
    """The catalogues that `update` would change."""
    return [
        path_of(locale)
        for locale, text in _rendered().items()
        if path_of(locale).read_text() != text
    ]


def path_of(locale: Locale) -> Path:
    return LOCALES_DIR / locale / "LC_MESSAGES" / "ticketapp.po"


def _rendered() -> dict[Locale, str]:
    texts = template()
    return {locale: _updated(locale, texts) for locale in LOCALES if locale != DEFAULT}


def _updated(locale: Locale, texts: Catalog) -> str:
    entries = catalogue(locale) if path_of(locale).exists() else Catalog(locale)
    entries.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    entries.obsolete.clear()
    out = io.BytesIO()
    write_po(out, entries, sort_output=True, include_lineno=False, omit_header=True, width=96)
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {locale}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {entries.plural_forms}\\n"\n\n'
    )
    return head + out.getvalue().decode()
