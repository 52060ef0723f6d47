"""The collections of accounts."""

from ticketapp.core.migrations import CollectionSpec, Index

USERS = CollectionSpec(
    "users",
    {
        "bsonType": "object",
        "required": ["_id", "email", "name", "role", "password_hash", "created_at"],
        "properties": {
            "_id": {"bsonType": "string"},
            "email": {"bsonType": "string"},
            "name": {"bsonType": "string"},
            "terms": {"bsonType": "array", "items": {"bsonType": "string"}},
            "role": {"enum": ["user", "staff", "admin"]},
            "event_ids": {"bsonType": ["array", "null"]},
            "locale": {"enum": ["en", "de"]},
            "password_hash": {"bsonType": ["string", "null"]},
            "must_change_password": {"bsonType": "bool"},
            "second_factor": {"bsonType": ["object", "null"]},
            "disabled_at": {"bsonType": ["date", "null"]},
            "erased_at": {"bsonType": ["date", "null"]},
            "created_at": {"bsonType": "date"},
            "updated_at": {"bsonType": "date"},
        },
    },
    (
        Index("email", unique=True),
        Index("terms", "_id"),
        Index("disabled_at", "_id"),
        Index("role", "disabled_at", "_id"),
    ),
)

SESSIONS = CollectionSpec(
    "sessions",
    {
        "bsonType": "object",
        "required": ["_id", "kind", "user_id", "digest", "expires_at"],
        "properties": {
            "_id": {"bsonType": "string"},
            "kind": {"enum": ["browser", "api"]},
            "user_id": {"bsonType": "string"},
            "digest": {"bsonType": "string"},
            "expires_at": {"bsonType": "date"},
        },
    },
    (Index("user_id", "-last_seen_at"), Index("expires_at", expires=True)),
)

LINKS = CollectionSpec(
    "links",
    {
        "bsonType": "object",
        "required": ["_id", "purpose", "expires_at"],
        "properties": {
            "_id": {"bsonType": "string"},
            "purpose": {"enum": ["first_admin", "password"]},
            "user_id": {"bsonType": ["string", "null"]},
            "expires_at": {"bsonType": "date"},
        },
    },
    (Index("user_id"), Index("expires_at", expires=True)),
)
