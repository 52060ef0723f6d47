"""What bookings do when their event is changed."""

import time
from typing import Any

from ticketapp.bookings.engine import Request, request_decision, serve_line_within
from ticketapp.bookings.models import CallingOff
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Session
from ticketapp.core.errors import NotFound

_AT_ONCE = 200
_PATIENCE = 5.0


class BookingsFollow:
    async def edited(
        self,
        ctx: Context,
        session: Session,
        actor: Actor,
        before: Any,  # noqa: ARG002 - what there is now decides
        event: Any,
    ) -> None:
        """More seats, a longer line's opening, a higher limit: whoever fits now is served."""
        if event.waitlisted and event.available:
            await serve_line_within(ctx, session, actor, event.id)

    async def cancelled(self, ctx: Context, session: Session, actor: Actor, event: Any) -> None:
        """Nothing yet: all bookings together may be too many for one transaction."""

    async def called_off(self, ctx: Context, actor: Actor, event: Any) -> None:
        """End the bookings, for as long as somebody may be kept waiting for it."""
        give_up_at = time.monotonic() + _PATIENCE
        while await end_some(ctx, actor, event.id) and time.monotonic() < give_up_at:
            pass


async def end_some(ctx: Context, actor: Actor, event_id: str) -> int:
    """End some bookings and waiting entries of an event that is called off; how many.

    Each is told by mail and on record. 0 when nothing is left to end.
    """
    wish = CallingOff(by=actor.user_id or actor.name, at_most=_AT_ONCE)
    try:
        ended = await request_decision(ctx, event_id, Request(wish, actor))
    except NotFound:  # the event was taken away since
        return 0
    assert isinstance(ended, int)
    return ended
