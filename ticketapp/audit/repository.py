"""The audit trail's documents and queries."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Any

from ticketapp.audit.models import AuditEntry, AuditFilter
from ticketapp.core.db import Database, Document, Session
from ticketapp.core.paging import Page, PageRequest, find_page

NO_BATCH: Document = {"_id": 0, "digest": "", "sealed_at": None}


async def insert(db: Database, session: Session | None, entries: Sequence[Document]) -> None:
    await db.audit.insert_many(entries, session=session)


async def unsealed(db: Database, session: Session, limit: int) -> list[Document]:
    cursor = db.audit.find({"batch": None}, session=session).sort("_id", 1).limit(limit)
    return await cursor.to_list(limit)


async def last_batch(db: Database, session: Session | None = None) -> Document:
    return await db.audit_batches.find_one({}, sort=[("_id", -1)], session=session) or NO_BATCH


async def insert_batch(db: Database, session: Session, batch: Document, ids: list[str]) -> None:
    await db.audit_batches.insert_one(batch, session=session)
    await db.audit.update_many(
        {"_id": {"$in": ids}}, {"$set": {"batch": batch["_id"]}}, session=session
    )


async def batches(db: Database) -> AsyncGenerator[Document]:
    async for batch in db.audit_batches.find({}).sort("_id", 1):
        yield batch


async def entries_of(db: Database, batch: int) -> list[Document]:
    return await db.audit.find({"batch": batch}).sort("_id", 1).to_list(None)


async def entries_after(db: Database, batch: int) -> int:
    """How many entries claim to be in a batch later than `batch`."""
    return await db.audit.count_documents({"batch": {"$gt": batch}})


async def find(db: Database, wanted: AuditFilter, part: PageRequest) -> Page[AuditEntry]:
    page = await find_page(db.audit, _query(wanted), ["-at"], part)
    return page.map(_entry)


async def of_object(db: Database, session: Session, action: str, object_id: str) -> list[Document]:
    query = {"object_id": object_id, "action": action}
    return await db.audit.find(query, session=session).sort([("at", 1), ("_id", 1)]).to_list(None)


async def by_id(db: Database, entry_id: str) -> AuditEntry | None:
    document = await db.audit.find_one({"_id": entry_id})
    return _entry(document) if document else None


def _query(wanted: AuditFilter) -> Document:
    query: Document = {}
    if wanted.actor:
        query["actor_id"] = wanted.actor
    if wanted.action:
        query["action"] = wanted.action
    if wanted.object:
        query["$or"] = [{"object_id": wanted.object}, {"object_name": wanted.object}]
    period: dict[str, datetime] = {}
    if wanted.since:
        period["$gte"] = wanted.since
    if wanted.until:
        period["$lt"] = wanted.until
    if period:
        query["at"] = period
    return query


def _entry(document: dict[str, Any]) -> AuditEntry:
    fields = {name: document[name] for name in AuditEntry.__slots__ if name in document}
    return AuditEntry(id=document["_id"], sealed=document["batch"] is not None, **fields)
