"""The life of the application in one process: what is opened at its start and closed at its end."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from ticketapp.core.clock import SystemClock
from ticketapp.core.context import Context, set_context
from ticketapp.core.db import connect
from ticketapp.core.ids import RandomIds
from ticketapp.core.lanes import Lanes
from ticketapp.core.limits import make_limiter
from ticketapp.core.live import Hub
from ticketapp.core.migrations import Migration, migrate
from ticketapp.core.passwords import PasswordHasher
from ticketapp.core.settings import Settings
from ticketapp.core.turns import Turns
from ticketapp.domains import (
    EVENT_FOLLOWERS,
    MIGRATIONS,
    PERSONAL_DATA,
    WATCHED,
    WATCHED_ONCE_THERE,
)
from ticketapp.jobs.scheduler import running_jobs
from ticketapp.outbox.catcher import catch_mail


@asynccontextmanager
async def open_context(
    settings: Settings, *, migrations: Sequence[Migration] = MIGRATIONS
) -> AsyncGenerator[Context]:
    """A context on a migrated database; closed again on the way out."""
    db = connect(settings)
    ctx = Context(
        settings=settings,
        db=db,
        clock=SystemClock(),
        ids=RandomIds(),
        limiter=make_limiter(settings),
        hasher=PasswordHasher(),
        live=Hub(db, WATCHED, WATCHED_ONCE_THERE),
        lanes=Lanes(),
        turns=Turns(db),
        personal_data=PERSONAL_DATA,
        event_followers=EVENT_FOLLOWERS,
    )
    try:
        await migrate(ctx.db, ctx.clock, migrations)
        yield ctx
    finally:
        await ctx.lanes.drain()
        ctx.hasher.close()
        ctx.db.close()


@asynccontextmanager
async def run_application(settings: Settings) -> AsyncGenerator[Context]:
    """The context, reachable by pages and routes, and the jobs, while a process serves."""
    async with _mail_server(settings) as reachable, run_jobs(reachable) as ctx:
        set_context(ctx)
        try:
            async with ctx.live.running():
                yield ctx
        finally:
            set_context(None)


@asynccontextmanager
async def run_jobs(settings: Settings) -> AsyncGenerator[Context]:
    """The context and the jobs alone: a process that does not serve."""
    async with open_context(settings) as ctx, running_jobs(ctx):
        yield ctx


@asynccontextmanager
async def _mail_server(settings: Settings) -> AsyncGenerator[Settings]:
    """Settings with a mail server in them; the embedded mode brings its own."""
    if not settings.catches_mail:
        yield settings
        return
    async with catch_mail(settings.mailbox) as (host, port):
        yield settings.with_mail_catcher(host, port)
