"""The outbox collection: what a document must look like, and an index for each query."""

from ticketapp.core.i18n import LOCALES
from ticketapp.core.migrations import CollectionSpec, Index
from ticketapp.outbox.models import MailState, Reason

_WHOLE_NUMBER = {"bsonType": ["int", "long"], "minimum": 0}

OUTBOX = CollectionSpec(
    name="outbox",
    schema={
        "bsonType": "object",
        "additionalProperties": False,
        "required": [
            "_id", "kind", "recipient", "recipient_name", "locale", "object_id", "version",
            "facts", "secret", "state", "created_at", "due_at", "tries", "fence",
        ],
        "properties": {
            "_id": {"bsonType": "string"},
            "kind": {"bsonType": "string", "minLength": 1},
            "recipient": {"bsonType": "string", "minLength": 1},
            "recipient_name": {"bsonType": "string"},
            "locale": {"enum": list(LOCALES)},
            "object_id": {"bsonType": "string"},
            "version": _WHOLE_NUMBER,
            "facts": {"bsonType": "object"},
            "secret": {"bsonType": ["binData", "null"]},  # sealed, never readable
            "state": {"enum": [state.value for state in MailState]},
            "created_at": {"bsonType": "date"},
            "due_at": {"bsonType": "date"},  # while it is being sent: when its lease ends
            "tries": _WHOLE_NUMBER,
            "fence": _WHOLE_NUMBER,
            "claim": {"bsonType": "string"},
            "failure": {
                "bsonType": "object",
                "additionalProperties": False,
                "required": ["reason", "detail"],
                "properties": {
                    "reason": {"enum": [reason.value for reason in Reason]},
                    "detail": {"bsonType": "string", "maxLength": 500},
                },
            },
            "sent_at": {"bsonType": "date"},
        },
    },
    indexes=(
        Index("kind", "recipient", "object_id", "version", unique=True),
        Index("state", "due_at"),  # what is due
        Index("state", "-_id"),  # the lists, newest first, and how old the oldest is
        Index("kind", "-_id"),
        Index("recipient", "-_id"),
    ),
)  # fmt: skip
