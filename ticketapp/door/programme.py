"""The events at whose doors somebody works, the soonest first."""

from datetime import timedelta

from ticketapp.accounts.access import require_user
from ticketapp.core.actor import Actor, Role
from ticketapp.core.context import Context
from ticketapp.core.errors import Forbidden
from ticketapp.core.paging import PageRequest
from ticketapp.events.models import LISTED, Event, EventFilter
from ticketapp.events.service import find_events, get_events

MOST = 100
_AHEAD = timedelta(days=30)


async def find_doors(ctx: Context, actor: Actor) -> list[Event]:
    """What is on or begins within a month, for admins and the staff of these events."""
    require_user(actor)
    if actor.role not in {Role.staff, Role.admin}:
        raise Forbidden
    horizon = ctx.clock.now() + _AHEAD
    if actor.role is Role.staff and actor.event_ids is not None:
        found = await get_events(ctx, actor, actor.event_ids)
    else:
        wanted = EventFilter(statuses=LISTED, starts_before=horizon)
        found = (await find_events(ctx, actor, wanted, PageRequest(MOST))).items
    coming = [event for event in found if event.status in LISTED and event.starts_at < horizon]
    return sorted(coming, key=lambda event: event.starts_at)
