"""The outbox's documents and queries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ticketapp.core import paging
from ticketapp.core.db import BulkUpdate, Collection, Database, Document, Session
from ticketapp.core.paging import Page, PageRequest
from ticketapp.outbox.models import (
    WAITING,
    Failure,
    MailFilter,
    MailState,
    NewMail,
    QueuedMail,
    Reason,
)

_MOST_ABOUT = 50
_AFTER_EVERY_ADDRESS = "\U0010ffff"
_WAITING = [state.value for state in WAITING]


def new_document(mail: NewMail, mail_id: str, secret: bytes | None, now: datetime) -> Document:
    return {
        "_id": mail_id,
        "kind": mail.kind,
        "recipient": mail.recipient,
        "recipient_name": mail.recipient_name,
        "locale": mail.locale,
        "object_id": mail.object_id,
        "version": mail.version,
        "facts": dict(mail.facts),
        "secret": secret,
        "state": MailState.queued.value,
        "created_at": now,
        "due_at": now,
        "tries": 0,
        "fence": 0,
    }


async def insert(db: Database, session: Session, documents: Sequence[Document]) -> None:
    await _collection(db).insert_many(documents, session=session)


async def insert_missing(
    db: Database, session: Session, documents: Sequence[Document]
) -> list[str]:
    """Insert those whose identity is new; answer the id that stands for each, in order.

    An upsert per document, because a duplicate key would abort the caller's transaction.
    """
    result = await _collection(db).bulk_write(
        [BulkUpdate(_identity(document), {"$setOnInsert": document}, upsert=True)
         for document in documents],
        ordered=True, session=session,
    )  # fmt: skip
    inserted = result.upserted_ids or {}
    return [
        inserted[index] if index in inserted else await _existing_id(db, session, document)
        for index, document in enumerate(documents)
    ]


async def _existing_id(db: Database, session: Session, document: Document) -> str:
    found = await _collection(db).find_one(_identity(document), {"_id": 1}, session=session)
    if found is None:
        raise LookupError("an outbox entry that was there has gone")
    return found["_id"]


async def find(db: Database, mail_id: str) -> QueuedMail | None:
    document = await _collection(db).find_one({"_id": {"$eq": mail_id}}, {"secret": 0})
    return to_mail(document) if document else None


async def find_page(db: Database, wanted: MailFilter, page: PageRequest) -> Page[QueuedMail]:
    found = await paging.find_page(_collection(db), _query(wanted), ["-_id"], page)
    return found.map(to_mail)


async def count_by_state(db: Database) -> dict[MailState, int]:
    return {
        state: await _collection(db).count_documents({"state": state.value}) for state in MailState
    }


async def oldest_waiting(db: Database) -> datetime | None:
    """When the oldest undelivered mail was queued; ids sort by the time they were made."""
    oldest = await _collection(db).find_one(
        {"state": {"$in": _WAITING}}, {"created_at": 1}, sort=[("_id", 1)]
    )
    return oldest["created_at"] if oldest else None


async def requeue(db: Database, session: Session, mail_id: str, now: datetime) -> QueuedMail | None:
    """Give a parked or waiting mail a fresh start, if it is not being sent at this moment."""
    document = await _collection(db).find_one_and_update(
        {
            "_id": {"$eq": mail_id},
            "state": {"$in": [MailState.queued.value, MailState.parked.value]},
        },
        {"$set": {"state": MailState.queued.value, "due_at": now, "tries": 0}},
        projection={"secret": 0},
        return_document=True,
        session=session,
    )
    return to_mail(document) if document else None


async def requeue_parked(db: Database, session: Session, now: datetime) -> int:
    result = await _collection(db).update_many(
        {"state": MailState.parked.value},
        {"$set": {"state": MailState.queued.value, "due_at": now, "tries": 0}},
        session=session,
    )
    return result.modified_count


async def cancel(db: Database, session: Session, kinds: Iterable[str], object_id: str) -> int:
    """Call off what has not been delivered; one in the middle of being sent may still arrive."""
    result = await _collection(db).update_many(
        {
            "kind": {"$in": list(kinds)},
            "object_id": {"$eq": object_id},
            "state": {"$in": [*_WAITING, MailState.parked.value]},
        },
        _CALL_OFF,
        session=session,
    )
    return result.modified_count


async def withdraw(
    db: Database, session: Session, kinds: Iterable[str], recipients: Iterable[str],
    object_ids: Iterable[str],
) -> int:  # fmt: skip
    """Call off undelivered mails by whole identities but for their version: by one index."""
    result = await _collection(db).update_many(
        {
            "kind": {"$in": list(kinds)},
            "recipient": {"$in": list(set(recipients))},
            "object_id": {"$in": list(object_ids)},
            "state": {"$in": [*_WAITING, MailState.parked.value]},
        },
        _CALL_OFF,
        session=session,
    )
    return result.modified_count


async def erase_recipient(
    db: Database, session: Session, recipient: str, kinds: Iterable[str] | None,
    object_ids: Iterable[str] | None,
) -> None:  # fmt: skip
    """Call off what waits for an address and leave no trace of the person in what remains."""
    mails = _collection(db)
    theirs = _to(recipient, kinds, object_ids)
    undelivered = {**theirs, "state": {"$in": [*_WAITING, MailState.parked.value]}}
    await mails.update_many(undelivered, _CALL_OFF, session=session)
    await mails.update_many(
        theirs,
        [{"$set": {
            "recipient": {"$concat": ["erased:", "$_id"]}, "recipient_name": "",
            "facts": {"$literal": {}}, "failure": "$$REMOVE",
        }}],
        session=session,
    )  # fmt: skip


async def erase_mentions(
    db: Database, session: Session, kinds: Iterable[str], object_ids: Iterable[str]
) -> None:
    about = {"kind": {"$in": list(kinds)}, "object_id": {"$in": list(object_ids)}}
    waiting = {**about, "state": {"$in": [*_WAITING, MailState.parked.value]}}
    await _collection(db).update_many(waiting, _CALL_OFF, session=session)
    await _collection(db).update_many(about, {"$set": {"facts": {}}}, session=session)


async def find_of_recipient(
    db: Database, recipient: str, kinds: Iterable[str] | None
) -> list[QueuedMail]:
    cursor = _collection(db).find(_to(recipient, kinds, None), {"secret": 0}).sort("_id", 1)
    return [to_mail(document) async for document in cursor]


async def find_about(
    db: Database, recipients: Iterable[str], object_ids: Iterable[str]
) -> list[QueuedMail]:
    """Found by who got them: few addresses get more mails than can be looked through."""
    query = {"recipient": {"$in": [*recipients]}, "object_id": {"$in": [*object_ids]}}
    cursor = _collection(db).find(query, {"secret": 0, "facts": 0}).sort("_id", -1)
    return [to_mail({**each, "facts": {}}) for each in await cursor.to_list(_MOST_ABOUT)]


def _to(recipient: str, kinds: Iterable[str] | None, object_ids: Iterable[str] | None) -> Document:
    query: Document = {"recipient": {"$eq": recipient}}
    if kinds is not None:
        query["kind"] = {"$in": list(kinds)}
    if object_ids is not None:
        query["object_id"] = {"$in": list(object_ids)}
    return query


_CALL_OFF: Document = {
    "$set": {"state": MailState.cancelled.value, "secret": None},
    "$unset": {"claim": ""},
    "$inc": {"fence": 1},
}


def _collection(db: Database) -> Collection:
    return db.outbox


def _identity(document: Mapping[str, Any]) -> Document:
    return {name: {"$eq": document[name]} for name in ("kind", "recipient", "object_id", "version")}


def _query(wanted: MailFilter) -> Document:
    query: Document = {}
    if wanted.state is not None:
        query["state"] = {"$eq": wanted.state.value}
    if wanted.kind is not None:
        query["kind"] = {"$eq": wanted.kind}
    if wanted.recipient:
        query["recipient"] = {
            "$gte": wanted.recipient,
            "$lt": wanted.recipient + _AFTER_EVERY_ADDRESS,
        }
    return query


def to_mail(document: Document) -> QueuedMail:
    failure = document.get("failure")
    return QueuedMail(
        id=document["_id"],
        kind=document["kind"],
        recipient=document["recipient"],
        recipient_name=document["recipient_name"],
        locale=document["locale"],
        object_id=document["object_id"],
        version=document["version"],
        facts=document["facts"],
        state=MailState(document["state"]),
        created_at=document["created_at"],
        due_at=document["due_at"],
        tries=document["tries"],
        failure=Failure(Reason(failure["reason"]), failure["detail"]) if failure else None,
        sent_at=document.get("sent_at"),
    )
