"""Booking, cancelling, and looking at what one has booked."""

from collections.abc import Sequence
from dataclasses import replace

from ticketapp.accounts.access import require_admin, require_user
from ticketapp.accounts.profile import get_profile
from ticketapp.accounts.rules import cleaned_name, normalized_email
from ticketapp.bookings import repository
from ticketapp.bookings.engine import Repeatable, Request, foresee, request_decision
from ticketapp.bookings.errors import GuestsNotAllowed
from ticketapp.bookings.manage_links import opens
from ticketapp.bookings.models import (
    Booked,
    Booking,
    BookingFilter,
    BookingNow,
    BookingStatus,
    Cancellation,
    Cancelled,
    Order,
    Person,
    Stake,
    Ticket,
    When,
)
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Document
from ticketapp.core.errors import FieldError, Invalid, NotFound, Refusal
from ticketapp.core.i18n import N_
from ticketapp.core.idempotency import Answer
from ticketapp.core.limits import Limit
from ticketapp.core.paging import Page, PageRequest
from ticketapp.events.models import Event
from ticketapp.events.service import get_event

GUESTS = Limit("guest-bookings", "5/minute;30/hour")
# Of a hundred tickets and a long line, one look ahead takes half a second.
FORESEEING = Limit("foreseeing", "30/minute")


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

    `event_id` may be the event's slug as well.

    With a key (`repeatable`) the answer is in words, and the same for every repetition.
    """
    if actor.user_id is not None:
        require_user(actor)
        attendee = Person(actor.name, actor.email)
    elif attendee is None:
        raise await _not_for_nobody(ctx, actor, event_id)
    else:
        await ctx.limiter.hit(GUESTS, actor.origin.client)
        attendee = Person(cleaned_name(attendee.name), normalized_email(attendee.email))
    order = Order(
        event_id=event_id,
        quantity=quantity,
        attendee=attendee,
        user_id=actor.user_id,
        by=actor.user_id or attendee.email,
        locale=actor.origin.locale,
        variety=actor.origin.variety,
        accept_waitlist=accept_waitlist,
    )
    request = Request(order, actor, repeatable)
    try:
        decision = await request_decision(ctx, event_id, request)
    except NotFound:  # an on-sale is spared the look for what the id may stand for
        event = await get_event(ctx, actor, event_id)
        if event.id == event_id:
            raise
        request = replace(request, wish=replace(order, event_id=event.id))
        decision = await request_decision(ctx, event.id, request)
    assert isinstance(decision, Booked | Answer)
    return decision


async def _not_for_nobody(ctx: Context, actor: Actor, event_id: str) -> Refusal:
    """What keeps somebody from booking who neither signed in nor said who they are."""
    event = await get_event(ctx, actor, event_id)
    if not event.guest_booking:
        return GuestsNotAllowed()
    return Invalid(FieldError("attendee", "missing", N_("Say who the tickets are for.")))


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
    done = await cancel_once(
        ctx, actor, booking_id, tickets=tickets, ticket_ids=ticket_ids, guest_key=guest_key
    )
    assert isinstance(done, Cancelled)
    return done


async def cancel_once(
    ctx: Context,
    actor: Actor,
    booking_id: str,
    *,
    tickets: int | None = None,
    ticket_ids: tuple[str, ...] | None = None,
    guest_key: str | None = None,
    repeatable: Repeatable | None = None,
) -> Cancelled | Answer:
    """`cancel`, but with a key (`repeatable`) the answer is in words, and the same each time.

    Without one, repeating "one ticket less" gives up another one.
    """
    booking = await get_booking(ctx, actor, booking_id, guest_key=guest_key)
    wish = Cancellation(
        booking_id=booking.id,
        by=actor.user_id or booking.attendee.email,
        tickets=tickets,
        ticket_ids=ticket_ids,
        by_admin=actor.is_admin,
    )
    request = Request(wish, actor, repeatable)
    decision = await request_decision(ctx, booking.event_id, request)
    assert isinstance(decision, Cancelled | Answer)
    return decision


async def foresee_cancelling(
    ctx: Context, actor: Actor, booking_id: str, *, guest_key: str | None = None
) -> Sequence[int]:
    """How many people in line would get the seats if one, two ... of its tickets were given up.

    Refuses what giving one up would be refused for.
    """
    await ctx.limiter.hit(FORESEEING, actor.subject)
    booking = await get_booking(ctx, actor, booking_id, guest_key=guest_key)
    unused = sum(1 for ticket in booking.valid_tickets if ticket.checked_in_at is None)
    by = actor.user_id or booking.attendee.email
    wishes = [
        Cancellation(booking_id=booking.id, by=by, tickets=count, by_admin=actor.is_admin)
        for count in range(1, max(unused, 1) + 1)
    ]
    requests = [Request(wish, actor) for wish in wishes]
    heirs: list[int] = []
    for outcome in await foresee(ctx, booking.event_id, requests):
        if isinstance(outcome, Exception):
            raise outcome
        assert isinstance(outcome, Cancelled)
        heirs.append(len(outcome.promoted))
    return heirs


async def get_booking(
    ctx: Context, actor: Actor, booking_id: str, *, guest_key: str | None = None
) -> Booking:
    """One booking, for its owner, an admin, or whoever has a guest's key; else `NotFound`."""
    booking = await repository.by_id(ctx.db, booking_id)
    if booking is None or not await _may_see(ctx, actor, booking, guest_key):
        raise NotFound
    return booking


async def get_ticket(
    ctx: Context, actor: Actor, ticket_id: str, *, guest_key: str | None = None
) -> tuple[Ticket, BookingNow]:
    """One ticket with its booking, for those who may see that booking; else `NotFound`."""
    booking = await repository.by_ticket(ctx.db, ticket_id)
    if booking is None or not await _may_see(ctx, actor, booking, guest_key):
        raise NotFound
    [ticket] = [each for each in booking.tickets if each.id == ticket_id]
    return ticket, await as_of_now(ctx, booking)


async def as_of_now(ctx: Context, booking: Booking) -> BookingNow:
    """The booking with its event and, in line, its live place."""
    [now] = await all_as_of_now(ctx, [booking])
    return now


async def all_as_of_now(ctx: Context, bookings: Sequence[Booking]) -> list[BookingNow]:
    """`as_of_now` for many, in their order."""
    events = await repository.events_of(ctx.db, {each.event_id for each in bookings})
    places = await repository.places_in_line(ctx.db, bookings)
    return [BookingNow(each, events[each.event_id], places.get(each.id)) for each in bookings]


async def place_in_line(ctx: Context, booking: Booking) -> int | None:
    """The live place of a waiting entry, 1 for the next one; None for any other booking."""
    return await repository.place_in_line(ctx.db, booking) if booking.is_waiting else None


async def get_own_stake(ctx: Context, actor: Actor, event_id: str) -> Stake:
    """What the person has of one event, counted as in `find_own_bookings`."""
    owned = await _owned(ctx, actor)
    live = await repository.live_of_person(ctx.db, event_id, owned)
    entry = next((each for each in live if each.is_waiting), None)
    position = await repository.place_in_line(ctx.db, entry) if entry else None
    return Stake(tuple(each for each in live if not each.is_waiting), entry, position)


async def find_own_bookings(
    ctx: Context,
    actor: Actor,
    part: PageRequest,
    *,
    status: BookingStatus | None = None,
    when: When | None = None,
) -> Page[BookingNow]:
    """What the person has booked, the newest first.

    With it what was booked as a guest under their address, once they have proved it to be theirs.
    """
    owned = await _owned(ctx, actor)
    event_ids = None
    if when is not None:
        event_ids = await repository.booked_events(ctx.db, owned, when, ctx.clock.now())
    page = await repository.page_of_person(ctx.db, owned, status, event_ids, part)
    return await _page_as_of_now(ctx, page)


async def find_own_upcoming(ctx: Context, actor: Actor, at_most: int) -> list[BookingNow]:
    """What the person has ahead, the next event first: tickets and places in line."""
    owned = await _owned(ctx, actor)
    now = ctx.clock.now()
    return await all_as_of_now(
        ctx, await repository.upcoming_of_person(ctx.db, owned, now, at_most)
    )


async def find_own_earlier(ctx: Context, actor: Actor, part: PageRequest) -> Page[BookingNow]:
    """What of the person's bookings is over or cancelled, the newest first."""
    owned = await _owned(ctx, actor)
    page = await repository.earlier_of_person(ctx.db, owned, ctx.clock.now(), part)
    return await _page_as_of_now(ctx, page)


async def find_event_bookings(
    ctx: Context, actor: Actor, event_id: str, wanted: BookingFilter, part: PageRequest
) -> Page[BookingNow]:
    """The bookings and waiting entries of an event that fit; for admins."""
    event, page = await find_attendees(ctx, actor, event_id, wanted, part)
    places = await repository.places_in_line(ctx.db, page.items)
    return page.map(lambda booking: BookingNow(booking, event, places.get(booking.id)))


async def find_attendees(
    ctx: Context, actor: Actor, event_id: str, wanted: BookingFilter, part: PageRequest
) -> tuple[Event, Page[Booking]]:
    """The same without places in line, which take the longer the longer the line is."""
    require_admin(actor)
    event = await get_event(ctx, actor, event_id)
    return event, await repository.page_of_event(ctx.db, event.id, wanted, part)


async def serve_line(ctx: Context, actor: Actor, event_id: str) -> None:
    """Give free seats to those who wait, should any freeing path have forgotten them."""
    await request_decision(ctx, event_id, Request(None, actor))


async def _page_as_of_now(ctx: Context, page: Page[Booking]) -> Page[BookingNow]:
    now = {each.booking.id: each for each in await all_as_of_now(ctx, page.items)}
    return page.map(lambda booking: now[booking.id])


async def _owned(ctx: Context, actor: Actor) -> Document:
    user_id = require_user(actor)
    profile = await get_profile(ctx, actor)
    verified = profile.email_verified_at is not None
    return repository.owned_by(user_id, profile.email, guest_too=verified)


async def _may_see(ctx: Context, actor: Actor, booking: Booking, guest_key: str | None) -> bool:
    """Whether it is theirs, or they are an admin; whose account is not in order is refused."""
    if actor.is_system:
        return True
    if booking.user_id is None and guest_key and opens(ctx.settings, booking.id, guest_key):
        return True
    if not actor.is_admin and not await _is_theirs(ctx, actor, booking):
        return False
    require_user(actor)
    return True


async def _is_theirs(ctx: Context, actor: Actor, booking: Booking) -> bool:
    if booking.user_id is not None:
        return actor.user_id == booking.user_id
    if actor.user_id is None or actor.email != booking.attendee.email:
        return False
    return (await get_profile(ctx, actor)).email_verified_at is not None
