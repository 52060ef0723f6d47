"""Bookings: made by people and guests, seen and cancelled by their owners, managed by admins."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from api.auth import NEEDS_ADMIN, NEEDS_USER, Admin, CurrentActor, SignedIn
from api.bookings import (
    Booking,
    CancellationIn,
    CancelledBooking,
    CancelledBookingForAdmin,
    OrderIn,
)
from api.dependencies import Ctx, KnownEvent
from api.etags import AS_KNOWN, entity, etag_of
from api.idempotency import Once, answered, decided
from api.limits import limited
from api.lists import ListQuery
from api.people import NO_CONTROL_CHARACTERS
from api.problems import Responses, refusals
from api.schemas import PageOf
from ticketapp.accounts.errors import PasswordChangeRequired, SecondFactorRequired
from ticketapp.bookings import models, service
from ticketapp.bookings.engine import Repeatable
from ticketapp.bookings.errors import (
    AlreadyCancelled,
    AlreadyCheckedIn,
    BookingClosed,
    BookingNotOpen,
    CancellationClosed,
    GuestsNotAllowed,
    LimitReached,
    SoldOut,
)
from ticketapp.bookings.export import MEDIA_TYPES, Format, export_bookings
from ticketapp.bookings.models import Booked, BookingFilter, BookingStatus, When
from ticketapp.core.errors import IdempotencyKeyReused, Invalid, NotFound
from ticketapp.core.idempotency import Answer
from ticketapp.core.limits import READS, WRITES
from ticketapp.tickets.tokens import signer_for

router = APIRouter(tags=["Bookings"])

_FINDING = (PasswordChangeRequired, SecondFactorRequired, NotFound)
GuestKey = Annotated[
    str | None,
    Query(max_length=100, description="A guest's key: the last part of the mailed link."),
]
Cancelled = CancelledBooking | CancelledBookingForAdmin
_TEXT = {"type": "string"}
_WAITLISTED: Responses = {
    202: {"model": Booking, "description": "In line: not enough tickets are left right now."}
}

_CSV: Responses = {200: {"description": "The table.", "content": {"text/csv": {"schema": _TEXT}}}}


@router.post(
    "/events/{event_id}/bookings",
    status_code=201,
    responses=refusals(
        GuestsNotAllowed,
        PasswordChangeRequired,
        SecondFactorRequired,
        NotFound,
        SoldOut,
        BookingNotOpen,
        BookingClosed,
        LimitReached,
        Invalid,
        IdempotencyKeyReused,
    )
    | _WAITLISTED,
    dependencies=[limited(WRITES)],
)
async def create_booking(
    ctx: Ctx, actor: CurrentActor, event_id: KnownEvent, order: OrderIn, once: Once
) -> Booking:
    """Book tickets, or join the waiting list. Safe to repeat with the same Idempotency-Key."""

    def worded(booked: Booked) -> Answer:
        body = Booking.of(booked, signer_for(ctx.settings))
        answer = answered(
            body,
            201 if booked.booking.status is BookingStatus.confirmed else 202,
            Location=f"/api/v1/bookings/{body.id}",
        )
        tag = etag_of(answer.body, booked.booking.version)
        return replace(answer, headers={**answer.headers, "ETag": tag})

    async def book(repeatable: Repeatable | None) -> Booked | Answer:
        return await service.book(
            ctx,
            actor,
            event_id,
            order.quantity,
            accept_waitlist=order.accept_waitlist,
            attendee=order.attendee.person() if order.attendee else None,
            repeatable=repeatable,
        )

    return await decided(once, worded, book)


@router.get(
    "/bookings/{booking_id}",
    responses=refusals(*_FINDING) | AS_KNOWN,
    dependencies=[limited(READS)],
)
async def read_booking(
    ctx: Ctx, actor: CurrentActor, request: Request, booking_id: str, key: GuestKey = None
) -> Booking:
    """One booking, for its owner, an admin, or a guest with the key of the mailed link."""
    booking = await service.get_booking(ctx, actor, booking_id, guest_key=key)
    now = await service.as_of_now(ctx, booking)
    return entity(request, Booking.of(now, signer_for(ctx.settings)), booking.version)


@router.post(
    "/bookings/{booking_id}/cancel",
    responses=refusals(
        *_FINDING,
        AlreadyCancelled,
        CancellationClosed,
        AlreadyCheckedIn,
        Invalid,
        IdempotencyKeyReused,
    ),
    dependencies=[limited(WRITES)],
)
async def cancel_booking(
    ctx: Ctx,
    actor: CurrentActor,
    booking_id: str,
    once: Once,
    wish: CancellationIn | None = None,
    key: GuestKey = None,
) -> Cancelled:
    """Cancel a booking or some of its tickets, or leave the line. The next in it get the seats.

    Safe to repeat with the same Idempotency-Key; without one, another number of tickets goes.
    """
    wish = wish or CancellationIn()

    def worded(done: models.Cancelled) -> Answer:
        return answered(CancelledBooking.of(done, actor, signer_for(ctx.settings)))

    async def cancel(repeatable: Repeatable | None) -> models.Cancelled | Answer:
        return await service.cancel_once(
            ctx,
            actor,
            booking_id,
            tickets=wish.tickets,
            ticket_ids=wish.named(),
            guest_key=key,
            repeatable=repeatable,
        )

    return await decided(once, worded, cancel)


@router.delete(
    "/bookings/{booking_id}",
    responses=refusals(*_FINDING, AlreadyCancelled, CancellationClosed, AlreadyCheckedIn),
    dependencies=[limited(WRITES)],
)
async def delete_booking(
    ctx: Ctx, actor: CurrentActor, booking_id: str, key: GuestKey = None
) -> Cancelled:
    """Cancel a whole booking, or leave the line. It stays to be seen."""
    done = await service.cancel(ctx, actor, booking_id, guest_key=key)
    return CancelledBooking.of(done, actor, signer_for(ctx.settings))


@router.get("/me/bookings", responses=refusals(*NEEDS_USER), dependencies=[limited(READS)])
async def list_my_bookings(
    ctx: Ctx,
    actor: SignedIn,
    wanted: ListQuery,
    *,
    status: BookingStatus | None = None,
    when: Annotated[When | None, Query(description="Whether the event is over.")] = None,
) -> PageOf[Booking]:
    """What I have booked, the newest first."""
    signer = signer_for(ctx.settings)
    page = await service.find_own_bookings(ctx, actor, wanted.part, status=status, when=when)
    return wanted.answer(page, lambda now: Booking.of(now, signer))


@router.get(
    "/events/{event_id}/bookings",
    responses=refusals(*NEEDS_ADMIN, NotFound),
    dependencies=[limited(READS)],
)
async def list_event_bookings(
    ctx: Ctx,
    actor: Admin,
    event_id: KnownEvent,
    wanted: ListQuery,
    *,
    q: Annotated[
        str,
        Query(
            max_length=100,
            pattern=NO_CONTROL_CHARACTERS,
            description="Beginnings of words of the name, address or reference; all must fit.",
        ),
    ] = "",
    status: BookingStatus | None = None,
) -> PageOf[Booking]:
    """The bookings and waiting entries of an event, the newest first."""
    signer = signer_for(ctx.settings)
    page = await service.find_event_bookings(
        ctx, actor, event_id, BookingFilter(q, status), wanted.part
    )
    return wanted.answer(page, lambda now: Booking.of(now, signer))


@router.get(
    "/events/{event_id}/bookings.csv",
    response_class=StreamingResponse,
    responses=refusals(*NEEDS_ADMIN, NotFound) | _CSV,
    dependencies=[limited(READS)],
)
async def export_event_bookings(ctx: Ctx, actor: Admin, event_id: KnownEvent) -> StreamingResponse:
    """All bookings and waiting entries of an event as a table, the newest first, in UTF-8."""
    event, pieces = await export_bookings(ctx, actor, event_id)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{event.slug}-bookings.csv"',
    }
    return StreamingResponse(pieces, media_type=MEDIA_TYPES[Format.csv], headers=headers)
