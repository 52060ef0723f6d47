"""A letter as the message that travels: headers, parts, and bytes."""

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, AddressHeader, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import lru_cache
from typing import Any, cast

import idna

from ticketapp.core.errors import CannotStart
from ticketapp.core.settings import Settings
from ticketapp.outbox.letter import Attachment, Brief, Letter
from ticketapp.outbox.render import one_line, render_html, render_text


class _Headers(HeaderRegistry):
    """Makes the class for each header's name once; the base makes one for every single header."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        if name not in self._made:
            self._made[name] = super().__getitem__(name)
        return self._made[name]


# Bodies are encoded down to ASCII, so that no server on the way has to know 8BITMIME.
_POLICY = SMTP.clone(cte_type="7bit", header_factory=_Headers())
_UTF8_POLICY = _POLICY.clone(utf8=True)


@dataclass(frozen=True, slots=True)
class Message:
    """What is handed to the mail server. `utf8` needs one that speaks SMTPUTF8."""

    sender: str
    recipient: str
    content: bytes = field(repr=False)
    utf8: bool = False


class NotAnAddress(ValueError):  # noqa: N818 - read as what the text is
    """The text can't be the address of a mailbox."""


def sender_of(settings: Settings) -> Address:
    """Who mails come from, or a sentence that says what is wrong with the setting."""
    try:
        return _parse_sender(settings.mail_from)
    except NotAnAddress:
        raise CannotStart(
            "TICKETAPP_MAIL_FROM must be an address, like "
            "Tickets <tickets@example.org> or tickets@example.org."
        ) from None


@lru_cache(maxsize=1)
def _parse_sender(mail_from: str) -> Address:
    header = _POLICY.header_factory("From", mail_from)
    addresses = cast("AddressHeader", header).addresses
    if len(addresses) != 1 or cast("BaseHeader", header).defects:
        raise NotAnAddress
    return _address(addresses[0].display_name, addresses[0].addr_spec)


def write_message(letter: Letter, brief: Brief, now: datetime) -> Message:
    """The whole message. Its Message-ID is the same at every try of the mail."""
    sender = sender_of(brief.settings)
    recipient = _address(one_line(brief.recipient_name), brief.recipient)
    utf8 = not (sender.addr_spec + recipient.addr_spec).isascii()
    message = _envelope(letter, brief, sender, recipient, now, _UTF8_POLICY if utf8 else _POLICY)
    _fill(message, letter, brief)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"={brief.mail_id}={number}=")  # looking for a free one takes longer
    return Message(sender.addr_spec, recipient.addr_spec, message.as_bytes(), utf8)


def _envelope(
    letter: Letter,
    brief: Brief,
    sender: Address,
    recipient: Address,
    now: datetime,
    policy: "EmailPolicy[EmailMessage]",
) -> EmailMessage:
    message = EmailMessage(policy)
    message["Message-ID"] = f"<{brief.mail_id}@{sender.domain}>"
    message["Date"] = now
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = one_line(letter.subject)
    message["Content-Language"] = brief.locale
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message


def _fill(message: EmailMessage, letter: Letter, brief: Brief) -> None:
    """Text and HTML as alternatives, pictures beside the HTML, files beside them all."""
    message.set_content(render_text(letter, brief.locale, brief.settings))
    message.add_alternative(render_html(letter, brief.locale, brief.settings), subtype="html")
    html = message.get_body(("html",))
    for attachment in letter.attachments:
        if attachment.inline_id is None or html is None:
            message.add_attachment(attachment.content, **_about(attachment))
        else:
            html.add_related(  # pyright: ignore[reportAttributeAccessIssue] - it is an EmailMessage
                attachment.content,
                **_about(attachment),
                disposition="inline",
                cid=f"<{attachment.inline_id}>",
            )


def _about(attachment: Attachment) -> dict[str, Any]:
    kind, *rest = (part.strip() for part in attachment.content_type.split(";"))
    maintype, _, subtype = kind.partition("/")
    params = dict(part.split("=", 1) for part in rest if part)
    return {
        "maintype": maintype,
        "subtype": subtype,
        "filename": one_line(attachment.filename),
        "params": params,
    }


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    if not local or not domain or one_line(address) != address or any(c in address for c in "<>"):
        raise NotAnAddress
    try:
        if not domain.isascii():
            domain = idna.encode(domain, uts46=True).decode("ascii")
        return Address(name, local, domain)
    except ValueError:
        raise NotAnAddress from None
