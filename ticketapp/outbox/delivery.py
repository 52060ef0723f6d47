"""Which mail server this application sends through."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from ticketapp.core.settings import Settings
from ticketapp.outbox.catcher import catch_mail
from ticketapp.outbox.message import sender_of
from ticketapp.outbox.smtp import SmtpTransport


def mailbox_folder(settings: Settings) -> Path | None:
    """Where mail is caught; None when a mail server is configured, and then there is no mailbox."""
    if settings.smtp_host or not settings.embedded:
        return None
    return settings.data_dir / "mailbox"


@asynccontextmanager
async def open_transport(settings: Settings) -> AsyncGenerator[SmtpTransport]:
    """The way to the configured mail server; without one, in the embedded mode, to the mailbox."""
    sender_of(settings)
    folder = mailbox_folder(settings)
    if folder is None:
        async with SmtpTransport(settings) as transport:
            yield transport
        return
    async with catch_mail(folder) as (host, port):
        local = {"smtp_host": host, "smtp_port": port, "smtp_security": "none", "smtp_username": ""}
        async with SmtpTransport(settings.model_copy(update=local)) as transport:
            yield transport
