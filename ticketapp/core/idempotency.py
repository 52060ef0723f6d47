"""Idempotency keys: a request that is sent again is answered again, not executed again.

Two forms, over the same records:

- `once` for a use case on its own: the key is claimed first, under a lease, so that of any
  number of processes one executes and the others wait for its answer. Work that writes in a
  transaction puts the answer in it (`Claim.keep` with its session); then not even a crash
  between the two, or a holder that was believed dead, can lead to a second execution.
- `recall` and `remember` inside the caller's transaction, for many requests in one: the answers
  are written with what they tell about, and two transactions with one key can't both commit.

Records are kept for 24 hours. Answers are sealed: they may carry what only the caller may see.
"""

import asyncio
import hmac
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from ticketapp.core.context import Context
from ticketapp.core.db import (
    Collection,
    Document,
    DriverError,
    DuplicateKey,
    Session,
)
from ticketapp.core.errors import IdempotencyKeyReused, Unavailable
from ticketapp.core.keys import derive_key
from ticketapp.core.logs import get_logger
from ticketapp.core.migrations import CollectionSpec, Index
from ticketapp.core.sealing import seal, unseal
from ticketapp.core.settings import Settings

log = get_logger(__name__)

IDEMPOTENCY = CollectionSpec(
    "idempotency",
    {
        "bsonType": "object",
        "required": ["_id", "fingerprint", "expires_at"],
        "properties": {
            "_id": {"bsonType": "string"},
            "fingerprint": {"bsonType": "string"},
            "holder": {"bsonType": ["string", "null"]},
            "lease_until": {"bsonType": ["date", "null"]},
            "answer": {"bsonType": ["binData", "null"]},
            "expires_at": {"bsonType": "date"},
        },
    },
    (Index("expires_at", expires=True),),
)

KEPT_FOR = timedelta(hours=24)
LEASE = timedelta(seconds=15)
RENEWED_EVERY = 5.0
WAITED_FOR = 10.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.01, 0.2
_SEALED_FOR = "idempotency"


@dataclass(frozen=True, slots=True)
class Call:
    """A request with a key: who sent it, and what in it must be the same the next time."""

    caller: str
    key: str
    fingerprint: str

    @property
    def id(self) -> str:
        return sha256(f"{len(self.caller)} {self.caller} {self.key}".encode()).hexdigest()


def fingerprint(settings: Settings, request: bytes) -> str:
    """Tells one request from another without telling what it says.

    Keyed, because a request may carry a password or an address: from a copy of the database nobody
    can tell whether a guess at it is right.
    """
    key = derive_key(settings.jwt_secret.get_secret_value(), "fingerprints")
    return hmac.digest(key, request, "sha256").hex()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered first, in full."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class ClaimLost(Unavailable):
    """Another process took the key over because this one was silent for too long."""


class Claim:
    """The right to execute a call. Held until an answer is kept or the work fails."""

    def __init__(self, ctx: Context, call: Call, holder: str) -> None:
        self._ctx = ctx
        self._call = call
        self._mine = {"_id": call.id, "holder": holder, "answer": None}
        self.is_kept = False

    async def keep(self, answer: Answer, session: Session | None = None) -> None:
        """Record the answer, in the caller's transaction where there is one.

        `ClaimLost` then aborts that transaction: somebody else executes, or has executed.
        """
        result = await _records(self._ctx).update_one(
            self._mine,
            {"$set": {"answer": _sealed(self._ctx, self._call, answer), "lease_until": None}},
            session=session,
        )
        if result.matched_count == 0:
            raise ClaimLost
        self.is_kept = True

    async def renew(self) -> None:
        until = self._ctx.clock.now() + LEASE
        await _records(self._ctx).update_one(self._mine, {"$set": {"lease_until": until}})

    async def release(self) -> None:
        """Nothing was done: whoever sends the request again may try."""
        await _records(self._ctx).delete_one(self._mine)


async def once(
    ctx: Context, call: Call, work: Callable[[Claim], Awaitable[Answer]]
) -> tuple[Answer, bool]:
    """The call's answer, and whether it is an earlier one. Executes `work` at most once.

    A caller that arrives during the work waits for its answer. `IdempotencyKeyReused` when the
    key came with another request before; `Unavailable` when the first takes too long. When
    `work` raises, the key is free again.
    """
    claimed = await _claim(ctx, call)
    if isinstance(claimed, Answer):
        return claimed, True
    claim = Claim(ctx, call, claimed)
    try:
        async with _renewed(claim):
            answer = await work(claim)
            if not claim.is_kept:
                await claim.keep(answer)
    except BaseException:
        with suppress(DriverError):  # else the lease runs out by itself
            await asyncio.shield(claim.release())
        raise
    return answer, False


async def recall(
    ctx: Context, session: Session, calls: Iterable[Call]
) -> dict[str, Answer | IdempotencyKeyReused]:
    """What is known about these calls, by call id; nothing for those that are new.

    What was known for too long is forgotten, so that there is room for its successor.
    """
    by_id, now = {call.id: call for call in calls}, ctx.clock.now()
    known: dict[str, Answer | IdempotencyKeyReused] = {}
    expired: list[str] = []
    async for found in _records(ctx).find({"_id": {"$in": list(by_id)}}, session=session):
        if found["expires_at"] <= now:
            expired.append(found["_id"])
        elif found["fingerprint"] != by_id[found["_id"]].fingerprint:
            known[found["_id"]] = IdempotencyKeyReused()
        elif found["answer"]:
            known[found["_id"]] = _unsealed(ctx, found)
    if expired:
        await _records(ctx).delete_many({"_id": {"$in": expired}}, session=session)
    return known


async def remember(ctx: Context, session: Session, answers: Mapping[Call, Answer]) -> None:
    """Record the answers of calls that `recall` did not know, in the same transaction.

    When another transaction recorded one of them meanwhile, this one can't commit.
    """
    if not answers:
        return
    expires_at = ctx.clock.now() + KEPT_FOR
    records: list[Document] = [
        {
            "_id": call.id,
            "fingerprint": call.fingerprint,
            "holder": None,
            "lease_until": None,
            "answer": _sealed(ctx, call, answer),
            "expires_at": expires_at,
        }
        for call, answer in answers.items()
    ]
    await _records(ctx).insert_many(records, session=session)


async def _claim(ctx: Context, call: Call) -> Answer | str:
    """The answer that is there, or the name of the new holder: us."""
    give_up_at = time.monotonic() + WAITED_FOR
    pause = _SHORTEST_PAUSE
    while True:
        claimed = await _try_to_claim(ctx, call)
        if claimed is not None:
            return claimed
        if time.monotonic() + pause >= give_up_at:
            raise Unavailable
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _try_to_claim(ctx: Context, call: Call) -> Answer | str | None:
    """As `_claim`, or nothing while another holder is at work."""
    now = ctx.clock.now()
    claim: Document = {
        "_id": call.id,
        "fingerprint": call.fingerprint,
        "holder": ctx.ids.new(),
        "lease_until": now + LEASE,
        "answer": None,
        "expires_at": now + KEPT_FOR,
    }
    with suppress(DuplicateKey):
        await _records(ctx).insert_one(claim)
        return claim["holder"]
    found = await _records(ctx).find_one({"_id": call.id})
    if found is None:
        return None
    if found["expires_at"] > now:
        if found["fingerprint"] != call.fingerprint:
            raise IdempotencyKeyReused
        if found["answer"]:
            return _unsealed(ctx, found)
        if found["lease_until"] > now:
            return None
        log.warning("idempotency claim taken over", call=call.id, holder=found["holder"])
    unchanged = {name: found[name] for name in ("_id", "holder", "lease_until", "expires_at")}
    replaced = await _records(ctx).replace_one(unchanged, claim)
    return claim["holder"] if replaced.matched_count else None


@asynccontextmanager
async def _renewed(claim: Claim) -> AsyncGenerator[None]:
    """Keep the lease alive for as long as the work takes."""

    async def renewing() -> None:
        while True:
            await asyncio.sleep(RENEWED_EVERY)
            with suppress(DriverError):  # the next one may reach the database again
                await claim.renew()

    task = asyncio.create_task(renewing())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def _records(ctx: Context) -> Collection:
    return ctx.db.idempotency


def _sealed(ctx: Context, call: Call, answer: Answer) -> bytes:
    text = json.dumps([answer.status, answer.body, dict(answer.headers)])
    return seal(ctx.settings, text, purpose=_SEALED_FOR, owner=call.id)


def _unsealed(ctx: Context, record: Document) -> Answer:
    text = unseal(ctx.settings, record["answer"], purpose=_SEALED_FOR, owner=record["_id"])
    status, body, headers = json.loads(text)
    return Answer(status, body, headers)
