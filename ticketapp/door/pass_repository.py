"""Door passes: documents and queries."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ticketapp.core.db import Database, Document, Session
from ticketapp.core.paging import Page, PageRequest, find_page


@dataclass(frozen=True, slots=True)
class Pass:
    """A device's way to one event's doors, by the person `user_id`; it may end with a session."""

    id: str
    event_id: str
    user_id: str
    label: str
    gate: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    session_id: str | None = None
    last_used_at: datetime | None = None


async def insert(db: Database, session: Session, new: Pass, digest: str) -> None:
    document = asdict(new) | {"_id": new.id, "digest": digest}
    del document["id"]
    await db.door_passes.insert_one(document, session=session)


async def by_id(db: Database, pass_id: str) -> Pass | None:
    document = await db.door_passes.find_one({"_id": pass_id})
    return _pass(document) if document else None


async def with_maker(db: Database, pass_id: str) -> Document | None:
    """The pass with its maker's document under `user` and the session it ends with, if there is
    one, in `sessions`; in one indexed read.
    """
    cursor = db.door_passes.aggregate(
        [
            {"$match": {"_id": pass_id}},
            {"$lookup": {
                "from": "users", "localField": "user_id", "foreignField": "_id", "as": "user",
            }},
            {"$unwind": "$user"},
            {"$lookup": {
                "from": "sessions", "localField": "session_id", "foreignField": "_id",
                "as": "sessions",
            }},
        ]
    )  # fmt: skip
    found = await cursor.to_list(1)
    return found[0] if found else None


async def page(
    db: Database, event_id: str, part: PageRequest, *, user_id: str | None, live_at: datetime | None
) -> Page[Pass]:
    """An event's passes, the newest first; of one person alone where they are named, and where a
    moment is given those alone that are live then.
    """
    query: Document = {"event_id": event_id}
    if user_id is not None:
        query["user_id"] = user_id
    if live_at is not None:
        query |= {"revoked_at": None, "expires_at": {"$gt": live_at}}
    return (await find_page(db.door_passes, query, ("-created_at", "_id"), part)).map(_pass)


async def touch(db: Database, pass_id: str, now: datetime) -> None:
    await db.door_passes.update_one({"_id": pass_id}, {"$set": {"last_used_at": now}})


async def revoke(db: Database, session: Session, pass_id: str, now: datetime) -> bool:
    """End it; answer whether it was not ended before."""
    outcome = await db.door_passes.update_one(
        {"_id": pass_id, "revoked_at": None}, {"$set": {"revoked_at": now}}, session=session
    )
    return outcome.modified_count == 1


async def revoke_of(db: Database, session: Session, user_id: str, now: datetime) -> None:
    """End all passes of a person."""
    await db.door_passes.update_many(
        {"user_id": user_id, "revoked_at": None}, {"$set": {"revoked_at": now}}, session=session
    )


async def of_user(db: Database, user_id: str) -> list[Pass]:
    return [_pass(document) async for document in db.door_passes.find({"user_id": user_id})]


def _pass(document: Mapping[str, Any]) -> Pass:
    values = {name: document[name] for name in Pass.__slots__ if name in document}
    return Pass(**values | {"id": document["_id"]})
