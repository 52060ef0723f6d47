"""What the commands beside `serve` do: each on the database of the running server, or its own."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import TypeVar

from ticketapp.accounts import setup
from ticketapp.application import open_context, run_jobs
from ticketapp.core.context import Context
from ticketapp.core.errors import CannotStart
from ticketapp.core.logs import configure_logs
from ticketapp.core.schema_check import mend
from ticketapp.core.settings import Settings, load_settings
from ticketapp.domains import COLLECTIONS
from ticketapp.serve import demo
from ticketapp.serve.database import own_database, reachable_database
from ticketapp.serve.doctor import examine
from ticketapp.serve.progress import say

Result = TypeVar("Result")


def run_jobs_alone() -> None:
    """Run the scheduled jobs until SIGTERM or Ctrl-C."""

    async def until_told() -> None:
        told = asyncio.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(signal_number, told.set)
        async with run_jobs(settings):
            say("The jobs are running.")
            await told.wait()
        say("Stopped.")

    settings = _settings()
    if settings.embedded:
        raise CannotStart(
            "`ticketapp serve` runs the jobs itself. To run them apart, give both the same "
            "TICKETAPP_MONGODB_URI."
        )
    with own_database(settings):
        asyncio.run(until_told())


def run_doctor(*, mending: bool) -> int:
    """Print what was found; answer how many faults."""

    async def look(settings: Settings) -> int:
        faults = 0
        async for finding in examine(settings):
            say(str(finding))
            faults += bool(finding.fault)
        return faults

    with reachable_database(_settings()) as settings:
        say("ok     settings")
        if mending:
            asyncio.run(_with_context(settings, _mend))
        faults = asyncio.run(look(settings))
    say(f"Faults: {faults}." if faults else "All is well.")
    return faults


def run_admin_create(email: str, name: str, password: str | None) -> str:
    """Make an admin; answer what to tell whoever asked for it."""

    async def create(ctx: Context) -> str:
        link = await setup.create_admin(ctx, email, name, password)
        if link is None:
            return f"{email} is an admin now."
        return (
            f"{email} is an admin now. They choose a password here, once and within a day:\n{link}"
        )

    return _run(create)


def run_demo() -> str:
    """Load the demo into an empty database; answer what there is now."""

    async def load(ctx: Context) -> str:
        if not await demo.is_unused(ctx):
            raise CannotStart(
                "The demo is only loaded into an empty database, and this one is in use. "
                "Set TICKETAPP_DATA_DIR or TICKETAPP_MONGODB_DB to a new name for it."
            )
        return "\n".join(await demo.load(ctx))

    return _run(load)


async def _mend(ctx: Context) -> None:
    for spec in COLLECTIONS:
        await mend(ctx.db, spec)


def _settings() -> Settings:
    settings = load_settings()
    configure_logs(settings)
    return settings


def _run(work: Callable[[Context], Awaitable[Result]]) -> Result:
    with reachable_database(_settings()) as settings:
        return asyncio.run(_with_context(settings, work))


async def _with_context(settings: Settings, work: Callable[[Context], Awaitable[Result]]) -> Result:
    async with open_context(settings) as ctx:
        return await work(ctx)
