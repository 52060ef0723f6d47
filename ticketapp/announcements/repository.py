"""Announcements: documents and queries, and the leases of those who carry them out."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from ticketapp.announcements.models import Announcement, AnnouncementKind, AnnouncementState
from ticketapp.bookings.documents import booking_of
from ticketapp.bookings.models import Booking, BookingStatus
from ticketapp.core.db import Database, Document, Session
from ticketapp.core.paging import Page, PageRequest, find_page
from ticketapp.events.models import LISTED

_OPEN, _DONE = AnnouncementState.open.value, AnnouncementState.done.value
_AT_ONCE = 100


def new_document(
    announcement_id: str,
    event_id: str,
    kind: AnnouncementKind,
    version: int,
    facts: Mapping[str, Any],
    due_at: datetime,
) -> Document:
    return {
        "_id": announcement_id,
        "event_id": event_id,
        "kind": kind.value,
        "version": version,
        "facts": dict(facts),
        "state": _OPEN,
        "stage": 0,
        "after": None,
        "fence": 0,
        "due_at": due_at,
    }


async def insert_missing(db: Database, session: Session, document: Document) -> None:
    identity = {name: document[name] for name in ("event_id", "kind", "version")}
    change = {"$setOnInsert": document}
    await db.announcements.update_one(identity, change, upsert=True, session=session)


async def oldest_open(db: Database) -> list[Announcement]:
    """What is open, the oldest first; of each event only its first."""
    found = db.announcements.find({"state": _OPEN}).sort("_id", 1).limit(_AT_ONCE)
    first: dict[str, Announcement] = {}
    async for document in found:
        first.setdefault(document["event_id"], _announcement(document))
    return list(first.values())


async def find(
    db: Database, event_id: str, kind: AnnouncementKind, version: int
) -> Announcement | None:
    identity = {"event_id": event_id, "kind": kind.value, "version": version}
    document = await db.announcements.find_one(identity)
    return _announcement(document) if document else None


async def claim(
    db: Database, announcement: Announcement, now: datetime, until: datetime
) -> Announcement | None:
    """The right to carry it out until then; None when somebody else has it, or it is done."""
    document = await db.announcements.find_one_and_update(
        {**_held(announcement), "due_at": {"$lte": now}},
        {"$set": {"due_at": until}, "$inc": {"fence": 1}},
        return_document=True,
    )
    return _announcement(document) if document else None


async def release(db: Database, announcement: Announcement, due_at: datetime) -> bool:
    """Let it be due then, if it is still ours: a longer lease, or none."""
    outcome = await db.announcements.update_one(_held(announcement), {"$set": {"due_at": due_at}})
    return outcome.matched_count == 1


async def move_on(
    db: Database, session: Session, announcement: Announcement, stage: int,
    after: tuple[Any, ...] | None, until: datetime,
) -> Announcement | None:  # fmt: skip
    """Note how far the walk has come, if it is still ours to walk."""
    document = await db.announcements.find_one_and_update(
        _held(announcement),
        {"$set": {"stage": stage, "after": after, "due_at": until}},
        return_document=True,
        session=session,
    )
    return _announcement(document) if document else None


async def finish(db: Database, announcement: Announcement, session: Session | None = None) -> None:
    await db.announcements.update_one(
        _held(announcement), {"$set": {"state": _DONE}}, session=session
    )


async def bookings_to_tell(
    db: Database,
    session: Session,
    event_id: str,
    status: BookingStatus,
    untold: Document,
    part: PageRequest,
) -> Page[Booking]:
    """Some of an event's bookings that are not told yet, the newest first.

    Who books meanwhile stands before all others, and is told by the confirmation.
    """
    query = {"event_id": event_id, "status": status.value, **untold}
    page = await find_page(db.bookings, query, ("-created_at", "_id"), part, session)
    return page.map(booking_of)


async def note_told(
    db: Database, session: Session, event_id: str, booking_ids: list[str], told: Document
) -> None:
    """Write into bookings what their people are told now.

    It is a write so that whoever changes one of them at this moment makes one of us begin again.
    """
    query = {"_id": {"$in": booking_ids}, "event_id": event_id}
    await db.bookings.update_many(query, {"$set": told}, session=session)


async def beginning(db: Database, after: datetime, until: datetime) -> dict[str, datetime]:
    """Events with confirmed bookings that begin in this stretch of time, and when."""
    query = {
        "status": {"$in": [status.value for status in LISTED]},
        "starts_at": {"$gt": after, "$lte": until},
        "booked": {"$gt": 0},
    }
    found = db.events.find(query, {"starts_at": 1})
    return {document["_id"]: document["starts_at"] async for document in found}


async def reminded(db: Database, event_ids: Collection[str]) -> set[tuple[str, int]]:
    """For which events and which of their beginnings there is a reminder."""
    query = {"event_id": {"$in": list(event_ids)}, "kind": AnnouncementKind.reminder.value}
    found = db.announcements.find(query, {"event_id": 1, "version": 1})
    return {(document["event_id"], document["version"]) async for document in found}


def _held(announcement: Announcement) -> Document:
    return {"_id": announcement.id, "state": _OPEN, "fence": announcement.fence}


def _announcement(document: Document) -> Announcement:
    after = document["after"]
    return Announcement(
        id=document["_id"],
        event_id=document["event_id"],
        kind=AnnouncementKind(document["kind"]),
        version=document["version"],
        facts=document["facts"],
        stage=document["stage"],
        after=tuple(after) if after else None,
        fence=document["fence"],
        due_at=document["due_at"],
    )
