"""The log of an event's doors as admins read it: who it was about, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ticketapp.bookings import service as bookings
from ticketapp.bookings import tickets
from ticketapp.bookings.models import BookingFilter
from ticketapp.core.context import Context
from ticketapp.core.errors import Forbidden
from ticketapp.core.paging import Page, PageRequest
from ticketapp.door import repository
from ticketapp.door.doors import Seat
from ticketapp.door.models import Doorkeeper, LogEntry, TicketSeen
from ticketapp.door.repository import LogFilter
from ticketapp.door.rules import ticket_seen
from ticketapp.events.service import get_event

# Of so many bookings that fit the words the tickets are looked for; words that fit more say little.
MOST_BOOKINGS = 100


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry, the one that stands against it, its ticket, and whether it was taken back."""

    entry: LogEntry
    against: LogEntry | None
    ticket: TicketSeen | None
    undone: bool


async def read_log(
    ctx: Context,
    keeper: Doorkeeper,
    event_id: str,
    wanted: LogFilter,
    part: PageRequest,
    words: str = "",
) -> Page[LogLine]:
    """What happened at an event's doors, the latest first; for admins.

    With words, what happened to the tickets of those bookings that they find: by name, address,
    booking or ticket code.
    """
    if not keeper.is_admin:
        raise Forbidden
    event = await get_event(ctx, keeper.actor, event_id)
    if words.strip():
        found = PageRequest(MOST_BOOKINGS, count_up_to=1)
        _, page = await bookings.find_attendees(
            ctx, keeper.actor, event.id, BookingFilter(words), found
        )
        ids = frozenset(ticket.id for booking in page.items for ticket in booking.tickets)
        wanted = replace(wanted, ticket_ids=ids)
    entries = await repository.page_of_log(ctx.db, event.id, wanted, part)
    seen = await tickets_in(ctx, entries.items)
    against = await standing_against(ctx, entries.items)
    undone = await repository.undone_among(ctx.db, [each.id for each in entries.items])
    return entries.map(
        lambda each: LogLine(
            each, against.get(each.id), seen.get(each.ticket_id or ""), each.id in undone
        )
    )


async def standing_against(ctx: Context, entries: Collection[LogEntry]) -> dict[str, LogEntry]:
    """By the id of each of these entries, the one that stands against it."""
    ids = {each.first_id for each in entries if each.first_id}
    firsts = {each.id: each for each in await repository.by_ids(ctx.db, None, ids)}
    return {each.id: firsts[each.first_id] for each in entries if each.first_id in firsts}


async def tickets_in(ctx: Context, entries: Sequence[LogEntry]) -> dict[str, TicketSeen]:
    """The tickets that these entries are about, by their ids."""
    ids = {each.ticket_id for each in entries if each.ticket_id}
    found = await tickets.bookings_of(ctx.db, None, ids, ())
    seats = [Seat(booking, index) for booking in found for index in range(len(booking.tickets))]
    return {seat.ticket.id: ticket_seen(seat) for seat in seats}
