"""What admins do for people who asked them to: booking by hand, sending tickets once more."""

import asyncio
from datetime import timedelta

import pytest

from tests.builders.events import an_event
from tests.builders.people import a_user, actor_for, an_admin
from ticketapp.bookings import service
from ticketapp.bookings.by_hand import (
    book_by_hand,
    foresee_cancelling_tickets,
    mails_about,
    send_again,
)
from ticketapp.bookings.errors import (
    AlreadyCancelled,
    BookingClosed,
    BookingNotOpen,
    LimitReached,
    SoldOut,
)
from ticketapp.bookings.models import BookingStatus, Person, Step
from ticketapp.core.errors import Forbidden, Invalid
from ticketapp.events.service import cancel_event

CARLA = Person("Carla  Caller", "Carla@Example.org")


@pytest.fixture
async def ada(ctx):
    return await an_admin(ctx)


def by_hand(ctx, ada, event, quantity=2, person=CARLA, *, key="a key", **wish):
    return book_by_hand(ctx, ada, event.id, person, quantity, key=key, **wish)


async def kinds_of_mail(ctx, booking):
    return [mail["kind"] async for mail in ctx.db.outbox.find({"object_id": booking.id})]


async def test_somebody_without_an_account_is_booked_for_and_it_is_on_record_who_did(ctx, ada):
    event = await an_event(ctx)
    booking = await by_hand(ctx, ada, event)
    assert (booking.status, booking.user_id) == (BookingStatus.confirmed, None)
    assert booking.attendee == Person("Carla Caller", "carla@example.org")
    assert [(step.step, step.by) for step in booking.history] == [(Step.booked, ada.user_id)]
    [entry] = [each async for each in ctx.db.audit.find({"object_id": booking.id})]
    assert entry["actor_id"] == ada.user_id
    assert await kinds_of_mail(ctx, booking) == ["booking.confirmed"]


async def test_it_belongs_to_the_account_with_that_address_once_the_address_is_proved(
    ctx, ada, clock
):
    event = await an_event(ctx, max_per_person=20)
    robin = await a_user(ctx)
    person = Person("Robin", robin.email)
    assert (await by_hand(ctx, ada, event, person=person)).user_id is None
    proved = {"email_verified_at": clock.now(), "locale": "de"}
    await ctx.db.users.update_one({"_id": robin.id}, {"$set": proved})
    booking = await by_hand(ctx, ada, event, person=person, key="another")
    assert (booking.user_id, booking.locale) == (robin.id, "de")


async def test_the_booking_window_does_not_hold_admins_but_the_end_of_the_event_does(
    ctx, ada, clock
):
    opens = clock.now() + timedelta(days=3)
    event = await an_event(ctx, booking_opens_at=opens)
    robin = await actor_for(ctx, await a_user(ctx))
    with pytest.raises(BookingNotOpen):
        await service.book(ctx, robin, event.id, 1)
    assert (await by_hand(ctx, ada, event)).quantity == 2
    draft = await an_event(ctx, draft=True)
    with pytest.raises(BookingNotOpen):
        await by_hand(ctx, ada, draft, key="on a draft")
    off = await an_event(ctx)
    await cancel_event(ctx, ada, off.id, "")
    with pytest.raises(BookingClosed):
        await by_hand(ctx, ada, off, key="on a cancelled one")
    clock.advance(days=8)
    with pytest.raises(BookingClosed):
        await by_hand(ctx, ada, event, key="too late")


async def test_capacity_holds_admins_and_the_line_is_joined_only_if_that_is_accepted(ctx, ada):
    event = await an_event(ctx, capacity=3)
    await by_hand(ctx, ada, event)
    other = Person("Olga", "olga@example.org")
    with pytest.raises(SoldOut):
        await by_hand(ctx, ada, event, person=other, key="b")
    entry = await by_hand(ctx, ada, event, person=other, key="b", accept_waitlist=True)
    assert entry.status is BookingStatus.waitlisted
    with pytest.raises(Invalid):
        await by_hand(ctx, ada, event, 11, key="c")
    wide = await an_event(ctx, max_per_person=2)
    await by_hand(ctx, ada, wide, key="e")
    with pytest.raises(LimitReached):
        await by_hand(ctx, ada, wide, 1, key="d")


async def test_nobody_is_mailed_where_that_is_not_wanted_but_who_gets_off_the_line_is(ctx, ada):
    event = await an_event(ctx, capacity=2)
    first = await by_hand(ctx, ada, event, mailed=False)
    assert await kinds_of_mail(ctx, first) == []
    other = Person("Olga", "olga@example.org")
    entry = await by_hand(
        ctx, ada, event, person=other, key="b", accept_waitlist=True, mailed=False
    )
    assert await kinds_of_mail(ctx, entry) == []
    await service.cancel(ctx, ada, first.id)
    assert await kinds_of_mail(ctx, entry) == ["booking.promoted"]


async def test_a_key_sent_twenty_times_at_once_is_one_booking(ctx, ada):
    event = await an_event(ctx)
    made = await asyncio.gather(*(by_hand(ctx, ada, event) for _ in range(20)))
    assert len({booking.id for booking in made}) == 1
    assert await ctx.db.bookings.count_documents({}) == 1


async def test_tickets_are_sent_once_more_and_a_minute_later_again(ctx, ada, clock):
    event = await an_event(ctx, capacity=2)
    booking = await by_hand(ctx, ada, event)
    for _ in range(2):
        await send_again(ctx, ada, booking.id)
    assert await kinds_of_mail(ctx, booking) == ["booking.confirmed", "booking.resent"]
    clock.advance(minutes=1)
    await send_again(ctx, ada, booking.id)
    mails = await mails_about(ctx, ada, booking)
    assert [mail.kind for mail in mails] == [
        "booking.resent",
        "booking.resent",
        "booking.confirmed",
    ]
    assert await ctx.db.audit.count_documents({"action": "mail.resent"}) == 3
    await service.cancel(ctx, ada, booking.id)
    with pytest.raises(AlreadyCancelled):
        await send_again(ctx, ada, booking.id)


async def test_what_a_cancellation_would_do_is_known_before_and_nothing_is_done(ctx, ada):
    event = await an_event(ctx, capacity=2)
    booking = await by_hand(ctx, ada, event)
    other = Person("Olga", "olga@example.org")
    entry = await by_hand(ctx, ada, event, 1, other, key="b", accept_waitlist=True)
    before = await ctx.db.bookings.find({}).to_list(None)
    foreseen = await foresee_cancelling_tickets(ctx, ada, booking.id, None)
    assert [each.id for each in foreseen.promoted] == [entry.id]
    assert foreseen.event.available == 1
    assert await ctx.db.bookings.find({}).to_list(None) == before
    half = await foresee_cancelling_tickets(ctx, ada, booking.id, (booking.tickets[0].id,))
    assert (len(half.promoted), half.event.available) == (1, 0)
    done = await service.cancel(ctx, ada, booking.id)
    assert [each.id for each in done.promoted] == [entry.id]
    with pytest.raises(AlreadyCancelled):
        await foresee_cancelling_tickets(ctx, ada, booking.id, None)


async def test_all_of_this_is_for_admins_alone(ctx, ada):
    event = await an_event(ctx)
    booking = await by_hand(ctx, ada, event)
    robin = await actor_for(ctx, await a_user(ctx))
    with pytest.raises(Forbidden):
        await by_hand(ctx, robin, event, key="mine")
    with pytest.raises(Forbidden):
        await send_again(ctx, robin, booking.id)
    with pytest.raises(Forbidden):
        await mails_about(ctx, robin, booking)
