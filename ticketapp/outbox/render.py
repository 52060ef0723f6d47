"""A letter as plain text and as HTML, by one template each."""

import re
import unicodedata
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ticketapp.core.i18n import Locale, translate
from ticketapp.core.settings import Settings
from ticketapp.outbox.letter import Block, Letter

# Characters that reorder or hide what stands around them have no place in a line of ours.
_TRICKY = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def one_line(text: str) -> str:
    """The text without line breaks, control characters and direction tricks."""
    return " ".join(_without_controls(_TRICKY.sub("", text)).split())


def lines(text: str) -> str:
    """The text with its line breaks, but without other control characters."""
    return "\n".join(_without_controls(line).rstrip() for line in text.splitlines()).strip()


def render_text(letter: Letter, locale: Locale, settings: Settings) -> str:
    return _render("letter.txt.jinja", letter, locale, settings).strip() + "\n"


def render_html(letter: Letter, locale: Locale, settings: Settings) -> str:
    return _render("letter.html.jinja", letter, locale, settings)


def _render(template: str, letter: Letter, locale: Locale, settings: Settings) -> str:
    return _templates.get_template(template).render(
        subject=letter.subject,
        heading=letter.heading or letter.subject,
        blocks=letter.blocks,
        locale=locale,
        site=settings.site_name,
        address=settings.public_url,
        address_hint=translate("If the button does not work, open this address:", locale),
        sender_hint=translate("Sent automatically by {site}.", locale, site=settings.site_name),
    )


def _without_controls(text: str) -> str:
    return "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in text)


def _name_of(block: Block) -> str:
    return type(block).__name__


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html.jinja"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["one_line"] = one_line
_templates.filters["lines"] = lines
_templates.filters["name_of"] = _name_of
