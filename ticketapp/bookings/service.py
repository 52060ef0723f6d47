"""Booking, cancelling, and looking at what one has booked."""

from ticketapp.accounts.access import require_user
from ticketapp.accounts.rules import cleaned_name, normalized_email
from ticketapp.bookings import repository
from ticketapp.bookings.engine import Repeatable, Request, request_decision
from ticketapp.bookings.errors import GuestsNotAllowed
from ticketapp.bookings.manage_links import opens
from ticketapp.bookings.models import Booked, Booking, Cancellation, Cancelled, Order, Person
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.errors import NotFound
from ticketapp.core.idempotency import Answer
from ticketapp.core.limits import Limit

GUESTS = Limit("guest-bookings", "5/minute;30/hour")


async def book(
    ctx: Context,
    actor: Actor,
    event_id: str,
    quantity: int,
    *,
    accept_waitlist: bool = True,
    attendee: Person | None = None,
    repeatable: Repeatable | None = None,
) -> Booked | Answer:
    """Book tickets, or join the line: for oneself, or as a guest named as `attendee`.

    With a key (`repeatable`) the answer is in words, and the same for every repetition.
    """
    if actor.user_id is not None:
        require_user(actor)
        attendee = Person(actor.name, actor.email)
    elif attendee is None:
        raise GuestsNotAllowed
    else:
        await ctx.limiter.hit(GUESTS, actor.origin.address)
        attendee = Person(cleaned_name(attendee.name), normalized_email(attendee.email))
    order = Order(
        event_id=event_id,
        quantity=quantity,
        attendee=attendee,
        user_id=actor.user_id,
        by=actor.user_id or attendee.email,
        locale=actor.origin.locale,
        accept_waitlist=accept_waitlist,
    )
    decision = await request_decision(ctx, event_id, Request(order, actor, repeatable))
    assert isinstance(decision, Booked | Answer)
    return decision


async def cancel(
    ctx: Context,
    actor: Actor,
    booking_id: str,
    *,
    tickets: int | None = None,
    ticket_ids: tuple[str, ...] | None = None,
    guest_key: str | None = None,
) -> Cancelled:
    """Cancel a booking, some of its tickets, or leave the line; the next in line get the seats."""
    booking = await get_booking(ctx, actor, booking_id, guest_key=guest_key)
    wish = Cancellation(
        booking_id=booking.id,
        by=actor.user_id or booking.attendee.email,
        tickets=tickets,
        ticket_ids=ticket_ids,
        by_admin=actor.is_admin,
    )
    decision = await request_decision(ctx, booking.event_id, Request(wish, actor))
    assert isinstance(decision, Cancelled)
    return decision


async def get_booking(
    ctx: Context, actor: Actor, booking_id: str, *, guest_key: str | None = None
) -> Booking:
    """One booking, for its owner, an admin, or whoever has a guest's key; else `NotFound`."""
    booking = await repository.by_id(ctx.db, booking_id)
    if booking is None or not _may_see(ctx, actor, booking, guest_key):
        raise NotFound
    return booking


async def place_in_line(ctx: Context, booking: Booking) -> int | None:
    """The live place of a waiting entry, 1 for the next one; None for any other booking."""
    return await repository.place_in_line(ctx.db, booking) if booking.is_waiting else None


async def serve_line(ctx: Context, actor: Actor, event_id: str) -> None:
    """Give free seats to those who wait, should any freeing path have forgotten them."""
    await request_decision(ctx, event_id, Request(None, actor))


def _may_see(ctx: Context, actor: Actor, booking: Booking, guest_key: str | None) -> bool:
    if actor.is_system or actor.is_admin:
        return True
    if actor.user_id is not None and booking.user_id == actor.user_id:
        return True
    if booking.user_id is None and guest_key is not None:
        return opens(ctx.settings, booking.id, guest_key)
    return False
