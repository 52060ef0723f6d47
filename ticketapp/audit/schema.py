"""The audit trail's collections."""

from ticketapp.core.migrations import CollectionSpec, Index

ENTRIES = CollectionSpec(
    "audit",
    {
        "bsonType": "object",
        "required": ["_id", "at", "action", "actor_name", "object_id", "batch"],
        "properties": {
            "_id": {"bsonType": "string"},
            "at": {"bsonType": "date"},
            "action": {"bsonType": "string"},
            "actor_id": {"bsonType": ["string", "null"]},
            "actor_name": {"bsonType": "string"},
            "object_id": {"bsonType": "string"},
            "object_name": {"bsonType": "string"},
            "before": {"bsonType": "object"},
            "after": {"bsonType": "object"},
            "batch": {"bsonType": ["int", "long", "null"]},
        },
    },
    (
        Index("batch", "_id"),
        Index("-at", "-_id"),
        Index("actor_id", "-at", "-_id"),
        Index("object_id", "-at", "-_id"),
        Index("object_name", "-at", "-_id"),
        Index("action", "-at", "-_id"),
    ),
)

BATCHES = CollectionSpec(
    "audit_batches",
    {
        "bsonType": "object",
        "required": ["_id", "sealed_at", "count", "previous", "digest"],
        "properties": {
            "_id": {"bsonType": ["int", "long"]},
            "sealed_at": {"bsonType": "date"},
            "count": {"bsonType": ["int", "long"], "minimum": 1},
            "previous": {"bsonType": "string"},
            "digest": {"bsonType": "string"},
        },
    },
)
