"""Bookings: documents and queries. Everything about a sale goes by its event first."""

from collections.abc import Collection as AnyCollection
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ticketapp.bookings.models import (
    Booking,
    BookingStatus,
    HistoryEntry,
    Person,
    Step,
    Ticket,
    TicketStatus,
)
from ticketapp.core.db import BulkReplace, Database, Document, Session

CONFIRMED, WAITING = BookingStatus.confirmed.value, BookingStatus.waitlisted.value
# People in line who can't be served for a reason of their own must not hide those behind them.
_SPARE = 20


def document_of(booking: Booking) -> Document:
    return {
        "_id": booking.id,
        "reference": booking.reference,
        "event_id": booking.event_id,
        "user_id": booking.user_id,
        "attendee": _person(booking.attendee),
        "locale": booking.locale,
        "quantity": booking.quantity,
        "status": booking.status.value,
        "place": booking.place,
        "tickets": [_ticket_document(ticket) for ticket in booking.tickets],
        "history": [
            {"step": each.step.value, "quantity": each.quantity, "at": each.at, "by": each.by}
            for each in booking.history
        ],
        "version": booking.version,
        "created_at": booking.created_at,
        "updated_at": booking.updated_at,
    }


def booking_of(document: Mapping[str, Any]) -> Booking:
    values = {name: document[name] for name in Booking.__slots__ if name in document}
    values |= {
        "id": document["_id"],
        "status": BookingStatus(document["status"]),
        "attendee": Person(**document["attendee"]),
        "tickets": tuple(_ticket(each) for each in document["tickets"]),
        "history": tuple(
            HistoryEntry(Step(each["step"]), each["quantity"], each["at"], each["by"])
            for each in document["history"]
        ),
    }
    return Booking(**values)


async def find_event(db: Database, event_id: str, session: Session | None) -> Document | None:
    return await db.events.find_one({"_id": event_id, "deleted_at": None}, session=session)


async def write_event(db: Database, session: Session, event_id: str, figures: Document) -> None:
    """Write an event's figures. Another transaction that did so meanwhile is a conflict."""
    await db.events.update_one({"_id": event_id}, {"$set": figures}, session=session)


async def write_all(
    db: Database, session: Session, bookings: Iterable[Booking], known: AnyCollection[str]
) -> None:
    """Insert the new bookings and replace those that are `known`, in at most two calls."""
    new: list[Document] = []
    changed: list[BulkReplace] = []
    for booking in bookings:
        document = document_of(booking)
        if booking.id in known:
            key = {"_id": booking.id, "event_id": booking.event_id}
            changed.append(BulkReplace(key, document))
        else:
            new.append(document)
    if new:
        await db.bookings.insert_many(new, session=session)
    if changed:
        await db.bookings.bulk_write(changed, session=session)


async def by_ids(
    db: Database, session: Session | None, event_id: str, ids: Sequence[str]
) -> list[Booking]:
    return await _find(db, session, {"_id": {"$in": list(ids)}, "event_id": event_id})


async def by_id(db: Database, booking_id: str) -> Booking | None:
    found = await _find(db, None, {"_id": booking_id})
    return found[0] if found else None


async def live_of_event(db: Database, session: Session, event_id: str, limit: int) -> list[Booking]:
    """Some of the bookings and waiting entries that are not cancelled."""
    live = {"event_id": event_id, "status": {"$in": [CONFIRMED, WAITING]}}
    found = await db.bookings.find(live, session=session).limit(limit).to_list(limit)
    return [booking_of(document) for document in found]


async def seats_of(
    db: Database, session: Session | None, event_id: str, emails: AnyCollection[str]
) -> dict[str, int]:
    """How many confirmed tickets of the event each of these people holds."""
    confirmed = {
        "event_id": event_id,
        "attendee.email": {"$in": list(emails)},
        "status": CONFIRMED,
    }
    totals = {"$group": {"_id": "$attendee.email", "seats": {"$sum": "$quantity"}}}
    cursor = db.bookings.aggregate([{"$match": confirmed}, totals], session=session)
    return {each["_id"]: each["seats"] async for each in cursor}


async def waiting_of(
    db: Database, session: Session, event_id: str, emails: AnyCollection[str]
) -> list[Booking]:
    """The live waiting entries of these people."""
    return await _find(
        db,
        session,
        {"event_id": event_id, "attendee.email": {"$in": list(emails)}, "status": WAITING},
    )


async def line(
    db: Database, session: Session, event_id: str, seats: int, largest: int
) -> list[Booking]:
    """Everybody in line who could be served with so many seats, in order.

    Of those who want the same number the earlier go first, so the first ``seats / wanted`` of
    each number are enough, however long the line is.
    """
    candidates: list[Booking] = []
    for wanted in range(1, min(seats, largest) + 1):
        query = {"event_id": event_id, "status": WAITING, "quantity": wanted}
        cursor = db.bookings.find(query, session=session).sort("place", 1)
        enough = seats // wanted + _SPARE
        candidates += [booking_of(each) for each in await cursor.to_list(enough)]
    return sorted(candidates, key=lambda entry: entry.place or 0)


async def place_in_line(db: Database, entry: Booking, session: Session | None = None) -> int:
    """How many are ahead of this entry, and itself."""
    ahead = {"event_id": entry.event_id, "status": WAITING, "place": {"$lte": entry.place}}
    return await db.bookings.count_documents(ahead, session=session)


async def totals(db: Database, session: Session | None, event_id: str) -> Document:
    """What the bookings add up to, ticket by ticket: to be compared with the event's figures."""
    live = {"event_id": event_id, "status": {"$in": [CONFIRMED, WAITING]}}
    valid = {"$filter": {"input": "$tickets", "cond": {"$eq": ["$$this.status", "valid"]}}}
    is_confirmed = {"$eq": ["$status", CONFIRMED]}
    summed = {
        "_id": None,
        "booked": {"$sum": {"$cond": [is_confirmed, "$quantity", 0]}},
        "tickets": {"$sum": {"$cond": [is_confirmed, {"$size": valid}, 0]}},
        "waitlisted": {"$sum": {"$cond": [is_confirmed, 0, 1]}},
    }
    cursor = db.bookings.aggregate([{"$match": live}, {"$group": summed}], session=session)
    found = await cursor.to_list(1)
    return found[0] if found else {"booked": 0, "tickets": 0, "waitlisted": 0}


async def _find(db: Database, session: Session | None, query: Document) -> list[Booking]:
    cursor = db.bookings.find(query, session=session)
    return [booking_of(document) async for document in cursor]


def _person(person: Person) -> Document:
    return {"name": person.name, "email": person.email}


def _ticket_document(ticket: Ticket) -> Document:
    return {
        "id": ticket.id,
        "code": ticket.code,
        "version": ticket.version,
        "status": ticket.status.value,
        "holder": _person(ticket.holder),
        "former_codes": list(ticket.former_codes),
        "checked_in_at": ticket.checked_in_at,
    }


def _ticket(document: Mapping[str, Any]) -> Ticket:
    return Ticket(
        id=document["id"],
        code=document["code"],
        version=document["version"],
        status=TicketStatus(document["status"]),
        holder=Person(**document["holder"]),
        former_codes=tuple(document["former_codes"]),
        checked_in_at=document["checked_in_at"],
    )
