"""What a mail says, before it becomes text, HTML and a message.

Each kind of mail has a composer in the domain that owes it. It gets a `Brief`, answers a `Letter`
of translated texts, and does nothing else: it runs in a thread, and again for every try.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ticketapp.core.i18n import Locale
from ticketapp.core.settings import Settings
from ticketapp.outbox.models import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a composer works from."""

    mail_id: str
    kind: str
    recipient: str
    recipient_name: str
    locale: Locale
    object_id: str
    version: int
    facts: Facts
    secret: str | None = field(repr=False)
    settings: Settings


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do next. A text client shows the address in full."""

    label: str
    url: str

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")):
            raise ValueError("a button leads to a web page")


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts by name: when, where, how many."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Code:
    """Characters to copy exactly, like a password or a ticket's code."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An attachment shown in its place, by its `inline_id`; `alt` says what it is."""

    inline_id: str
    alt: str
    width: int = 240


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: how long a link lives, why this mail came."""

    text: str


Block = Paragraph | Button | Rows | Code | Picture | Note


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels along. With an `inline_id` it is for a `Picture`, not for saving.

    `content_type` may have parameters, as in ``text/calendar; method=CANCEL; charset=utf-8``.
    """

    filename: str
    content_type: str
    content: bytes = field(repr=False)
    inline_id: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in the reader's language. The subject says it all; the heading repeats it if empty."""

    subject: str
    blocks: Sequence[Block] = field(repr=False)
    heading: str = ""
    attachments: Sequence[Attachment] = ()


Composer = Callable[[Brief], Letter]
Composers = Mapping[str, Composer]
