"""The developer's mailbox: see `ticketapp.web.mailbox` for who may read it."""

import asyncio
from pathlib import Path
from typing import Any, TypedDict

from ticketapp.core.errors import NotFound, Refusal
from ticketapp.outbox.mailbox import CaughtMail, OpenedMail, read_mail, read_mailbox
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import PageState
from ticketapp.web.mailbox import MAILBOX, open_mailbox

SHOWN = 100


class MailLine(TypedDict):
    href: str
    subject: str
    recipient: str
    date: str


class MailFile(TypedDict):
    href: str
    name: str
    kilobytes: int


class MailboxState(PageState):
    """`access` is ``open`` for those who may look, ``missing`` for all others."""

    access: str = ""
    mails: list[MailLine] = []  # noqa: RUF012
    frame: str = ""
    subject: str = ""
    sender: str = ""
    recipient: str = ""
    date: str = ""
    text: str = ""
    headers: list[tuple[str, str]] = []  # noqa: RUF012
    files: list[MailFile] = []  # noqa: RUF012

    @action
    async def load(self) -> None:
        """Show what has been caught."""
        self.mails = [
            _line(mail) for mail in await asyncio.to_thread(read_mailbox, self._folder(), SHOWN)
        ]
        self.access = "open"

    @action
    async def load_mail(self) -> None:
        """Show the one that the address names."""
        mail_id = self.router.url.path.rstrip("/").rsplit("/", 1)[-1]
        self._show(await asyncio.to_thread(read_mail, self._folder(), mail_id))
        self.access = "open"

    def _refused(self, refusal: Refusal) -> Any:
        if refusal.code != NotFound.code:
            return super()._refused(refusal)
        self.reset()
        self.access = "missing"
        return None

    def _folder(self) -> Path:
        origin = self._origin()
        return open_mailbox(self._context().settings, origin.address, self.router.headers.host)

    def _show(self, opened: OpenedMail) -> None:
        mail = opened.mail
        own = f"{MAILBOX}/{mail.id}"
        self.subject, self.sender, self.recipient = mail.subject, mail.sender, mail.recipient
        self.date = mail.date.isoformat()
        self.frame = f"{own}/html" if opened.html else ""
        self.text = opened.text
        self.headers = list(opened.headers)
        self.files = [
            MailFile(
                href=f"{own}/files/{number}",
                name=file.filename or file.content_type,
                kilobytes=-(-len(file.content) // 1024),
            )
            for number, file in enumerate(opened.attachments)
        ]


def _line(mail: CaughtMail) -> MailLine:
    return MailLine(
        href=f"{MAILBOX}/{mail.id}",
        subject=mail.subject,
        recipient=mail.recipient,
        date=mail.date.isoformat(),
    )
