"""The door's collections: the log, the figures made of it, and the passes of devices."""

from ticketapp.core.db import Database
from ticketapp.core.migrations import CollectionSpec, Index, drop_index, ensure
from ticketapp.door.models import Direction, Kind, Mode, Result

_COUNT = {"bsonType": ["int", "long"], "minimum": 0}
_NUMBER = {"bsonType": ["int", "long"]}

SCANS = CollectionSpec(
    "scans",
    {
        "bsonType": "object",
        "required": ["_id", "event_id", "number", "kind", "result", "direction", "mode", "by",
                     "at", "logged_at", "nonce"],
        "properties": {
            "_id": {"bsonType": "string"},
            "event_id": {"bsonType": "string"},
            "number": {"bsonType": ["int", "long"], "minimum": 1},
            "kind": {"enum": [each.value for each in Kind]},
            "result": {"enum": [each.value for each in Result]},
            "direction": {"enum": [each.value for each in Direction]},
            "mode": {"enum": [each.value for each in Mode]},
            "ticket_id": {"bsonType": ["string", "null"]},
            "at": {"bsonType": "date"},
            "logged_at": {"bsonType": "date"},
            "nonce": {"bsonType": "string"},
            "conflict": {"bsonType": "bool"},
        },
    },
    (
        Index("event_id", "nonce", "by.user_id", "by.pass_id", unique=True),
        Index("event_id", "-number", unique=True),
        Index("event_id", "result", "-number"),
        Index("event_id", "gate", "-number"),
        Index("event_id", "conflict", "-number", only={"conflict": True}),
        Index("ticket_id", "number"),
        Index("undoes", unique=True, only={"undoes": {"$exists": True}}),
        Index("by.user_id"),
    ),
)  # fmt: skip

FIGURES = CollectionSpec(
    "door_figures",
    {
        "bsonType": "object",
        "required": ["_id", "number", "admitted", "inside"],
        "properties": {
            "_id": {"bsonType": "string"},
            "number": _COUNT,
            "admitted": _COUNT,
            "inside": _COUNT,
        },
    },
)

MINUTES = CollectionSpec(
    "door_minutes",
    {
        "bsonType": "object",
        "required": ["_id", "event_id", "at", "gate"],
        "properties": {
            "event_id": {"bsonType": "string"},
            "at": {"bsonType": "date"},
            "gate": {"bsonType": "string"},
            "entered": _NUMBER,
            "left": _NUMBER,
        },
    },
    (Index("event_id", "at", "gate", unique=True),),
)

PASSES = CollectionSpec(
    "door_passes",
    {
        "bsonType": "object",
        "required": ["_id", "event_id", "user_id", "label", "digest", "created_at", "expires_at"],
        "properties": {
            "_id": {"bsonType": "string"},
            "event_id": {"bsonType": "string"},
            "user_id": {"bsonType": "string"},
            "digest": {"bsonType": "string"},
            "expires_at": {"bsonType": "date"},
            "revoked_at": {"bsonType": ["date", "null"]},
        },
    },
    (Index("event_id", "-created_at", "_id"), Index("user_id")),
)

COLLECTIONS = (SCANS, FIGURES, MINUTES, PASSES)


async def keep_nonces_apart(db: Database) -> None:
    """A migration step: a nonce belongs to who scans, and two may send the same."""
    await ensure(db, SCANS)
    await drop_index(db, SCANS, Index("event_id", "nonce"))
