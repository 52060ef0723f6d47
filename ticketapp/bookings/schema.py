"""The bookings collection: confirmed bookings, the line, and what became of both.

Tickets live in their booking, so that a booking is one document to write (docs/adr).
"""

from collections.abc import Sequence

from ticketapp.bookings.models import BookingStatus, Person
from ticketapp.bookings.words import terms_of
from ticketapp.core.db import BulkUpdate, Database, Document
from ticketapp.core.migrations import CollectionSpec, Index, ensure

_IN_LINE = {"status": BookingStatus.waitlisted.value}
_COUNT = {"bsonType": ["int", "long"], "minimum": 1}

BOOKINGS = CollectionSpec(
    "bookings",
    {
        "bsonType": "object",
        "required": [
            "_id",
            "reference",
            "event_id",
            "attendee",
            "quantity",
            "status",
            "tickets",
            "history",
            "version",
        ],
        "properties": {
            "_id": {"bsonType": "string"},
            "event_id": {"bsonType": "string"},
            "user_id": {"bsonType": ["string", "null"]},
            "quantity": _COUNT,
            "status": {"enum": [status.value for status in BookingStatus]},
            "place": {"bsonType": ["int", "long", "null"]},
            "terms": {"bsonType": "array"},
            "tickets": {"bsonType": "array"},
            "history": {"bsonType": "array"},
            "version": _COUNT,
        },
    },
    (
        Index("event_id", "attendee.email", "status"),
        Index("event_id", "status", "quantity", "place"),
        Index("event_id", "status", "-created_at", "_id"),
        Index("event_id", "status", "place", "_id", only=_IN_LINE),
        Index("event_id", "terms"),
        Index("attendee.email", "-created_at", "_id"),
        Index("tickets.id", only={"tickets.id": {"$exists": True}}, unique=True),
        Index("tickets.code", only={"tickets.code": {"$exists": True}}, unique=True),
        Index("offers_end", only={"offers_end": {"$exists": True}}),
        Index("tickets.offer.to.email", only={"tickets.offer.to.email": {"$exists": True}}),
    ),
)

_AT_ONCE = 1_000


async def find_by_words(db: Database) -> None:
    """A migration step: bookings made before can be found by their people's names as well."""
    await ensure(db, BOOKINGS)
    lacking = {"terms": {"$exists": False}}
    while found := await db.bookings.find(lacking).limit(_AT_ONCE).to_list(None):
        await _write_terms(db, found)


async def keep_addresses_apart(db: Database) -> None:
    """A migration step: what of a booking's words stems from an address can be told apart."""
    last = ""
    while True:
        rest = db.bookings.find({"_id": {"$gt": last}}, {"reference": 1, "attendee": 1})
        found = await rest.sort("_id", 1).limit(_AT_ONCE).to_list(None)
        if not found:
            return
        await _write_terms(db, found)
        last = found[-1]["_id"]


async def _write_terms(db: Database, found: Sequence[Document]) -> None:
    await db.bookings.bulk_write(
        [
            BulkUpdate(
                # Who was erased meanwhile has no words of the old name.
                {"_id": each["_id"], "attendee": each["attendee"]},
                {"$set": {"terms": terms_of(each["reference"], Person(**each["attendee"]))}},
            )
            for each in found
        ]
    )
