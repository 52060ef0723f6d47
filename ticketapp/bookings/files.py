"""What a booking can be taken along as: its tickets on paper, its date in a calendar."""

import asyncio
from collections.abc import Sequence

from ticketapp.bookings.errors import NoTickets
from ticketapp.bookings.models import BookingNow, BookingStatus, Ticket
from ticketapp.core.actor import Origin
from ticketapp.core.context import Context
from ticketapp.core.i18n import dates_in
from ticketapp.events.calendar import Method, calendar_of
from ticketapp.tickets.pdf import TicketPage, pdf_of
from ticketapp.tickets.qr import png_of, svg_of
from ticketapp.tickets.tokens import signer_for


async def tickets_pdf(
    ctx: Context, now: BookingNow, tickets: Sequence[Ticket], origin: Origin
) -> bytes:
    """These tickets of the booking, a page each, in the language of the booking; its dates as who
    asks writes them, if that is the same language.

    Refuses (`NoTickets`) when none of them is valid.
    """
    pages = [_page(ctx, now, ticket) for ticket in tickets if ticket.is_valid]
    if not pages:
        raise NoTickets
    booking = now.booking
    known = origin.variety if origin.locale == booking.locale else booking.variety
    variety = dates_in(booking.locale, known)
    return await asyncio.to_thread(pdf_of, pages, booking.locale, booking.updated_at, variety)


async def qr_svg(ctx: Context, now: BookingNow, ticket: Ticket) -> bytes:
    return await asyncio.to_thread(svg_of, _token(ctx, now, ticket))


async def qr_png(ctx: Context, now: BookingNow, ticket: Ticket) -> bytes:
    return await asyncio.to_thread(png_of, _token(ctx, now, ticket))


def calendar_file(ctx: Context, now: BookingNow) -> bytes:
    """The event for a calendar; of a cancelled booking what takes it off again."""
    gone = now.booking.status is BookingStatus.cancelled
    method = Method.cancel if gone else Method.publish
    return calendar_of([now.event], ctx.settings, method=method)


def _token(ctx: Context, now: BookingNow, ticket: Ticket) -> str:
    if not ticket.is_valid:
        raise NoTickets
    return signer_for(ctx.settings).token(now.booking.event_id, ticket.id, ticket.version)


def _page(ctx: Context, now: BookingNow, ticket: Ticket) -> TicketPage:
    event = now.event
    return TicketPage(
        event_name=event.name,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        timezone=event.timezone,
        location=event.location,
        holder=ticket.holder.name,
        reference=now.booking.reference,
        code=ticket.code,
        token=_token(ctx, now, ticket),
    )
