"""Tickets as files: QR codes, paper, calendars. For owners, admins and guests with their key."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api.auth import CurrentActor
from api.dependencies import Ctx
from api.limits import limited
from api.problems import Responses, refusals
from api.routes.bookings import GuestKey
from ticketapp.bookings import files, service
from ticketapp.bookings.errors import NoTickets
from ticketapp.core.errors import NotFound
from ticketapp.core.limits import READS
from ticketapp.events import calendar
from ticketapp.tickets import pdf

router = APIRouter(tags=["Tickets"])

_SVG, _PNG = "image/svg+xml", "image/png"


def _file(media_type: str, *more: type[NotFound | NoTickets]) -> dict[str, Any]:
    """What a route that answers with a file says about itself."""
    bare = media_type.partition(";")[0]
    content = {bare: {"schema": {"type": "string", "format": "binary"}}}
    responses: Responses = {200: {"description": "The file.", "content": content}}
    return {
        "response_class": Response,
        "responses": responses | refusals(NotFound, *more),
        "dependencies": [limited(READS)],
    }


@router.get("/bookings/{booking_id}/tickets.pdf", **_file(pdf.MEDIA_TYPE, NoTickets))
async def read_booking_tickets(
    ctx: Ctx, actor: CurrentActor, booking_id: str, key: GuestKey = None
) -> Response:
    """All valid tickets of a booking, a page each."""
    booking = await service.get_booking(ctx, actor, booking_id, guest_key=key)
    now = await service.as_of_now(ctx, booking)
    content = await files.tickets_pdf(ctx, now, booking.tickets, actor.origin)
    return _sent(content, pdf.MEDIA_TYPE, f"tickets-{booking.reference}.pdf")


@router.get("/bookings/{booking_id}/calendar.ics", **_file(calendar.MEDIA_TYPE))
async def read_booking_calendar(
    ctx: Ctx, actor: CurrentActor, booking_id: str, key: GuestKey = None
) -> Response:
    """The event of a booking, for a calendar; of a cancelled one what takes it off again."""
    booking = await service.get_booking(ctx, actor, booking_id, guest_key=key)
    content = files.calendar_file(ctx, await service.as_of_now(ctx, booking))
    return _sent(content, calendar.MEDIA_TYPE, f"{booking.reference}.ics")


@router.get("/tickets/{ticket_id}/qr.svg", **_file(_SVG, NoTickets))
async def read_ticket_svg(
    ctx: Ctx, actor: CurrentActor, ticket_id: str, key: GuestKey = None
) -> Response:
    """A ticket's QR code, of any size."""
    ticket, now = await service.get_ticket(ctx, actor, ticket_id, guest_key=key)
    return _sent(await files.qr_svg(ctx, now, ticket), _SVG, f"{ticket.code}.svg")


@router.get("/tickets/{ticket_id}/qr.png", **_file(_PNG, NoTickets))
async def read_ticket_png(
    ctx: Ctx, actor: CurrentActor, ticket_id: str, key: GuestKey = None
) -> Response:
    """A ticket's QR code in pixels."""
    ticket, now = await service.get_ticket(ctx, actor, ticket_id, guest_key=key)
    return _sent(await files.qr_png(ctx, now, ticket), _PNG, f"{ticket.code}.png")


@router.get("/tickets/{ticket_id}/ticket.pdf", **_file(pdf.MEDIA_TYPE, NoTickets))
async def read_ticket_pdf(
    ctx: Ctx, actor: CurrentActor, ticket_id: str, key: GuestKey = None
) -> Response:
    """One ticket on one page."""
    ticket, now = await service.get_ticket(ctx, actor, ticket_id, guest_key=key)
    content = await files.tickets_pdf(ctx, now, [ticket], actor.origin)
    return _sent(content, pdf.MEDIA_TYPE, f"ticket-{ticket.code}.pdf")


def _sent(content: bytes, media_type: str, filename: str) -> Response:
    """The file, for this caller alone, and only as long as it is what the ticket says."""
    return Response(
        content,
        media_type=media_type,
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Disposition": f'inline; filename="{filename}"',
        },
    )
