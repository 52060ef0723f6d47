"""The texts that stand in the code, and the catalogues that must hold every one of them.

Catalogues are sorted and name files without line numbers, so that they change only when a text
does.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from ticketapp.core.i18n import DEFAULT, LOCALES, LOCALES_DIR, Locale, catalogue

ROOT = LOCALES_DIR.parent.parent
SOURCES = ("api", "ticketapp")
KEYWORDS = {
    "N_": (1,),
    "t": (1,),
    "t_plural": (1, 2),
    "translate": (1,),
    "translate_plural": (1, 2),
}


def template() -> Catalog:
    """Every text of the code, with the files it stands in."""
    texts = Catalog()
    for source in SOURCES:
        found = extract_from_dir(ROOT / source, [("**.py", "python")], keywords=KEYWORDS)
        for file, _line, text, _comments, _context in found:
            texts.add(text, locations=[(f"{source}/{Path(file).as_posix()}", 0)])
    for message in texts:
        message.locations = sorted(set(message.locations))
    return texts


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
