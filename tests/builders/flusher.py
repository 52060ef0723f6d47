"""A process of its own that flushes the outbox until it is killed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess

from tests.builders.mails import GREETINGS
from tests.drivers.forked import forked
from ticketapp.application import open_context
from ticketapp.core.clock import SystemClock
from ticketapp.core.settings import Settings
from ticketapp.outbox.flush import flush
from ticketapp.outbox.smtp import SmtpTransport


class AheadClock(SystemClock):
    """The real time and more: to this process the leases of those killed before have ended."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return super().now() + self._ahead


@asynccontextmanager
async def a_flushing_process(settings: Settings, ahead: timedelta) -> AsyncGenerator[BaseProcess]:
    """Running on the way in; killed with SIGKILL and gone on the way out."""
    process = forked.Process(target=_main, args=(settings, ahead), daemon=True)
    await asyncio.to_thread(process.start)
    try:
        yield process
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()


def _main(settings: Settings, ahead: timedelta) -> None:
    asyncio.run(_flush_for_ever(settings, ahead))


async def _flush_for_ever(settings: Settings, ahead: timedelta) -> None:
    async with open_context(settings) as ctx, SmtpTransport(settings) as transport:
        shifted = replace(ctx, clock=AheadClock(ahead))
        while True:
            await flush(shifted, GREETINGS, transport)
            await asyncio.sleep(0.05)
