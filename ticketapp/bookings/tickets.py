"""Tickets by what is held to a scanner, and what the door makes of them.

Marking a ticket as used writes its booking, so that a transaction of the booking engine which
read it before is a conflict, and begins again with what is true now.
"""

from collections.abc import AsyncGenerator, Collection, Iterable

from ticketapp.bookings.documents import booking_of
from ticketapp.bookings.models import Booking, BookingStatus, Ticket
from ticketapp.bookings.words import found_by
from ticketapp.core.db import BulkUpdate, Database, Document, Session
from ticketapp.tickets.codes import beginning_of_code

_WITH_TICKETS = [BookingStatus.confirmed.value, BookingStatus.cancelled.value]


async def bookings_of(
    db: Database, session: Session | None, ticket_ids: Collection[str], codes: Collection[str]
) -> list[Booking]:
    """The bookings of the tickets with these ids or codes."""
    wanted: list[Document] = []
    if ticket_ids:
        wanted.append({"tickets.id": {"$in": sorted(ticket_ids)}})
    if codes:
        wanted.append({"tickets.code": {"$in": sorted(codes)}})
    if not wanted:
        return []
    query = wanted[0] if len(wanted) == 1 else {"$or": wanted}
    return [booking_of(each) async for each in db.bookings.find(query, session=session)]


async def mark(db: Database, session: Session, tickets: Iterable[tuple[Booking, Ticket]]) -> None:
    """Write where these tickets stand at the door."""
    updates = [
        BulkUpdate(
            {"_id": booking.id, "event_id": booking.event_id, "tickets.id": ticket.id},
            {
                "$set": {
                    "tickets.$.checked_in_at": ticket.checked_in_at,
                    "tickets.$.admitted_by": ticket.admitted_by,
                    "tickets.$.inside": ticket.inside,
                }
            },
        )
        for booking, ticket in tickets
    ]
    if updates:
        await db.bookings.bulk_write(updates, ordered=False, session=session)


async def of_words(
    db: Database, event_id: str, words: str, limit: int, *, parts_of_addresses: bool
) -> list[Booking]:
    """Some confirmed bookings of an event, found by words (`found_by`) or a code's beginning."""
    confirmed: Document = {"event_id": event_id, "status": BookingStatus.confirmed.value}
    fitting = found_by(words, parts_of_addresses=parts_of_addresses)
    found = await _some(db, confirmed | {"$and": fitting}, limit) if fitting else []
    code = beginning_of_code(words)
    if code and len(found) < limit:
        more = await _some(db, confirmed | {"tickets.code": {"$regex": f"^{code}"}}, limit)
        known = {each.id for each in found}
        found += [each for each in more if each.id not in known]
    return found[:limit]


async def walk(db: Database, event_id: str, at_once: int) -> AsyncGenerator[list[Document]]:
    """Every ticket of an event, dead ones too, as far as a scanner must know it."""
    names = ("id", "code", "version", "status", "inside", "checked_in_at")
    fields = {"_id": 0} | {f"tickets.{name}": 1 for name in names}
    query = {"event_id": event_id, "status": {"$in": _WITH_TICKETS}}
    cursor = db.bookings.find(query, fields).batch_size(at_once)
    while found := await cursor.to_list(at_once):
        yield [ticket for booking in found for ticket in booking["tickets"]]


async def marks(db: Database, session: Session, event_id: str) -> dict[str, tuple[str, bool]]:
    """The tickets of an event that were let in: by which entry of the log, and whether inside."""
    query = {"event_id": event_id, "status": {"$in": _WITH_TICKETS}}
    cursor = db.bookings.find(query, {"tickets": 1}, session=session)
    return {
        ticket["id"]: (ticket["admitted_by"], ticket["inside"])
        async for booking in cursor
        for ticket in booking["tickets"]
        if ticket.get("admitted_by")
    }


async def _some(db: Database, query: Document, limit: int) -> list[Booking]:
    return [booking_of(each) async for each in db.bookings.find(query).limit(limit)]
