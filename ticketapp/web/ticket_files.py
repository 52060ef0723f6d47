"""A booking's files for browsers: tickets on paper, its date, and the copy a device keeps.

For whom the session's cookie names, or for a guest with the key of the mailed link. The key stands
in the query, which is logged nowhere.
"""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticketapp.bookings import files, service
from ticketapp.bookings.models import BookingNow
from ticketapp.core.actor import Origin
from ticketapp.core.context import Context
from ticketapp.core.errors import NotFound
from ticketapp.core.limits import READS
from ticketapp.events import calendar
from ticketapp.tickets import pdf
from ticketapp.web.answers import origin_of
from ticketapp.web.forms import answering, sender
from ticketapp.web.head import Head
from ticketapp.web.kept_tickets import kept_page

_LONGEST_KEY = 100
_OWN_PAGES = ("/me", "/manage")


def ticket_routes() -> tuple[Route, ...]:
    booking = "/bookings/{booking_id}"
    return (
        Route(f"{booking}/tickets.pdf", answering(_tickets)),
        Route(f"{booking}/tickets/{{ticket_id}}.pdf", answering(_ticket)),
        Route(f"{booking}/calendar.ics", answering(_calendar)),
        Route(f"{booking}/kept.html", answering(_kept)),
    )


async def own_pages_head(path: str, _origin: Origin) -> Head | None:
    """Pages of one person, or behind a mailed key: not for search engines."""
    is_own = any(path == page or path.startswith(f"{page}/") for page in _OWN_PAGES)
    return Head(indexed=False) if is_own else None


async def _tickets(ctx: Context, request: Request) -> Response:
    """All valid tickets of the booking, a page each."""
    now = await _asked(ctx, request)
    content = await files.tickets_pdf(ctx, now, now.booking.tickets, origin_of(request.scope))
    return _sent(content, pdf.MEDIA_TYPE, f"tickets-{now.booking.reference}.pdf")


async def _ticket(ctx: Context, request: Request) -> Response:
    """One ticket on one page. It opens a door, but not the booking."""
    now = await _asked(ctx, request)
    ticket_id: str = request.path_params["ticket_id"]
    named = [ticket for ticket in now.booking.tickets if ticket.id == ticket_id]
    if not named:
        raise NotFound
    content = await files.tickets_pdf(ctx, now, named, origin_of(request.scope))
    return _sent(content, pdf.MEDIA_TYPE, f"ticket-{named[0].code}.pdf")


async def _calendar(ctx: Context, request: Request) -> Response:
    now = await _asked(ctx, request)
    content = files.calendar_file(ctx, now)
    return _sent(content, calendar.MEDIA_TYPE, f"{now.booking.reference}.ics")


async def _kept(ctx: Context, request: Request) -> Response:
    """The tickets as a page by itself, for the device to show when it has no network."""
    now = await _asked(ctx, request)
    return kept_page(ctx, now, origin_of(request.scope))


async def _asked(ctx: Context, request: Request) -> BookingNow:
    """The booking that the address names, for whoever may see it; else `NotFound`."""
    actor = await sender(ctx, request)
    await ctx.limiter.hit(READS, actor.subject)
    key = request.query_params.get("key", "")[:_LONGEST_KEY]
    booking_id: str = request.path_params["booking_id"]
    booking = await service.get_booking(ctx, actor, booking_id, guest_key=key or None)
    return await service.as_of_now(ctx, booking)


def _sent(content: bytes, media_type: str, filename: str) -> Response:
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename)}",
    }
    return Response(content, media_type=media_type, headers=headers)
