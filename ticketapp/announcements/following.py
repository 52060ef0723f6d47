"""What is to be announced when an event is changed."""

from datetime import timedelta
from typing import Any

from ticketapp.announcements import repository
from ticketapp.announcements.models import AnnouncementKind
from ticketapp.announcements.service import LEASE, announce
from ticketapp.bookings.letter_parts import event_facts
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Session
from ticketapp.events.models import LISTED
from ticketapp.events.repository import by_id_or_slug

WHEN_AND_WHERE = ("starts_at", "ends_at", "timezone", "location")


class AnnouncementsFollow:
    async def edited(
        self,
        ctx: Context,
        session: Session,
        actor: Actor,  # noqa: ARG002 - no matter who did it
        before: Any,
        event: Any,
    ) -> None:
        """Another time or place is told to whoever has one; another name is not."""
        moved = any(getattr(before, name) != getattr(event, name) for name in WHEN_AND_WHERE)
        concerns_anybody = bool(event.booked or event.waitlisted)
        if moved and concerns_anybody and event.status in LISTED:
            was = {name: getattr(before, name) for name in WHEN_AND_WHERE}
            facts = {"event": event_facts(event), "before": was}
            await announce(ctx, session, event.id, AnnouncementKind.changed, event.sequence, facts)

    async def cancelled(self, ctx: Context, session: Session, actor: Actor, event: Any) -> None:
        """Every booking is to end, even if whoever cancelled the event dies a moment later."""
        facts = {
            "user_id": actor.user_id,
            "email": actor.email,
            "name": actor.name,
            "from": actor.origin.address,
        }
        kind = AnnouncementKind.cancelled
        await announce(ctx, session, event.id, kind, event.sequence, facts, wait=LEASE)

    async def called_off(
        self,
        ctx: Context,
        actor: Actor,  # noqa: ARG002 - no matter who did it
        event: Any,
    ) -> None:
        """Leave to the job what of this is left, if anything is."""
        open_one = await repository.find(
            ctx.db, event.id, AnnouncementKind.cancelled, event.sequence
        )
        now = await by_id_or_slug(ctx.db, event.id)
        if open_one is None:
            return
        if now is not None and (now.booked or now.waitlisted):
            await repository.release(ctx.db, open_one, ctx.clock.now() - timedelta(seconds=1))
        else:
            await repository.finish(ctx.db, open_one)
