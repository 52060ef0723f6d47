"""Sessions: documents and queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ticketapp.accounts.models import SessionKind, SignedInSession
from ticketapp.core.db import Database, Document, Session
from ticketapp.core.paging import Page, PageRequest, find_page


async def insert(db: Database, session: Session, document: Document) -> None:
    await db.sessions.insert_one(document, session=session)


async def with_users(db: Database, session_ids: Iterable[str]) -> dict[str, Document]:
    """Those of the sessions that are there, by id, each with its user's document under `user`."""
    cursor = db.sessions.aggregate(
        [
            {"$match": {"_id": {"$in": list(session_ids)}}},
            {"$lookup": {
                "from": "users", "localField": "user_id", "foreignField": "_id", "as": "user",
            }},
            {"$unwind": "$user"},
        ]
    )  # fmt: skip
    return {found["_id"]: found for found in await cursor.to_list(None)}


async def touch(db: Database, session_id: str, now: datetime, expires_at: datetime) -> None:
    await db.sessions.update_one(
        {"_id": session_id}, {"$set": {"last_seen_at": now, "expires_at": expires_at}}
    )


async def rotate(db: Database, session_id: str, old_digest: str, changes: dict[str, Any]) -> bool:
    """Replace the refresh token's digest if it is still `old_digest`; answer whether it was."""
    outcome = await db.sessions.update_one(
        {"_id": session_id, "digest": old_digest}, {"$set": changes}
    )
    return outcome.matched_count == 1


async def of_user(db: Database, user_id: str, now: datetime) -> list[SignedInSession]:
    cursor = db.sessions.find({"user_id": user_id, "expires_at": {"$gt": now}})
    return [_session(document) async for document in cursor.sort("last_seen_at", -1).limit(100)]


async def page_of_user(
    db: Database, user_id: str, now: datetime, part: PageRequest
) -> Page[SignedInSession]:
    live = {"user_id": user_id, "expires_at": {"$gt": now}}
    return (await find_page(db.sessions, live, ["-last_seen_at"], part)).map(_session)


async def end(db: Database, session_id: str, user_id: str, session: Session) -> bool:
    outcome = await db.sessions.delete_one({"_id": session_id, "user_id": user_id}, session=session)
    return outcome.deleted_count == 1


async def end_all(db: Database, session: Session, user_id: str, *, keep: str | None = None) -> int:
    outcome = await db.sessions.delete_many(
        {"user_id": user_id, "_id": {"$ne": keep}}, session=session
    )
    return outcome.deleted_count


def _session(document: Document) -> SignedInSession:
    return SignedInSession(
        id=document["_id"],
        kind=SessionKind(document["kind"]),
        created_at=document["created_at"],
        last_seen_at=document["last_seen_at"],
        expires_at=document["expires_at"],
        address=document["address"],
        user_agent=document["user_agent"],
    )
