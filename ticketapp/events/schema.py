"""The events collection. Every index serves a list that a visitor or an admin can ask for."""

from ticketapp.core.migrations import CollectionSpec, Index
from ticketapp.events.models import EventStatus

_COUNT = {"bsonType": ["int", "long"], "minimum": 0}
_MOMENT = {"bsonType": "date"}
_MAYBE = {"bsonType": ["date", "null"]}

COVER_FILES = CollectionSpec(
    "covers.files",
    {"bsonType": "object", "required": ["filename", "metadata"]},
    (
        Index("filename", "uploadDate"),
        Index("uploadDate", only={"metadata.kept": False}),
    ),
)
COVER_CHUNKS = CollectionSpec(
    "covers.chunks",
    {"bsonType": "object", "required": ["files_id", "n", "data"]},
    (Index("files_id", "n", unique=True),),
)

EVENTS = CollectionSpec(
    "events",
    {
        "bsonType": "object",
        "required": [
            "_id",
            "slug",
            "name",
            "starts_at",
            "ends_at",
            "timezone",
            "capacity",
            "available",
            "booked",
            "waitlisted",
            "status",
            "version",
        ],
        "properties": {
            "_id": {"bsonType": "string"},
            "slug": {"bsonType": "string"},
            "name": {"bsonType": "string", "minLength": 1},
            "status": {"enum": [*(status.value for status in EventStatus), "deleted"]},
            "starts_at": _MOMENT,
            "ends_at": _MOMENT,
            "booking_opens_at": _MAYBE,
            "booking_closes_at": _MAYBE,
            "capacity": {"bsonType": ["int", "long"], "minimum": 1},
            "available": _COUNT,
            "booked": _COUNT,
            "waitlisted": _COUNT,
            "next_place": _COUNT,
            "decisions": _COUNT,
            "sales_stopped": {"bsonType": "bool"},
            "version": {"bsonType": ["int", "long"], "minimum": 1},
            "deleted_at": _MAYBE,
        },
    },
    (
        Index("slug", unique=True),
        # The seats stand in it so that "still available" needs no look at what is sold out.
        Index("status", "starts_at", "_id", "available", "waitlisted"),
        Index("status", "ends_at"),
        Index("status", "sort_name", "_id"),
        Index("status", "available", "_id"),
        Index("status", "created_at", "_id"),
        Index("terms", "status", "starts_at", "_id"),
        Index("places", "status", "starts_at", "_id"),
    ),
)
