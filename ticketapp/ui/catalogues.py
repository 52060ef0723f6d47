"""The part of a language's catalogue that pages need, in the form their script reads."""

from babel import Locale as CldrLocale
from babel.messages.catalog import Catalog, Message

from ticketapp.core.i18n import Locale, catalogue

_PAGES, _STATES = "ticketapp/ui/", "ticketapp/ui/states/"  # states translate on the server
_NAMED_BY_STATES = "ticketapp/outbox/texts.py"
_PLURAL_SAMPLES = (*range(21), 100, 1000, 1_000_000)


def page_catalogue(locale: Locale) -> dict[str, object]:
    """Texts by their English, and which gettext form each CLDR plural category takes."""
    entries = catalogue(locale)
    return {
        "plurals": _plural_forms(entries, locale),
        "texts": {
            message.id if isinstance(message.id, str) else message.id[0]: message.string
            for message in entries
            if message.id and not message.fuzzy and _is_shown_in_the_browser(message)
        },
    }


def _is_shown_in_the_browser(message: Message) -> bool:
    return any(
        path == _NAMED_BY_STATES or (path.startswith(_PAGES) and not path.startswith(_STATES))
        for path, _ in message.locations
    )


def _plural_forms(entries: Catalog, locale: Locale) -> dict[str, int]:
    """The browser names plural forms (``one``, ``few``), gettext counts them."""
    category = CldrLocale.parse(locale).plural_form
    index = _gettext_plural(entries.plural_expr)
    return {category(count): index(count) for count in reversed(_PLURAL_SAMPLES)}


def _gettext_plural(expression: str):  # noqa: ANN202 - gettext's own function type is private
    from gettext import c2py

    return c2py(expression)
