"""Mails to queue, naming only what the test is about."""

from collections.abc import Mapping
from typing import Any

from ticketapp.core.context import Context
from ticketapp.outbox import service
from ticketapp.outbox.models import NewMail


def a_mail(**given: Any) -> NewMail:
    facts: Mapping[str, Any] = {
        "kind": "greeting",
        "recipient": "ada@example.org",
        "recipient_name": "Ada Lovelace",
        "object_id": "object",
    }
    return NewMail(**{**facts, **given})


async def queue(ctx: Context, *mails: NewMail) -> str:
    """Queue in a transaction of their own; the first one's id."""
    ids = await ctx.db.transaction(lambda session: service.enqueue_many(ctx, session, mails))
    return ids[0]
