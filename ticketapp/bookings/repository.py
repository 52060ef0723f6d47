"""Bookings: queries. Everything about a sale goes by its event first."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from collections.abc import Collection as AnyCollection
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from ticketapp.bookings.documents import booking_of, document_of
from ticketapp.bookings.models import Booking, BookingFilter, BookingOrder, BookingStatus, When
from ticketapp.bookings.words import found_by
from ticketapp.core.db import BulkReplace, Database, Document, Session
from ticketapp.core.paging import Page, PageRequest, find_page
from ticketapp.events.models import LISTED, Event
from ticketapp.events.repository import event_of
from ticketapp.tickets.codes import typed_code

CONFIRMED, WAITING = BookingStatus.confirmed.value, BookingStatus.waitlisted.value
_NEWEST_FIRST = ("-created_at", "_id")
_ORDERS = {BookingOrder.newest: _NEWEST_FIRST, BookingOrder.oldest: ("created_at", "-_id")}
_ON_SALE = [status.value for status in LISTED]


async def find_event(db: Database, event_id: str, session: Session | None) -> Document | None:
    return await db.events.find_one({"_id": event_id, "deleted_at": None}, session=session)


async def write_event(db: Database, session: Session, event_id: str, figures: Document) -> None:
    """Write an event's figures. Another transaction that did so meanwhile is a conflict, also
    where the figures stay what they were: the database takes no notice of a write of the same.
    """
    change = {"$set": figures, "$inc": {"decisions": 1}}
    await db.events.update_one({"_id": event_id}, change, session=session)


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


async def by_ticket(db: Database, ticket_id: str) -> Booking | None:
    """The booking that a ticket belongs to."""
    found = await _find(db, None, {"tickets.id": ticket_id})
    return found[0] if found else None


async def with_offers_over(db: Database, now: datetime, limit: int) -> list[Booking]:
    """Some of the bookings with a ticket held out for longer than it was to be."""
    cursor = db.bookings.find({"offers_end": {"$lte": now}}).sort("offers_end", 1)
    return [booking_of(document) for document in await cursor.limit(limit).to_list(limit)]


async def offered_to(
    db: Database, session: Session | None, user_id: str, email: str
) -> list[Booking]:
    """The bookings with a ticket that is or was held out to an account's address, if proved."""
    if not await _is_proved(db, session, user_id):
        return []
    return await _find(db, session, {"tickets.offer.to.email": email})


async def of_person(
    db: Database, session: Session | None, user_id: str, email: str
) -> list[Booking]:
    """All bookings of an account, with those made as a guest once its address is proved."""
    guest_too = await _is_proved(db, session, user_id)
    return await _find(db, session, owned_by(user_id, email, guest_too=guest_too))


async def events_of(db: Database, event_ids: Iterable[str]) -> dict[str, Event]:
    """These events by their ids; those taken away, too: who had booked may still look."""
    cursor = db.events.find({"_id": {"$in": sorted(set(event_ids))}})
    return {document["_id"]: event_of(document) async for document in cursor}


async def page_of_person(
    db: Database,
    owned: Document,
    status: BookingStatus | None,
    event_ids: Sequence[str] | None,
    part: PageRequest,
) -> Page[Booking]:
    """A person's bookings, the newest first; of these events alone where they are named."""
    query = dict(owned)
    if status is not None:
        query["status"] = status.value
    if event_ids is not None:
        query["event_id"] = {"$in": list(event_ids)}
    return (await find_page(db.bookings, query, _NEWEST_FIRST, part)).map(booking_of)


async def live_of_person(db: Database, event_id: str, owned: Document) -> list[Booking]:
    """A person's bookings and waiting entries of an event that are not cancelled, newest first."""
    query = {"event_id": event_id, "status": {"$in": [CONFIRMED, WAITING]}, **owned}
    return sorted(await _find(db, None, query), key=lambda booking: booking.created_at)[::-1]


async def booked_events(db: Database, owned: Document, when: When, now: datetime) -> list[str]:
    """The events of a person's bookings that are still to come, or those that are over."""
    ids = await db.bookings.distinct("event_id", owned)
    side = {"$gt": now} if when is When.upcoming else {"$lte": now}
    cursor = db.events.find({"_id": {"$in": ids}, "ends_at": side}, {"_id": 1})
    return [document["_id"] async for document in cursor]


async def upcoming_of_person(
    db: Database, owned: Document, now: datetime, at_most: int
) -> list[Booking]:
    """A person's live bookings and waiting entries of events that are not over, the next first."""
    live = {**owned, "status": {"$in": [CONFIRMED, WAITING]}}
    ids = await db.bookings.distinct("event_id", live)
    cursor = db.events.find({"_id": {"$in": ids}, "ends_at": {"$gt": now}}, {"_id": 1})
    soonest = await cursor.sort([("starts_at", 1), ("_id", 1)]).limit(at_most).to_list(at_most)
    order = {document["_id"]: number for number, document in enumerate(soonest)}
    found = await _find(db, None, {**live, "event_id": {"$in": list(order)}})
    return sorted(found, key=lambda each: (order[each.event_id], each.created_at))[:at_most]


async def earlier_of_person(
    db: Database, owned: Document, now: datetime, part: PageRequest
) -> Page[Booking]:
    """A person's bookings that are over or cancelled, the newest first."""
    over = await booked_events(db, owned, When.past, now)
    ended = [{"event_id": {"$in": over}}, {"status": BookingStatus.cancelled.value}]
    query = {**owned, "$or": ended}
    return (await find_page(db.bookings, query, _NEWEST_FIRST, part)).map(booking_of)


def owned_by(user_id: str, email: str, *, guest_too: bool) -> Document:
    """What finds a person's bookings: made signed in, and as a guest if the address is theirs."""
    return {"attendee.email": email, "user_id": {"$in": [user_id, None]} if guest_too else user_id}


async def page_of_event(
    db: Database, event_id: str, wanted: BookingFilter, part: PageRequest
) -> Page[Booking]:
    """Bookings and waiting entries of an event in the order that is wanted."""
    query = _query(event_id, wanted)
    code = typed_code(wanted.words)
    if code and (found := await db.bookings.find_one({"tickets.code": code}, {"_id": 1})):
        query = _query(event_id, replace(wanted, words="")) | {"_id": found["_id"]}
    return (await find_page(db.bookings, query, _ORDERS[wanted.order], part)).map(booking_of)


async def page_of_line(db: Database, event_id: str, part: PageRequest) -> Page[Booking]:
    """Those who wait for an event, whose turn comes first first."""
    query = {"event_id": event_id, "status": WAITING}
    return (await find_page(db.bookings, query, ["place"], part)).map(booking_of)


async def walk_event(db: Database, event_id: str, at_once: int) -> AsyncGenerator[Booking]:
    """Every booking and waiting entry of an event, the newest first, few in memory at a time."""
    cursor = db.bookings.find(_query(event_id, BookingFilter()))
    order = [("created_at", -1), ("_id", 1)]
    async for document in cursor.sort(order).batch_size(at_once):
        yield booking_of(document)


def _query(event_id: str, wanted: BookingFilter) -> Document:
    # Every status named has an order of its own in the index; these are merged, not sorted.
    statuses = [wanted.status] if wanted.status else list(BookingStatus)
    query: Document = {"event_id": event_id, "status": {"$in": [each.value for each in statuses]}}
    if fitting := found_by(wanted.words, parts_of_addresses=True):
        query["$and"] = fitting
    return query


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
    db: Database, session: Session, event_id: str, wanted: int, after: int, limit: int
) -> list[Booking]:
    """The first in line behind the place `after` who want exactly so many seats."""
    behind = {"event_id": event_id, "status": WAITING, "quantity": wanted, "place": {"$gt": after}}
    found = await db.bookings.find(behind, session=session).sort("place", 1).to_list(limit)
    return [booking_of(document) for document in found]


async def place_in_line(db: Database, entry: Booking, session: Session | None = None) -> int:
    """How many are ahead of this entry, and itself."""
    ahead = {"event_id": entry.event_id, "status": WAITING, "place": {"$lte": entry.place}}
    return await db.bookings.count_documents(ahead, session=session)


async def line_of(db: Database, event_id: str) -> list[int]:
    """What numbers those who wait for the event drew, the first in line first."""
    waiting = {"event_id": event_id, "status": WAITING}
    found = db.bookings.find(waiting, {"_id": 0, "place": 1}).sort("place", 1)
    return [document["place"] async for document in found]


async def places_in_line(db: Database, entries: Iterable[Booking]) -> dict[str, int]:
    """The live places of these waiting entries, by id; each stretch of a line is counted once."""
    places: dict[str, int] = {}
    waiting = sorted(
        (entry for entry in entries if entry.is_waiting),
        key=lambda entry: (entry.event_id, entry.place or 0),
    )
    for event_id, line_of_event in groupby(waiting, key=lambda entry: entry.event_id):
        ahead, last = 0, 0
        for entry in line_of_event:
            stretch = {"$gt": last, "$lte": entry.place}
            query = {"event_id": event_id, "status": WAITING, "place": stretch}
            ahead += await db.bookings.count_documents(query)
            last = entry.place or 0
            places[entry.id] = ahead
    return places


async def on_sale(db: Database) -> list[str]:
    """The events whose figures can still change, and whose sale nobody has stopped."""
    query = {"status": {"$in": _ON_SALE}, "deleted_at": None, "sales_stopped": False}
    return [document["_id"] async for document in db.events.find(query, {"_id": 1})]


async def with_figures(db: Database) -> list[str]:
    """The events that are not over."""
    query = {"status": {"$in": _ON_SALE}, "deleted_at": None}
    return [document["_id"] async for document in db.events.find(query, {"_id": 1})]


async def with_seats_and_line(db: Database) -> list[Event]:
    """Events with free seats and people who wait."""
    query = {
        "status": {"$in": _ON_SALE},
        "deleted_at": None,
        "sales_stopped": False,
        "available": {"$gt": 0},
        "waitlisted": {"$gt": 0},
    }
    return [event_of(document) async for document in db.events.find(query)]


async def stop_sales(db: Database, session: Session, event_id: str) -> bool:
    """Stop the sale of an event; answer whether it was on."""
    outcome = await db.events.update_one(
        {"_id": event_id, "sales_stopped": False}, {"$set": {"sales_stopped": True}},
        session=session,
    )  # fmt: skip
    return outcome.modified_count == 1


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


async def _is_proved(db: Database, session: Session | None, user_id: str) -> bool:
    proved = {"_id": user_id, "email_verified_at": {"$ne": None}}
    return await db.users.find_one(proved, {"_id": 1}, session=session) is not None


async def _find(db: Database, session: Session | None, query: Document) -> list[Booking]:
    cursor = db.bookings.find(query, session=session)
    return [booking_of(document) async for document in cursor]
