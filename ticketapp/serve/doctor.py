"""`ticketapp doctor`: looks at all that an installation needs; a fault says what to do."""

import os
import stat
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ticketapp.application import open_context
from ticketapp.bookings.soundness import find_drifts
from ticketapp.core.context import Context
from ticketapp.core.db import DriverError, Session
from ticketapp.core.schema_check import deviations
from ticketapp.core.settings import Settings
from ticketapp.domains import COLLECTIONS, MIGRATIONS
from ticketapp.door.soundness import find_faults
from ticketapp.serve import frontend

_TOLERATED_SKEW = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. A fault says what to do."""

    subject: str
    fault: str = ""

    def __str__(self) -> str:
        return f"FAULT  {self.subject}: {self.fault}" if self.fault else f"ok     {self.subject}"


Check = Callable[[Context], AsyncGenerator[Finding]]


async def examine(settings: Settings) -> AsyncGenerator[Finding]:
    """Run every check on a database as it stands: nothing is migrated or mended."""
    async with open_context(settings, migrations=()) as ctx:
        for check in CHECKS:
            try:
                async for finding in check(ctx):
                    yield finding
            except DriverError as error:
                subject = check.__name__.strip("_").replace("_", " ")
                yield Finding(subject, f"the database refused the look at it ({error})")


async def _data_folder(ctx: Context) -> AsyncGenerator[Finding]:
    folder = ctx.settings.data_dir
    subject = f"data folder {folder}"
    if not ctx.settings.embedded and not folder.exists():
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(subject, "it can't be written; give it to the account that runs ticketapp")
        return
    readable = [
        name
        for name in ("secrets.json", "mongodb.json", "mongodb.key", "mongodb")
        if (folder / name).exists() and stat.S_IMODE((folder / name).stat().st_mode) & 0o077
    ]
    yield Finding(
        subject,
        f"others can read what is secret; run: cd {folder} && chmod go= {' '.join(readable)}"
        if readable
        else "",
    )


async def _transactions(ctx: Context) -> AsyncGenerator[Finding]:
    async def read(session: Session) -> None:
        await ctx.db.migrations.find_one({}, session=session)

    try:
        await ctx.db.transaction(read)
    except DriverError:
        yield Finding(
            "database with transactions", "the server has none; it must be a replica set or mongos"
        )
    else:
        yield Finding("database with transactions")


async def _clocks(ctx: Context) -> AsyncGenerator[Finding]:
    hello = await ctx.db.hello()
    theirs: datetime = hello["localTime"].replace(tzinfo=UTC)
    skew = abs(theirs - ctx.clock.now())
    seconds = skew.total_seconds()
    yield Finding(
        "clock of the database",
        f"it is {seconds:.0f} s apart from this machine's; set both by NTP"
        if skew > _TOLERATED_SKEW
        else "",
    )


async def _migrations(ctx: Context) -> AsyncGenerator[Finding]:
    applied = {document["_id"] async for document in ctx.db.migrations.find({}, {"_id": 1})}
    known = {migration.number: migration.name for migration in MIGRATIONS}
    pending = [name for number, name in known.items() if number not in applied]
    newer = applied - known.keys()
    if newer:
        fault = "the database was used by a newer version of ticketapp; run that one"
    elif pending:
        fault = f"not applied yet: {', '.join(pending)}; starting ticketapp applies them"
    else:
        fault = ""
    yield Finding("migrations", fault)


async def _collections(ctx: Context) -> AsyncGenerator[Finding]:
    for spec in COLLECTIONS:
        found = [deviation async for deviation in deviations(ctx.db, spec)]
        advice = "; ".join(found) + "; `ticketapp doctor --mend` puts it right" if found else ""
        yield Finding(f"collection {spec.name}", advice)


async def _figures(ctx: Context) -> AsyncGenerator[Finding]:
    """Free and booked seats make the capacity, and what is booked has tickets."""
    drifts = await find_drifts(ctx)
    for drift in drifts:
        yield Finding(
            f"figures of {drift.event_name} ({drift.event_id})",
            f"{drift.fault}; its sale stops within minutes: restore a backup or mend the figures",
        )
    if not drifts:
        yield Finding("figures of events")


async def _doors(ctx: Context) -> AsyncGenerator[Finding]:
    """Who was let in, and is inside, is what the log of the door adds up to."""
    faults = await find_faults(ctx)
    for each in faults:
        yield Finding(f"door of event {each.event_id}", f"{each.fault}; restore a backup")
    if not faults:
        yield Finding("doors of events")


async def _pages(_ctx: Context) -> AsyncGenerator[Finding]:
    fault = (
        "" if frontend.is_built() else "not built from the present sources; starting builds them"
    )
    yield Finding("pages for the browser", fault)


# A domain adds its own checks here: what must hold in its data.
CHECKS: tuple[Check, ...] = (
    _data_folder,
    _transactions,
    _clocks,
    _migrations,
    _collections,
    _figures,
    _doors,
    _pages,
)
