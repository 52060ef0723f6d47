"""People let in by scanners without network whom the log would not have let in."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketapp.bookings import tickets
from ticketapp.core.context import Context
from ticketapp.core.errors import Forbidden
from ticketapp.core.paging import Page, PageRequest
from ticketapp.door import repository
from ticketapp.door.access import require_door
from ticketapp.door.models import Doorkeeper, LogEntry, TicketSeen
from ticketapp.door.repository import LogFilter
from ticketapp.door.rules import Seat, ticket_seen
from ticketapp.events.service import get_event


@dataclass(frozen=True, slots=True)
class Conflict:
    """An admission that was uploaded later, and what stands against it: both are kept."""

    admitted: LogEntry
    against: LogEntry | None
    ticket: TicketSeen | None


async def find_conflicts(
    ctx: Context, keeper: Doorkeeper, event_id: str, part: PageRequest
) -> Page[Conflict]:
    """An event's conflicts, the latest first; for admins."""
    require_door(keeper, event_id)
    if not keeper.is_admin:
        raise Forbidden
    event = await get_event(ctx, keeper.actor, event_id)
    page = await repository.page_of_log(ctx.db, event.id, LogFilter(conflicts=True), part)
    against, seen = await _about(ctx, page.items)
    return page.map(
        lambda each: Conflict(
            each, against.get(each.first_id or ""), seen.get(each.ticket_id or "")
        )
    )


async def _about(
    ctx: Context, entries: Sequence[LogEntry]
) -> tuple[dict[str, LogEntry], dict[str, TicketSeen]]:
    """The entries that stand against these, and the tickets that all of them are about."""
    firsts = {each.first_id for each in entries if each.first_id}
    against = {each.id: each for each in await repository.by_ids(ctx.db, None, firsts)}
    ids = {each.ticket_id for each in entries if each.ticket_id}
    bookings = await tickets.bookings_of(ctx.db, None, ids, ())
    seats = [Seat(booking, index) for booking in bookings for index in range(len(booking.tickets))]
    return against, {seat.ticket.id: ticket_seen(seat) for seat in seats}
