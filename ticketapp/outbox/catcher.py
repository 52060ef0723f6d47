"""The local mail server of the embedded mode: it takes every mail and keeps it for the developer.

A real SMTP hop, so that what is tried at home is what runs in production. It listens on the
loopback interface alone.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ticketapp.core.errors import CannotStart
from ticketapp.outbox.mailbox import keep_mail

_HOST = "127.0.0.1"


class Address(NamedTuple):
    host: str
    port: int


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.to_thread(keep_mail, self._folder, envelope.original_content)
        return "250 Caught"


@asynccontextmanager
async def catch_mail(folder: Path) -> AsyncGenerator[Address]:
    """Take mail at the address given, on a free port, and keep it in `folder`."""
    try:
        from aiosmtpd.smtp import SMTP
    except ImportError:
        raise CannotStart(
            "There is no mail server to send through: set TICKETAPP_SMTP_HOST, "
            "or install the catcher for a developer's mail with pip install 'ticketapp[local]'."
        ) from None
    loop = asyncio.get_running_loop()
    keeper = _Keeper(folder)
    sessions: list[asyncio.BaseTransport] = []

    class Session(SMTP):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            sessions.append(transport)
            super().connection_made(transport)

        def connection_lost(self, error: Exception | None) -> None:
            sessions[:] = [each for each in sessions if not each.is_closing()]
            super().connection_lost(error)

    server = await loop.create_server(
        lambda: Session(keeper, hostname="localhost", enable_SMTPUTF8=True, loop=loop), _HOST, 0
    )
    try:
        yield Address(*server.sockets[0].getsockname()[:2])
    finally:
        server.close()
        for session in sessions:
            session.close()
        await server.wait_closed()
