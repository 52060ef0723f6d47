"""The announcements collection: a few small documents an event."""

from ticketapp.announcements.models import AnnouncementKind, AnnouncementState
from ticketapp.core.migrations import CollectionSpec, Index

_COUNT = {"bsonType": ["int", "long"], "minimum": 0}

ANNOUNCEMENTS = CollectionSpec(
    "announcements",
    {
        "bsonType": "object",
        "required": ["_id", "event_id", "kind", "version", "facts", "state", "stage", "fence"],
        "properties": {
            "_id": {"bsonType": "string"},
            "event_id": {"bsonType": "string"},
            "kind": {"enum": [kind.value for kind in AnnouncementKind]},
            "version": _COUNT,
            "facts": {"bsonType": "object"},
            "state": {"enum": [state.value for state in AnnouncementState]},
            "stage": _COUNT,
            "after": {"bsonType": ["array", "null"]},
            "fence": _COUNT,
            "due_at": {"bsonType": "date"},  # while somebody works on it: when their lease ends
        },
    },
    (
        Index("event_id", "kind", "version", unique=True),
        Index("state", "_id"),  # what is open, the oldest first
    ),
)
