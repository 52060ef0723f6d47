"""An event's bookings as a table for spreadsheets, row by row, however many there are."""

import csv
import io
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from datetime import datetime

from ticketapp.accounts.access import require_admin
from ticketapp.audit.service import Target, record
from ticketapp.bookings import repository
from ticketapp.bookings.models import Booking
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.events.models import Event
from ticketapp.events.service import get_event
from ticketapp.tickets.codes import grouped

COLUMNS = (
    "reference",
    "status",
    "name",
    "email",
    "quantity",
    "tickets",
    "checked_in",
    "place",
    "guest",
    "booked_at",
    "updated_at",
)
_ROWS_AT_ONCE = 500
# What makes a spreadsheet take a cell for a formula (OWASP), after any white space.
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


async def export_bookings(
    ctx: Context, actor: Actor, event_id: str
) -> tuple[Event, AsyncGenerator[str]]:
    """The event and its bookings as CSV, the newest first, in pieces; for admins.

    That somebody took them is on record before the first piece.
    """
    require_admin(actor)
    event = await get_event(ctx, actor, event_id)
    facts = {"bookings": event.booked, "format": "csv"}
    await record(ctx, None, actor, "bookings.exported", Target(event.id, event.name), after=facts)
    return event, _pieces(ctx, event.id)


async def _pieces(ctx: Context, event_id: str) -> AsyncGenerator[str]:
    yield _lines([COLUMNS])
    rows: list[Sequence[object]] = []
    async for booking in repository.walk_event(ctx.db, event_id, _ROWS_AT_ONCE):
        rows.append(_row(booking))
        if len(rows) == _ROWS_AT_ONCE:
            yield _lines(rows)
            rows.clear()
    if rows:
        yield _lines(rows)


def _row(booking: Booking) -> Sequence[object]:
    valid = booking.valid_tickets
    return (
        booking.reference,
        booking.status.value,
        booking.attendee.name,
        booking.attendee.email,
        booking.quantity,
        " ".join(grouped(ticket.code) for ticket in valid),
        sum(ticket.checked_in_at is not None for ticket in valid),
        "" if booking.place is None else booking.place,
        "yes" if booking.user_id is None else "no",
        _moment(booking.created_at),
        _moment(booking.updated_at),
    )


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _lines(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(map(_harmless, rows))
    return out.getvalue()


def _harmless(row: Sequence[object]) -> Iterator[object]:
    """The cells, none of which a spreadsheet would run: a quote makes it a text."""
    for cell in row:
        if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA_BEGINS):
            yield f"'{cell}"
        else:
            yield cell
