"""The mails that a server with the local catcher has sent, as their readers find them."""

import re
from pathlib import Path

from tests.builders.waiting import until
from ticketapp.outbox.mailbox import OpenedMail, read_mail, read_mailbox

_PASSWORD = re.compile(r"\b[a-z2-9]{5}(?:-[a-z2-9]{5}){3}\b")
_LINK = re.compile(r"https?://[^/\s]+(/\S+)")


class CaughtMail:
    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "mailbox"

    async def to(self, address: str, subject: str) -> OpenedMail:
        """The newest mail to `address` whose subject begins so; waits for it to arrive."""
        await until(lambda: self._ids(address, subject), within=20)
        return read_mail(self._folder, self._ids(address, subject)[0])

    def _ids(self, address: str, subject: str) -> list[str]:
        return [
            mail.id
            for mail in read_mailbox(self._folder)
            if address in mail.recipient and mail.subject.startswith(subject)
        ]


def password_in(mail: OpenedMail) -> str:
    found = _PASSWORD.search(mail.text)
    assert found, mail.text
    return found[0]


def path_in(mail: OpenedMail, beginning: str) -> str:
    """The first link that leads to a path beginning so."""
    return next(path for path in _LINK.findall(mail.text) if path.startswith(beginning))
