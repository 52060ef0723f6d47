"""The life of the application in one process: what is opened at its start and closed at its end."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from ticketapp.core.clock import SystemClock
from ticketapp.core.context import Context, set_context
from ticketapp.core.db import connect
from ticketapp.core.ids import RandomIds
from ticketapp.core.limits import make_limiter
from ticketapp.core.migrations import Migration, migrate
from ticketapp.core.passwords import PasswordHasher
from ticketapp.core.settings import Settings
from ticketapp.domains import MIGRATIONS, PERSONAL_DATA


@asynccontextmanager
async def open_context(
    settings: Settings, *, migrations: Sequence[Migration] = MIGRATIONS
) -> AsyncGenerator[Context]:
    """A context on a migrated database; closed again on the way out."""
    ctx = Context(
        settings=settings,
        db=connect(settings),
        clock=SystemClock(),
        ids=RandomIds(),
        limiter=make_limiter(settings),
        hasher=PasswordHasher(),
        personal_data=PERSONAL_DATA,
    )
    try:
        await migrate(ctx.db, ctx.clock, migrations)
        yield ctx
    finally:
        ctx.hasher.close()
        ctx.db.close()


@asynccontextmanager
async def run_application(settings: Settings) -> AsyncGenerator[Context]:
    """The context, reachable by pages and routes, for as long as a server process serves."""
    async with open_context(settings) as ctx:
        set_context(ctx)
        try:
            yield ctx
        finally:
            set_context(None)
