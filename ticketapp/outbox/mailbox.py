"""The developer's mailbox: the messages that the catcher keeps, as files of this account alone."""

import os
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.parser import BytesHeaderParser
from email.policy import default
from itertools import islice
from pathlib import Path

from ticketapp.core.errors import NotFound
from ticketapp.core.ids import RandomIds

KEPT = 500
_ID = re.compile(r"[0-9a-z]{26}")
_SUFFIX = ".eml"
_ids = RandomIds()


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One line of the mailbox."""

    id: str
    subject: str
    sender: str
    recipient: str
    date: datetime


@dataclass(frozen=True, slots=True)
class CaughtAttachment:
    filename: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """A caught mail with its parts. In `html` the inline pictures are data: addresses.

    The HTML comes from a mail: show it only in a sandboxed frame.
    """

    mail: CaughtMail
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[CaughtAttachment, ...]


def keep_mail(folder: Path, content: bytes) -> str:
    """File a message, throw away the oldest beyond `KEPT`, and answer the new one's id."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mail_id = _ids.new()
    partial = folder / f"{mail_id}.partial"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    partial.replace(folder / (mail_id + _SUFFIX))
    for old in _newest_first(folder)[KEPT:]:
        (folder / (old + _SUFFIX)).unlink(missing_ok=True)
    return mail_id


def read_mailbox(folder: Path, limit: int = KEPT) -> list[CaughtMail]:
    """The newest of what is kept, newest first; empty when nothing has been caught yet."""
    return list(islice(_headlines(folder), limit))


def read_mail(folder: Path, mail_id: str) -> OpenedMail:
    """One message with its parts, or `NotFound`."""
    if not _ID.fullmatch(mail_id):
        raise NotFound
    try:
        content = (folder / (mail_id + _SUFFIX)).read_bytes()
    except OSError:
        raise NotFound from None
    message = message_from_bytes(content, policy=default)
    return OpenedMail(
        mail=_headline(mail_id, message),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_body(message, "plain"),
        html=_with_pictures(_body(message, "html"), message),
        attachments=tuple(_attachment(part) for part in message.iter_attachments()),
    )


def _headlines(folder: Path) -> Iterator[CaughtMail]:
    parser = BytesHeaderParser(policy=default)
    for mail_id in _newest_first(folder):
        try:
            with (folder / (mail_id + _SUFFIX)).open("rb") as file:
                yield _headline(mail_id, parser.parse(file))
        except FileNotFoundError:  # thrown away since we looked
            continue


def _newest_first(folder: Path) -> list[str]:
    """The ids of what is kept; ids sort by the time they were made."""
    if not folder.is_dir():
        return []
    names = (path.stem for path in folder.iterdir() if path.suffix == _SUFFIX)
    return sorted((name for name in names if _ID.fullmatch(name)), reverse=True)


def _headline(mail_id: str, message: EmailMessage) -> CaughtMail:
    stamp = message["Date"]
    date = (
        stamp.datetime if stamp is not None and stamp.datetime else datetime.fromtimestamp(0, UTC)
    )
    return CaughtMail(
        id=mail_id,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        date=date,
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        text: str = part.get_content()
    except LookupError:  # a character set nobody knows
        text = _content(part).decode(errors="replace")
    return text.replace("\r\n", "\n")


def _with_pictures(html: str, message: EmailMessage) -> str:
    for part in message.walk():
        inline_id = str(part["Content-ID"] or "").strip("<> ")
        if inline_id and part.get_content_maintype() == "image":
            encoded = b64encode(_content(part)).decode()
            html = html.replace(
                f'"cid:{inline_id}"', f'"data:{part.get_content_type()};base64,{encoded}"'
            )
    return html


def _attachment(part: EmailMessage) -> CaughtAttachment:
    return CaughtAttachment(part.get_filename() or "", part.get_content_type(), _content(part))


def _content(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
