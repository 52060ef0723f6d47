"""Every text a person reads goes through the catalogues in `ticketapp/locales`.

The English text is the key. Code marks it with ``N_`` where it is only named, and with
``translate`` where it is shown; pages have their own door to the same catalogues.
"""

import gettext
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, get_args

from babel import Locale as CldrLocale
from babel import UnknownLocaleError, negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Locale = Literal["en", "de"]
LOCALES: tuple[Locale, ...] = get_args(Locale)
DEFAULT: Locale = "en"
_LONGEST_HEADER, _KEPT_HEADERS = 500, 256
LOCALES_DIR = Path(__file__).parent.parent / "locales"


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a text for the catalogues without translating it here."""
    return text


@dataclass(frozen=True, slots=True)
class Counted:
    """A text in its forms for one and for many; `by` names the fact that is counted."""

    one: str
    many: str
    by: str

    def __str__(self) -> str:
        return self.many


def counted(one: str, many: str, *, by: str) -> Counted:
    """Mark both forms of a text for the catalogues, as ``N_`` does for one."""
    return Counted(one, many, by)


def catalogue(locale: Locale) -> Catalog:
    """Read one language's entries as they stand in its .po file."""
    with (LOCALES_DIR / locale / "LC_MESSAGES" / "ticketapp.po").open("rb") as file:
        return read_po(file, locale=locale)


@cache
def _translations(locale: Locale) -> gettext.NullTranslations:
    if locale == DEFAULT:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(locale))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(text: str | Counted, locale: Locale, **facts: object) -> str:
    """The text in `locale`, its ``{names}`` filled in."""
    if isinstance(text, Counted):
        return translate_plural(text.one, text.many, _count(facts[text.by]), locale, **facts)
    translated = _translations(locale).gettext(text)
    return translated.format(**facts) if facts else translated


def translate_plural(one: str, many: str, count: int, locale: Locale, **facts: object) -> str:
    """The form of the text that fits `count`; both forms may name ``{count}``."""
    translated = _translations(locale).ngettext(one, many, count)
    return translated.format(count=count, **facts)


def _count(fact: object) -> int:
    assert isinstance(fact, int)
    return fact


def as_locale(value: str | None) -> Locale | None:
    """`value` if it is a language we speak."""
    return value if value in LOCALES else None


def preferred_locale(accept_language: str | None) -> Locale:
    """The best of our languages for an Accept-Language header."""
    negotiated = negotiate_locale(list(_by_quality(accept_language or "")), LOCALES, sep="-")
    return as_locale(negotiated) or DEFAULT


def variety_of(locale: Locale, accept_language: str | None) -> str:
    """The reader's own variety of a language, as Babel names it: it decides how dates are written.

    The language alone where the header names none, or none that is known.
    """
    return _variety_of(locale, (accept_language or "")[:_LONGEST_HEADER])


def dates_in(locale: Locale, variety: str) -> str:
    """How dates are written in a text in `locale`: as in the variety, if it is one of it."""
    return variety if variety.partition("_")[0] == locale else locale


@lru_cache(_KEPT_HEADERS)
def _variety_of(locale: Locale, accept_language: str) -> str:
    for tag in _by_quality(accept_language):
        try:
            variety = CldrLocale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
        if variety.language == locale and not variety.script:  # else no font here may have it
            return f"{locale}_{variety.territory}" if variety.territory else locale
    return locale


def _by_quality(header: str) -> Iterable[str]:
    weighted: list[tuple[float, str]] = []
    for part in header[:_LONGEST_HEADER].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weighted.append((float(quality or 1), tag.strip()))
        except ValueError:
            continue
    return (tag for _, tag in sorted(weighted, key=lambda item: -item[0]) if tag)
