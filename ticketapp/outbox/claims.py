"""Who is sending which mail: leases with a fence, so that many may flush at once.

A claim holds until its lease ends; then the mail is due again and the next claim raises its
fence. What the first holder still wants to write no longer matches, and has no effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ticketapp.core.context import Context
from ticketapp.core.db import Document
from ticketapp.outbox.models import WAITING, Failure, MailState, QueuedMail
from ticketapp.outbox.repository import to_mail

LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one mail until `until`."""

    mail: QueuedMail
    sealed: bytes | None = field(repr=False)
    fence: int
    until: datetime


async def claim_due(ctx: Context, limit: int) -> list[Claim]:
    """Take up to `limit` of the mails that have been due longest; empty when none is due."""
    now = ctx.clock.now()
    due = {"state": {"$in": [state.value for state in WAITING]}, "due_at": {"$lte": now}}
    while True:
        oldest = ctx.db.outbox.find(due, {"_id": 1}).sort("due_at", 1).limit(limit)
        ids = [document["_id"] async for document in oldest]
        if not ids:
            return []
        claims = await _take(ctx, due, ids, now + LEASE)
        if claims:  # else another flusher was quicker with all of these
            return claims


async def _take(ctx: Context, due: Document, ids: Sequence[str], until: datetime) -> list[Claim]:
    claim_id = ctx.ids.new()
    await ctx.db.outbox.update_many(
        {"_id": {"$in": ids}, **due},
        {
            "$set": {"state": MailState.sending.value, "due_at": until, "claim": claim_id},
            "$inc": {"fence": 1},
        },
    )
    taken = ctx.db.outbox.find({"_id": {"$in": ids}, "claim": claim_id}).sort("_id", 1)
    return [
        Claim(to_mail(document), document["secret"], document["fence"], until)
        async for document in taken
    ]


async def mark_sent(ctx: Context, claim: Claim) -> bool:
    """Record the delivery and wipe the secret; say whether the claim still held."""
    now = ctx.clock.now()
    return await _settle(
        ctx, claim,
        {"$set": {"state": MailState.sent.value, "sent_at": now, "due_at": now, "secret": None,
                  "tries": claim.mail.tries + 1},
         "$unset": {"claim": "", "failure": ""}},
    )  # fmt: skip


async def mark_failed(ctx: Context, claim: Claim, failure: Failure, wait: timedelta | None) -> bool:
    """Record a failed try: due again after `wait`, or parked; say whether the claim still held."""
    state = MailState.parked if wait is None else MailState.queued
    return await _settle(
        ctx, claim,
        {"$set": {"state": state.value, "due_at": ctx.clock.now() + (wait or timedelta()),
                  "tries": claim.mail.tries + 1, "failure": _document(failure)},
         "$unset": {"claim": ""}},
    )  # fmt: skip


async def give_back(ctx: Context, claims: Sequence[Claim], failure: Failure | None) -> None:
    """Let go of mails that were not tried: due again at once, no try counted."""
    if not claims:
        return
    changes: Document = {"state": MailState.queued.value, "due_at": ctx.clock.now()}
    if failure is not None:
        changes["failure"] = _document(failure)
    for_each = [_held(claim) for claim in claims]
    await ctx.db.outbox.update_many({"$or": for_each}, {"$set": changes, "$unset": {"claim": ""}})


async def _settle(ctx: Context, claim: Claim, change: Document) -> bool:
    result = await ctx.db.outbox.update_one(_held(claim), change)
    return result.matched_count == 1


def _held(claim: Claim) -> Document:
    return {"_id": claim.mail.id, "state": MailState.sending.value, "fence": claim.fence}


def _document(failure: Failure) -> Document:
    return {"reason": failure.reason.value, "detail": failure.detail}
