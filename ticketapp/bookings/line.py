"""The waiting list as admins see it: who waits, since when, and why they still do."""

from dataclasses import dataclass
from enum import StrEnum

from ticketapp.accounts.access import require_admin
from ticketapp.bookings import repository
from ticketapp.bookings.models import Booking
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.errors import NotFound
from ticketapp.core.paging import Page, PageRequest
from ticketapp.events.models import LISTED, Event
from ticketapp.events.service import get_event


class Obstacle(StrEnum):
    """What keeps somebody in line."""

    not_on_sale = "not_on_sale"
    stopped = "stopped"
    switched_off = "switched_off"
    closed = "closed"
    sold_out = "sold_out"
    too_few = "too_few"
    too_many = "too_many"
    limit = "limit"
    none = "none"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in line: their place at this moment, what they hold, and what keeps them there."""

    entry: Booking
    position: int
    held: int
    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class Line:
    """Part of an event's waiting list, and the event as it was then."""

    event: Event
    page: Page[Waiting]


def why_not_served(
    event: Event, entry: Booking, held: int, *, stopped: bool, line_is_open: bool
) -> Obstacle:
    """Why this entry has not got its seats: the same questions that serving the line asks."""
    obstacles = (
        (stopped, Obstacle.stopped),
        (event.status not in LISTED, Obstacle.not_on_sale),
        (not event.waitlist, Obstacle.switched_off),
        (not line_is_open, Obstacle.closed),
        (event.available == 0, Obstacle.sold_out),
        (event.available < entry.quantity, Obstacle.too_few),
        (entry.quantity > event.max_per_booking, Obstacle.too_many),
        (held + entry.quantity > event.max_per_person, Obstacle.limit),
    )
    return next((name for stands, name in obstacles if stands), Obstacle.none)


async def find_line(ctx: Context, actor: Actor, event_id: str, part: PageRequest) -> Line:
    """Those who wait for an event, in the order of their turns; for admins."""
    require_admin(actor)
    event = await get_event(ctx, actor, event_id)
    document = await repository.find_event(ctx.db, event.id, None)
    if document is None:
        raise NotFound
    page = await repository.page_of_line(ctx.db, event.id, part)
    entries = page.items
    first = await repository.place_in_line(ctx.db, entries[0]) if entries else 0
    positions = {entry.id: first + ahead for ahead, entry in enumerate(entries)}
    people = {entry.attendee.email for entry in entries}
    held = await repository.seats_of(ctx.db, None, event.id, people)
    is_open = event.waitlist and ctx.clock.now() < event.waitlist_ends_at

    def shown(entry: Booking) -> Waiting:
        has = held.get(entry.attendee.email, 0)
        why = why_not_served(
            event, entry, has, stopped=document["sales_stopped"], line_is_open=is_open
        )
        return Waiting(entry, positions[entry.id], has, why)

    return Line(event, page.map(shown))
