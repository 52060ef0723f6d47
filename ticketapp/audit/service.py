"""The audit trail: append-only, chained by hashes in sealed batches.

Recording costs the caller one insert in its own transaction. A job seals what has gathered into
batches, each holding the hash of the one before, so that whoever changes, removes or slips in an
entry afterwards breaks the chain. `docs/adr` says why not entry by entry.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ticketapp.audit import repository
from ticketapp.audit.models import AuditEntry, AuditFilter, Seal
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Document, DuplicateKey, Session
from ticketapp.core.errors import NotFound
from ticketapp.core.paging import Page, PageRequest

BATCH_LIMIT = 1000
LONGEST_TRANSACTION = timedelta(minutes=2)
_FORBIDDEN_WORDS = ("password", "token", "secret", "otp", "hash", "key")


@dataclass(frozen=True, slots=True)
class Target:
    """The object of an action: its id, and a name for people."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An act to put on record. `before` and `after` name what changed."""

    actor: Actor
    action: str
    target: Target
    before: Mapping[str, Any] = field(default_factory=dict[str, Any])
    after: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def record(
    ctx: Context,
    session: Session | None,
    actor: Actor,
    action: str,
    target: Target,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Put an act on record, in the transaction that does it.

    A fact whose name speaks of a secret is a bug here.
    """
    await record_many(ctx, session, [Entry(actor, action, target, before or {}, after or {})])


async def record_many(ctx: Context, session: Session | None, entries: Sequence[Entry]) -> None:
    """`record` for many acts in one write."""
    if entries:
        now = ctx.clock.now()
        documents = [_document(entry, ctx.ids.new(), now) for entry in entries]
        await repository.insert(ctx.db, session, documents)


async def seal(ctx: Context) -> int:
    """Seal one batch of what has gathered; answer how many entries that were.

    Two sealers at once can't both take a number: the loser's batch is refused and its entries
    wait for the next round.
    """

    async def work(session: Session) -> int:
        entries = await repository.unsealed(ctx.db, session, BATCH_LIMIT)
        if not entries:
            return 0
        last = await repository.last_batch(ctx.db, session)
        batch = {
            "_id": last["_id"] + 1,
            "sealed_at": ctx.clock.now(),
            "count": len(entries),
            "previous": last["digest"],
            "digest": _digest(last["digest"], entries),
        }
        await repository.insert_batch(ctx.db, session, batch, [entry["_id"] for entry in entries])
        return len(entries)

    try:
        return await ctx.db.transaction(work)
    except DuplicateKey:
        return 0


async def verify(ctx: Context) -> list[str]:
    """Walk the whole chain; answer what is wrong with it, one sentence a fault."""
    faults: list[str] = []
    previous, number, not_before = "", 0, None
    async for batch in repository.batches(ctx.db):
        number += 1
        if batch["_id"] != number:
            faults.append(f"Batch {number} is missing; the next one there is {batch['_id']}.")
            number = batch["_id"]
        elif batch["previous"] != previous:
            faults.append(f"Batch {number} does not follow on batch {number - 1}.")
        entries = await repository.entries_of(ctx.db, number)
        faults += _faults_in(batch, entries, not_before)
        previous = batch["digest"]
        not_before = batch["sealed_at"] - LONGEST_TRANSACTION
    if await repository.entries_after(ctx.db, number):
        faults.append(f"The batches after batch {number} are missing; their entries are there.")
    return faults


async def last_seal(ctx: Context) -> Seal | None:
    """The newest batch: its digest, noted elsewhere, proves that no tail was cut off."""
    last = await repository.last_batch(ctx.db)
    if not last["_id"]:
        return None
    return Seal(last["_id"], last["sealed_at"], last["count"], last["digest"])


async def find_entries(ctx: Context, wanted: AuditFilter, part: PageRequest) -> Page[AuditEntry]:
    """The entries that match, the newest first."""
    return await repository.find(ctx.db, wanted, part)


async def facts_of(
    ctx: Context, session: Session, action: str, object_id: str
) -> list[Mapping[str, Any]]:
    """What was put on record of this action on this object, each time, in order."""
    found = await repository.of_object(ctx.db, session, action, object_id)
    return [entry["after"] for entry in found]


async def get_entry(ctx: Context, entry_id: str) -> AuditEntry:
    entry = await repository.by_id(ctx.db, entry_id)
    if entry is None:
        raise NotFound
    return entry


def _document(entry: Entry, id_: str, now: datetime) -> Document:
    for facts in (entry.before, entry.after):
        for name in facts:
            if any(word in name.lower() for word in _FORBIDDEN_WORDS):
                raise ValueError(f"{name} must not go into the audit trail")
    actor = entry.actor
    return {
        "_id": id_,
        "at": now,
        "action": entry.action,
        "actor_id": actor.user_id,
        "actor_name": actor.name or actor.email or "anonymous",
        "object_id": entry.target.id,
        "object_name": entry.target.name,
        "address": actor.origin.address,
        "request_id": actor.origin.request_id,
        "before": dict(entry.before),
        "after": dict(entry.after),
        "batch": None,
    }


def _faults_in(batch: Document, entries: list[Document], not_before: datetime | None) -> list[str]:
    number = batch["_id"]
    if len(entries) < batch["count"]:
        return [f"Batch {number}: {batch['count'] - len(entries)} of its entries were removed."]
    if len(entries) > batch["count"]:
        return [f"Batch {number}: {len(entries) - batch['count']} entries were inserted later."]
    if _digest(batch["previous"], entries) != batch["digest"]:
        return [f"Batch {number}: an entry was changed."]
    return [
        f"Batch {number}: entry {entry['_id']} claims a time before the batch could begin."
        for entry in entries
        if not_before and entry["at"] < not_before
    ]


def _digest(previous: str, entries: list[Document]) -> str:
    chain = hashlib.sha256(previous.encode())
    for entry in entries:
        content = {name: value for name, value in entry.items() if name != "batch"}
        chain.update(json.dumps(content, sort_keys=True, default=_plain).encode())
        chain.update(b"\n")
    return chain.hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    raise TypeError(f"{type(value).__name__} does not belong into the audit trail")
