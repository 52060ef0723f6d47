"""The bookings collection: confirmed bookings, the line, and what became of both.

Tickets live in their booking, so that a booking is one document to write (docs/adr).
"""

from ticketapp.bookings.models import BookingStatus
from ticketapp.core.migrations import CollectionSpec, Index

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
            "tickets": {"bsonType": "array"},
            "history": {"bsonType": "array"},
            "version": _COUNT,
        },
    },
    (
        Index("event_id", "attendee.email", "status"),
        Index("event_id", "status", "quantity", "place"),
        Index("event_id", "status", "-created_at", "_id"),
        Index("attendee.email", "-created_at", "_id"),
        Index("tickets.id", only={"tickets.id": {"$exists": True}}, unique=True),
        Index("tickets.code", only={"tickets.code": {"$exists": True}}, unique=True),
    ),
)
