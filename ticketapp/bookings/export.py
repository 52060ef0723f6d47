"""An event's bookings as a table for spreadsheets, row by row, however many there are."""

import asyncio
import csv
import io
import re
from bisect import bisect_left
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from tempfile import TemporaryDirectory, TemporaryFile

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
_PIECE = 256 * 1024
# What makes a spreadsheet take a cell for a formula (OWASP). Where a comma is in numbers, as in
# German, it ends cells at semicolons, whatever quotes say.
_FORMULA = re.compile(r"""(^|;)(?=[\s"']*[=+\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20])""")

Row = Sequence[str | int | datetime]


class Format(StrEnum):
    csv = "csv"
    xlsx = "xlsx"


MEDIA_TYPES = {
    Format.csv: "text/csv; charset=utf-8",
    Format.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def export_bookings(
    ctx: Context, actor: Actor, event_id: str, form: Format = Format.csv
) -> tuple[Event, AsyncGenerator[bytes]]:
    """The event and its bookings as a table, the newest first, in pieces; for admins.

    That somebody took them is on record before the first piece.
    """
    require_admin(actor)
    event = await get_event(ctx, actor, event_id)
    facts = {"bookings": event.booked, "format": form.value}
    await record(ctx, None, actor, "bookings.exported", Target(event.id, event.name), after=facts)
    rows = _rows(ctx, event.id)
    return event, _as_csv(rows) if form is Format.csv else _as_workbook(rows)


async def _rows(ctx: Context, event_id: str) -> AsyncGenerator[Sequence[Row]]:
    """The table without its head, some rows at a time."""
    line = await repository.line_of(ctx.db, event_id)
    rows: list[Row] = []
    async for booking in repository.walk_event(ctx.db, event_id, _ROWS_AT_ONCE):
        rows.append(_row(booking, line))
        if len(rows) == _ROWS_AT_ONCE:
            yield rows
            rows = []
    if rows:
        yield rows


async def _as_csv(parts: AsyncGenerator[Sequence[Row]]) -> AsyncGenerator[bytes]:
    yield _lines([COLUMNS])
    async for rows in parts:
        yield _lines(rows)


async def _as_workbook(parts: AsyncGenerator[Sequence[Row]]) -> AsyncGenerator[bytes]:
    """Written to a file, and sent once it is whole: its end says what is in it."""
    from ticketapp.bookings.workbook import BookingsWorkbook  # a tenth of a second, seldom needed

    with TemporaryDirectory() as folder, TemporaryFile(dir=folder) as file:
        workbook = BookingsWorkbook(file, COLUMNS, folder)
        try:
            async for rows in parts:
                await asyncio.to_thread(workbook.add, rows)
        finally:
            await asyncio.to_thread(workbook.close)
        file.seek(0)
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece


def _row(booking: Booking, line: Sequence[int]) -> Row:
    valid = booking.valid_tickets
    return (
        booking.reference,
        booking.status.value,
        booking.attendee.name,
        booking.attendee.email,
        booking.quantity,
        " ".join(grouped(ticket.code) for ticket in valid),
        sum(ticket.checked_in_at is not None for ticket in valid),
        "" if booking.place is None else bisect_left(line, booking.place) + 1,
        "yes" if booking.user_id is None else "no",
        booking.created_at,
        booking.updated_at,
    )


def _lines(rows: Iterable[Row]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(map(_harmless, rows))
    return out.getvalue().encode()


def _harmless(row: Row) -> Iterator[object]:
    """The cells, none of which a spreadsheet would run: a quote makes it a text."""
    for cell in row:
        if isinstance(cell, datetime):
            yield cell.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        elif isinstance(cell, str):
            yield _FORMULA.sub(r"\1'", cell)
        else:
            yield cell
