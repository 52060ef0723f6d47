"""Finding somebody at the door who has no ticket to show: by name, address or code."""

from dataclasses import dataclass

from ticketapp.bookings import tickets
from ticketapp.core.context import Context
from ticketapp.core.errors import FieldError, Invalid
from ticketapp.core.i18n import N_
from ticketapp.door.access import require_door
from ticketapp.door.doors import Seat
from ticketapp.door.models import Doorkeeper, TicketSeen
from ticketapp.door.rules import ticket_seen

FEWEST_SIGNS, MOST_ROWS = 2, 20
_SHOWN_OF_A_NAME = 1


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """A valid ticket found by name; the address is masked for who is no admin."""

    ticket: TicketSeen
    email: str
    checked_in: bool
    inside: bool


async def find_attendees(
    ctx: Context, keeper: Doorkeeper, event_id: str, words: str
) -> list[AttendeeRow]:
    """Up to 20 valid tickets whose holder, booking or code begins like these words.

    Who sees addresses masked finds one by the whole of it alone, or a mask would hide nothing.
    """
    require_door(keeper, event_id)
    if len("".join(words.split())) < FEWEST_SIGNS:
        message = N_("Enter at least 2 characters.")
        raise Invalid(FieldError("query.q", "too_short", message))
    found = await tickets.of_words(
        ctx.db, event_id, words, MOST_ROWS, parts_of_addresses=keeper.is_admin
    )
    rows = [
        AttendeeRow(
            ticket_seen(Seat(booking, index)),
            ticket.holder.email if keeper.is_admin else masked(ticket.holder.email),
            checked_in=ticket.checked_in_at is not None,
            inside=ticket.inside,
        )
        for booking in found
        for index, ticket in enumerate(booking.tickets)
        if ticket.is_valid
    ]
    return rows[:MOST_ROWS]


def masked(email: str) -> str:
    """Enough of an address to be recognised by who knows it: ``r•••@e•••.org``."""
    name, _, domain = email.partition("@")
    host, dot, ending = domain.rpartition(".")
    return f"{name[:_SHOWN_OF_A_NAME]}•••@{host[:_SHOWN_OF_A_NAME]}•••{dot}{ending}"
