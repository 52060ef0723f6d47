"""What bookings do when their event is changed."""

from typing import Any

from ticketapp.bookings.engine import Request, request_decision, serve_line_within
from ticketapp.bookings.models import CallingOff
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Session

_AT_ONCE = 200


class BookingsFollow:
    async def edited(self, ctx: Context, session: Session, actor: Actor, event: Any) -> None:
        """More seats, a longer line's opening, a higher limit: whoever fits now is served."""
        if event.waitlisted and event.available:
            await serve_line_within(ctx, session, actor, event.id)

    async def called_off(self, ctx: Context, actor: Actor, event: Any) -> None:
        """End every booking, some at a time; each is told by mail and on record."""
        wish = CallingOff(by=actor.user_id or actor.name, at_most=_AT_ONCE)
        while await request_decision(ctx, event.id, Request(wish, actor)):
            pass
