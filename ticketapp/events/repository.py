"""Events: documents and queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from ticketapp.core.db import Database, Document, Session
from ticketapp.core.paging import Page, PageRequest, Totals, find_page
from ticketapp.events.models import Event, EventFields, EventFilter, EventSort, EventStatus
from ticketapp.events.rules import event_terms, search_terms, words_of

MOST_COUNTED = 10_000
MOST_OPENED = 200
DELETED = "deleted"
_SORT_FIELDS = {EventSort.by_name: "sort_name", EventSort.by_name_backwards: "-sort_name"}
_EVENT_FIELDS = tuple(Event.__dataclass_fields__)


def fields_document(fields: EventFields) -> Document:
    """The editable part of a document, with what its lists are searched and sorted by."""
    return asdict(fields) | {
        "sort_name": fields.name.casefold(),
        "terms": event_terms(fields),
        "places": search_terms(fields.location),
    }


def event_of(document: Mapping[str, Any]) -> Event:
    values = {name: document[name] for name in _EVENT_FIELDS if name in document}
    stored = document["status"]
    status = EventStatus.cancelled if stored == DELETED else EventStatus(stored)
    values |= {"id": document["_id"], "status": status}
    return Event(**values)


async def insert(db: Database, session: Session, document: Document) -> None:
    await db.events.insert_one(document, session=session)


async def by_id_or_slug(
    db: Database, id_or_slug: str, session: Session | None = None
) -> Event | None:
    document = await db.events.find_one(
        {"$or": [{"_id": id_or_slug}, {"slug": id_or_slug}], "deleted_at": None}, session=session
    )
    return event_of(document) if document else None


async def by_ids(db: Database, ids: Collection[str]) -> list[Event]:
    cursor = db.events.find({"_id": {"$in": list(ids)}, "deleted_at": None})
    return [event_of(document) async for document in cursor]


async def change(
    db: Database, session: Session, event_id: str, version: int, changes: Document
) -> Event | None:
    """Change an event that is still at `version`; None when somebody was faster."""
    document = await db.events.find_one_and_update(
        {"_id": event_id, "version": version, "deleted_at": None},
        {"$set": changes, "$inc": {"version": 1}},
        return_document=True,
        session=session,
    )
    return event_of(document) if document else None


async def set_cover(
    db: Database, session: Session, event_id: str, cover: str | None, now: datetime
) -> None:
    """Give the event another cover. The version stays: no form that edits an event has it."""
    await db.events.update_one(
        {"_id": event_id}, {"$set": {"cover": cover, "updated_at": now}}, session=session
    )


async def find(
    db: Database, wanted: EventFilter, part: PageRequest, totals: Totals | None = None
) -> Page[Event]:
    """Part of the events that fit; with filters its total says how many up to a bound."""
    sort = _SORT_FIELDS.get(wanted.sort, wanted.sort.value)
    if most := _most_counted(wanted):
        part = replace(part, count_up_to=min(part.count_up_to or most, most))
    page = await find_page(db.events, _query(wanted), [sort], part, totals=totals)
    return page.map(event_of)


async def addresses(
    db: Database, statuses: Sequence[EventStatus], sort: EventSort, limit: int
) -> list[tuple[str, datetime]]:
    """The slugs of events of these statuses, and when each was last changed."""
    name, direction = sort.value.removeprefix("-"), -1 if sort.value.startswith("-") else 1
    found = (
        db.events.find({"status": {"$in": [*statuses]}}, {"slug": 1, "updated_at": 1})
        .sort([(name, direction), ("_id", direction)])
        .limit(limit)
        .batch_size(1_000)
    )
    return [(document["slug"], document["updated_at"]) async for document in found]


async def due_for(db: Database, status: EventStatus, now: datetime, limit: int) -> list[Event]:
    """Events whose stored status lags behind the clock and should be `status`."""
    if status is EventStatus.closed:
        stored = [EventStatus.upcoming.value, EventStatus.active.value]
        late: Document = {"status": {"$in": stored}, "ends_at": {"$lte": now}}
    else:
        late = {"status": EventStatus.upcoming.value, "starts_at": {"$lte": now}}
    cursor = db.events.find(late).limit(limit)
    return [event_of(document) async for document in cursor]


async def flip(
    db: Database, session: Session, event: Event, status: EventStatus, now: datetime
) -> bool:
    """Flip the stored status if it is still what it was and still due; answer whether it was."""
    due = {"ends_at" if status is EventStatus.closed else "starts_at": {"$lte": now}}
    outcome = await db.events.update_one(
        {"_id": event.id, "status": event.status.value, **due},
        {"$set": {"status": status.value, "updated_at": now}},
        session=session,
    )
    return outcome.modified_count == 1


def _most_counted(wanted: EventFilter) -> int | None:
    """How far a list with filters is counted. By one word an index alone tells how many fit; for
    several, every event that has the rarest must be opened.
    """
    words = len(words_of(wanted.words)) + len(words_of(wanted.location))
    if words > 1 or (words and wanted.available_only):
        return MOST_OPENED
    is_narrowed = words or wanted.starts_after or wanted.starts_before or wanted.available_only
    return MOST_COUNTED if is_narrowed else None


def _query(wanted: EventFilter) -> Document:
    """As a filter. What is deleted has a status of its own: asking for `deleted_at` as well
    would make the database open every document that it counts.
    """
    statuses = [status.value for status in wanted.statuses]
    query: Document = {"status": statuses[0] if len(statuses) == 1 else {"$in": statuses}}
    words = sorted(words_of(wanted.words), key=len, reverse=True)
    if words:
        query["terms"] = {"$all": words}
    places = sorted(words_of(wanted.location), key=len, reverse=True)
    if places:
        query["places"] = {"$all": places}
    period: dict[str, datetime] = {}
    if wanted.starts_after:
        period["$gte"] = wanted.starts_after
    if wanted.starts_before:
        period["$lt"] = wanted.starts_before
    if period:
        query["starts_at"] = period
    if wanted.available_only:
        query |= {"available": {"$gt": 0}, "waitlisted": 0}
    return query
