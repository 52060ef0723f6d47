"""Whether the door's figures and tickets are what its log adds up to, and the log what was sealed.

Every transaction keeps them so; this finds a hand in the database, a bug, a restored backup of
one collection alone, and entries of the log that were changed after the audit trail had them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from ticketapp.audit.service import facts_of
from ticketapp.bookings import tickets
from ticketapp.core.context import Context
from ticketapp.core.db import Session
from ticketapp.door import repository
from ticketapp.door.doors import Standing
from ticketapp.door.engine import SCANNED, seal_of
from ticketapp.door.models import LogEntry
from ticketapp.door.repository import Totals
from ticketapp.door.rules import standing


@dataclass(frozen=True, slots=True)
class DoorFault:
    """An event whose door does not agree with its log, and how, in one sentence."""

    event_id: str
    fault: str


async def find_faults(ctx: Context) -> list[DoorFault]:
    """Look at every event with a log."""
    return [
        DoorFault(event_id, fault)
        for event_id in await repository.events_with_log(ctx.db)
        if (fault := await fault_of(ctx, event_id))
    ]


async def fault_of(ctx: Context, event_id: str) -> str:
    """What is wrong with an event's door, at one moment; nothing if all agrees."""

    async def work(session: Session) -> str:
        log = [entry async for entry in repository.walk_log(ctx.db, event_id, session)]
        totals = await repository.totals(ctx.db, event_id, session)
        marked = await tickets.marks(ctx.db, session, event_id)
        minutes = await repository.minutes(ctx.db, event_id, session)
        counted = {(each["at"], each["gate"]): _flat(each) for each in minutes}
        sealed = await facts_of(ctx, session, SCANNED, event_id)
        return (
            _fault_in_figures(totals, log)
            or _fault_in_marks(marked, log)
            or _fault_in_minutes(counted, log)
            or _fault_in_seals(sealed, log)
        )

    return await ctx.db.transaction(work)


def recount(log: Sequence[LogEntry]) -> dict[str, Standing]:
    """Where every ticket of the log stands by the log alone."""
    by_ticket = sorted(
        (entry for entry in log if entry.ticket_id),
        key=lambda entry: (entry.ticket_id or "", entry.number),
    )
    grouped = groupby(by_ticket, key=lambda entry: entry.ticket_id or "")
    return {ticket_id: standing(entries) for ticket_id, entries in grouped}


def _fault_in_figures(totals: Totals, log: Sequence[LogEntry]) -> str:
    stands = recount(log).values()
    admitted = sum(each.first is not None for each in stands)
    inside = sum(each.inside for each in stands)
    if (totals.admitted, totals.inside) != (admitted, inside):
        return (
            f"{totals.admitted} were let in and {totals.inside} are inside by its figures, "
            f"{admitted} and {inside} by its log"
        )
    if [entry.number for entry in log] != list(range(1, totals.number + 1)):
        return f"its log does not hold every number from 1 to {totals.number}"
    return ""


def _fault_in_marks(marked: Mapping[str, tuple[str, bool]], log: Sequence[LogEntry]) -> str:
    wanted = {
        ticket_id: (each.first.id, each.inside)
        for ticket_id, each in recount(log).items()
        if each.first
    }
    differing = [each for each in marked.keys() | wanted if marked.get(each) != wanted.get(each)]
    return f"{len(differing)} tickets stand otherwise than its log says" if differing else ""


def _fault_in_minutes(
    counted: Mapping[tuple[datetime, str], Counter[str]], log: Sequence[LogEntry]
) -> str:
    wanted = repository.tally(log, {entry.id: entry for entry in log})
    for place in counted.keys() | wanted:
        if counted.get(place, Counter()) != wanted.get(place, Counter()):  # zeros don't differ
            return f"what was counted at {place[0]} at gate {place[1]!r} is not what its log says"
    return ""


def _fault_in_seals(sealed: Sequence[Mapping[str, object]], log: Sequence[LogEntry]) -> str:
    by_number = {entry.number: entry for entry in log}
    for facts in sealed:
        first, last = facts["first"], facts["last"]
        assert isinstance(first, int)
        assert isinstance(last, int)
        batch = [by_number[each] for each in range(first, last + 1) if each in by_number]
        if seal_of(batch) != facts["seal"]:
            return f"entries {first} to {last} of its log were changed or removed"
    return ""


def _flat(minute: Mapping[str, Any]) -> Counter[str]:
    """The counts of a minute's document under the names that they were counted by."""
    flat: Counter[str] = Counter()
    for name, value in minute.items():
        if isinstance(value, int):
            flat[name] = value
    flat.update(
        {f"refused.{result}": number for result, number in minute.get("refused", {}).items()}
    )
    return flat
