"""The door's documents and queries."""

from collections import Counter
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ticketapp.core.db import BulkUpdate, Database, Document, Session
from ticketapp.core.paging import Page, PageRequest, find_page
from ticketapp.door.models import Direction, Kind, LogEntry, Mode, Result, Staff

_LATEST_FIRST = ("-number",)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which entries of an event's log to show; all conditions must hold."""

    result: Result | None = None
    gate: str | None = None
    conflicts: bool = False
    ticket_ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """An event's figures: entries in its log, tickets let in at least once, tickets inside."""

    number: int = 0
    admitted: int = 0
    inside: int = 0


def document_of(entry: LogEntry) -> Document:
    document: Document = {
        "_id": entry.id,
        "event_id": entry.event_id,
        "number": entry.number,
        "kind": entry.kind.value,
        "result": entry.result.value,
        "direction": entry.direction.value,
        "mode": entry.mode.value,
        "ticket_id": entry.ticket_id,
        "gate": entry.gate,
        "by": {"user_id": entry.by.user_id, "name": entry.by.name, "pass_id": entry.by.pass_id},
        "at": entry.at,
        "logged_at": entry.logged_at,
        "nonce": entry.nonce,
        "first_id": entry.first_id,
        "reason": entry.reason,
        "conflict": entry.conflict,
        "overridden": entry.overridden,
    }
    return document | ({"undoes": entry.undoes} if entry.undoes else {})


def entry_of(document: Mapping[str, Any]) -> LogEntry:
    values = {name: document[name] for name in LogEntry.__slots__ if name in document}
    values |= {
        "id": document["_id"],
        "kind": Kind(document["kind"]),
        "result": Result(document["result"]),
        "direction": Direction(document["direction"]),
        "mode": Mode(document["mode"]),
        "by": Staff(**document["by"]),
    }
    return LogEntry(**values)


async def by_nonces(
    db: Database, session: Session, event_id: str, nonces: Collection[str]
) -> list[LogEntry]:
    return await _entries(db, session, {"event_id": event_id, "nonce": {"$in": list(nonces)}})


async def by_ids(db: Database, session: Session | None, ids: Collection[str]) -> list[LogEntry]:
    return await _entries(db, session, {"_id": {"$in": list(ids)}}) if ids else []


async def of_tickets(
    db: Database, session: Session, ticket_ids: Collection[str]
) -> dict[str, list[LogEntry]]:
    """All that the log says about each of these tickets, in order."""
    cursor = db.scans.find({"ticket_id": {"$in": list(ticket_ids)}}, session=session)
    found: dict[str, list[LogEntry]] = {ticket_id: [] for ticket_id in ticket_ids}
    async for document in cursor.sort([("ticket_id", 1), ("number", 1)]):
        found[document["ticket_id"]].append(entry_of(document))
    return found


async def write(
    db: Database,
    session: Session,
    event_id: str,
    entries: Sequence[LogEntry],
    gained: Totals,
    undone: Mapping[str, LogEntry],
) -> Sequence[LogEntry]:
    """Keep these entries under the event's next numbers, and count them; answer them numbered.

    Every writer of an event's log writes its figures: of two at once one begins again.
    """
    figures = await db.door_figures.find_one_and_update(
        {"_id": event_id},
        {"$inc": {"number": len(entries), "admitted": gained.admitted, "inside": gained.inside}},
        upsert=True,
        return_document=True,
        session=session,
    )
    start = figures["number"] - len(entries) + 1
    numbered = [replace(entry, number=start + place) for place, entry in enumerate(entries)]
    await db.scans.insert_many([document_of(entry) for entry in numbered], session=session)
    await db.door_minutes.bulk_write(
        [
            BulkUpdate(
                {"event_id": event_id, "at": minute, "gate": gate},
                {"$inc": dict(counts)},
                upsert=True,
            )
            for (minute, gate), counts in tally(numbered, undone).items()
        ],
        ordered=False,
        session=session,
    )
    return numbered


def tally(
    entries: Iterable[LogEntry], undone: Mapping[str, LogEntry]
) -> dict[tuple[datetime, str], Counter[str]]:
    """What these entries add to each gate's minutes; an undo takes from those of its scan."""
    counts: dict[tuple[datetime, str], Counter[str]] = {}
    for entry in entries:
        scan = undone[entry.undoes] if entry.undoes else entry
        minute = scan.at.replace(second=0, microsecond=0)
        counted = counts.setdefault((minute, scan.gate), Counter())
        if scan.result is not Result.ok:
            counted[f"refused.{scan.result.value}"] += 1
        else:
            name = "entered" if scan.direction is Direction.entry else "left"
            counted[name] += -1 if entry.undoes else 1
    return counts


async def totals(db: Database, event_id: str, session: Session | None = None) -> Totals:
    found = await db.door_figures.find_one({"_id": event_id}, session=session)
    return Totals(found["number"], found["admitted"], found["inside"]) if found else Totals()


async def minutes(db: Database, event_id: str, session: Session | None = None) -> list[Document]:
    """What each gate did in each minute, in order."""
    only = {"_id": 0, "event_id": 0}
    cursor = db.door_minutes.find({"event_id": event_id}, only, session=session)
    return await cursor.sort([("at", 1), ("gate", 1)]).to_list(None)


async def page_of_log(
    db: Database, event_id: str, wanted: LogFilter, part: PageRequest
) -> Page[LogEntry]:
    """The log of an event, the latest entry first."""
    query: Document = {"event_id": event_id}
    if wanted.result is not None:
        query["result"] = wanted.result.value
    if wanted.gate is not None:
        query["gate"] = wanted.gate
    if wanted.conflicts:
        query["conflict"] = True
    if wanted.ticket_ids is not None:
        query["ticket_id"] = {"$in": sorted(wanted.ticket_ids)}
    page = await find_page(db.scans, query, _LATEST_FIRST, part, unique="number")
    return page.map(entry_of)


async def undone_among(db: Database, ids: Collection[str]) -> set[str]:
    """Which of these entries were taken back by a later one."""
    cursor = db.scans.find({"undoes": {"$in": list(ids)}}, {"_id": 0, "undoes": 1})
    return {document["undoes"] async for document in cursor}


async def walk_log(
    db: Database, event_id: str, session: Session | None = None
) -> AsyncGenerator[LogEntry]:
    """The whole log of an event, in order."""
    cursor = db.scans.find({"event_id": event_id}, session=session).sort("number", 1)
    async for document in cursor:
        yield entry_of(document)


async def events_with_log(db: Database) -> list[str]:
    return [document["_id"] async for document in db.door_figures.find({}, {"_id": 1})]


async def walk_staff(db: Database, user_id: str) -> AsyncGenerator[LogEntry]:
    """What this person scanned."""
    async for document in db.scans.find({"by.user_id": user_id}):
        yield entry_of(document)


async def forget_staff(db: Database, session: Session, user_id: str) -> None:
    """Take the person's name out of the log; what they did stays, as somebody's."""
    await db.scans.update_many({"by.user_id": user_id}, {"$set": {"by.name": ""}}, session=session)


async def _entries(db: Database, session: Session | None, query: Document) -> list[LogEntry]:
    return [entry_of(document) async for document in db.scans.find(query, session=session)]
