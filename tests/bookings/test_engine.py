import asyncio
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.events import an_event, event_fields
from tests.builders.people import HOME
from ticketapp.application import open_context
from ticketapp.bookings import repository, service
from ticketapp.bookings.engine import Repeatable, Request, decide, decide_within
from ticketapp.bookings.errors import (
    AlreadyCancelled,
    BookingClosed,
    BookingNotOpen,
    CancellationClosed,
    GuestsNotAllowed,
    LimitReached,
    SoldOut,
)
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import BookingStatus, Cancellation, Order, Person
from ticketapp.bookings.service import cancel, place_in_line
from ticketapp.core.actor import Actor, Role, anonymous, system
from ticketapp.core.errors import IdempotencyKeyReused, Invalid, NotFound, Refusal
from ticketapp.core.idempotency import Answer, Call
from ticketapp.events.errors import EventHasBookings, StaleEvent
from ticketapp.events.service import cancel_event, delete_event, edit_event, get_event

ROBOT = system("test")
CONFIRMED, WAITING = BookingStatus.confirmed, BookingStatus.waitlisted


def buyer(number):
    return Actor(HOME, f"user-{number}", f"buyer{number}@example.org", f"Buyer {number}", Role.user)


async def book(ctx, actor, event_id, quantity, **wish):
    """The booking that an order came to, or the answer kept for its key."""
    booked = await service.book(ctx, actor, event_id, quantity, **wish)
    return getattr(booked, "booking", booked)


async def figures(ctx, event):
    stored = await ctx.db.events.find_one({"_id": event.id})
    return stored["available"], stored["booked"], stored["waitlisted"]


async def assert_sound(ctx, event):
    """What must hold at every committed moment."""
    stored = await ctx.db.events.find_one({"_id": event.id})
    totals = await repository.totals(ctx.db, None, event.id)
    assert stored["available"] >= 0
    assert stored["available"] + stored["booked"] == stored["capacity"]
    assert stored["booked"] == totals["booked"] == totals["tickets"]
    assert stored["waitlisted"] == totals["waitlisted"]
    codes = [
        ticket["code"]
        async for booking in ctx.db.bookings.find({"event_id": event.id})
        for ticket in booking["tickets"]
    ]
    assert len(codes) == len(set(codes))


async def test_a_booking_holds_tickets_figures_mail_and_audit_or_nothing(ctx):
    event = await an_event(ctx, capacity=5)
    booking = await book(ctx, buyer(1), event.id, 2)
    assert booking.status is CONFIRMED
    assert len({ticket.code for ticket in booking.tickets}) == 2
    assert await figures(ctx, event) == (3, 2, 0)
    assert await ctx.db.outbox.count_documents({"object_id": booking.id}) == 1
    assert await ctx.db.audit.count_documents({"object_id": booking.id}) == 1


async def test_five_hundred_at_once_for_fifty_seats(ctx):
    """Fails with more than 50 when the event's figures are not written in the transaction."""
    event = await an_event(ctx, capacity=50)
    booked = await asyncio.gather(*(book(ctx, buyer(n), event.id, 1) for n in range(500)))
    assert sum(each.status is CONFIRMED for each in booked) == 50
    line = [each for each in booked if each.status is WAITING]
    assert sorted(entry.place for entry in line) == list(range(1, 451))
    assert [entry.place for entry in line] == sorted(entry.place for entry in line)
    assert await figures(ctx, event) == (0, 50, 450)
    await assert_sound(ctx, event)


async def test_three_processes_on_one_event_stay_exact(ctx, settings):
    """Two hundred random bookings and cancellations over three contexts at once."""
    event = await an_event(ctx, capacity=20)
    chance = random.Random(7)
    async with open_context(settings) as one, open_context(settings) as two:
        processes = [replace(each, clock=ctx.clock) for each in (ctx, one, two)]

        async def act(number):
            here = chance.choice(processes)
            try:
                booking = await book(here, buyer(number), event.id, chance.randint(1, 4))
                if chance.random() < 0.5:
                    elsewhere = chance.choice(processes)
                    many = chance.choice([None, 1])
                    await cancel(elsewhere, buyer(number), booking.id, tickets=many)
            except Refusal as refusal:
                return refusal.code
            return "done"

        outcomes = await asyncio.gather(*(act(number) for number in range(200)))
    assert set(outcomes) <= {"done", "already_cancelled"}
    await assert_sound(ctx, event)


async def test_who_gives_up_a_seat_hands_it_to_the_next_in_line_in_the_same_moment(ctx):
    event = await an_event(ctx, capacity=2)
    first = await book(ctx, buyer(1), event.id, 2)
    waiting = await book(ctx, buyer(2), event.id, 2)
    assert (waiting.status, waiting.place) == (WAITING, 1)
    done = await cancel(ctx, buyer(1), first.id)
    assert [promoted.id for promoted in done.promoted] == [waiting.id]
    now = await repository.by_id(ctx.db, waiting.id)
    assert now.status is CONFIRMED
    old_codes = {ticket.code for ticket in first.tickets}
    assert not old_codes & {ticket.code for ticket in now.tickets}
    assert await figures(ctx, event) == (0, 2, 0)
    kinds = [mail["kind"] async for mail in ctx.db.outbox.find({}).sort("_id", 1)]
    assert kinds == [
        "booking.confirmed",
        "booking.waiting",
        "booking.cancelled",
        "booking.promoted",
    ]


async def test_the_first_that_fits_whole_is_served_and_who_is_passed_over_keeps_the_place(ctx):
    event = await an_event(ctx, capacity=4)
    holder = await book(ctx, buyer(1), event.id, 4)
    wants_three = await book(ctx, buyer(2), event.id, 3)
    wants_one = await book(ctx, buyer(3), event.id, 1)
    wants_two = await book(ctx, buyer(4), event.id, 2)
    done = await cancel(ctx, buyer(1), holder.id, tickets=2)
    assert [promoted.id for promoted in done.promoted] == [wants_one.id]
    assert await place_in_line(ctx, wants_three) == 1
    done = await cancel(ctx, buyer(1), holder.id, tickets=1)
    assert [promoted.id for promoted in done.promoted] == [wants_two.id]
    await assert_sound(ctx, event)


async def test_nobody_jumps_the_line_but_who_fits_where_others_do_not_is_served(ctx):
    event = await an_event(ctx, capacity=3)
    await book(ctx, buyer(1), event.id, 2)
    big = await book(ctx, buyer(2), event.id, 2)
    assert big.status is WAITING
    small = await book(ctx, buyer(3), event.id, 1)
    assert small.status is CONFIRMED
    assert [entry.step.value for entry in small.history] == ["waiting", "promoted"]


async def test_asking_again_while_waiting_returns_the_entry_one_has(ctx):
    event = await an_event(ctx, capacity=1)
    await book(ctx, buyer(1), event.id, 1)
    entries = await asyncio.gather(*(book(ctx, buyer(2), event.id, 1) for _ in range(10)))
    assert len({entry.id for entry in entries}) == 1
    assert await figures(ctx, event) == (0, 1, 1)


async def test_leaving_the_line_is_for_good_and_joining_again_means_the_end(ctx):
    event = await an_event(ctx, capacity=1)
    await book(ctx, buyer(1), event.id, 1)
    entry = await book(ctx, buyer(2), event.id, 1)
    await book(ctx, buyer(3), event.id, 1)
    await cancel(ctx, buyer(2), entry.id)
    with pytest.raises(AlreadyCancelled):
        await cancel(ctx, buyer(2), entry.id)
    again = await book(ctx, buyer(2), event.id, 1)
    assert again.id != entry.id
    assert await place_in_line(ctx, again) == 2


async def test_a_persons_limit_holds_under_twenty_requests_at_once(ctx):
    """Fails with more than 4 tickets when what a person holds is not counted up within a batch."""
    event = await an_event(ctx, capacity=100, max_per_person=4)
    results = await asyncio.gather(
        *(book(ctx, buyer(1), event.id, 1) for _ in range(20)), return_exceptions=True
    )
    assert sum(isinstance(each, LimitReached) for each in results) == 16
    assert await figures(ctx, event) == (96, 4, 0)


def worded(booked):
    return Answer(201, booked.booking.id)


async def test_one_key_fifty_times_at_once_is_one_booking(ctx, settings):
    """Fails with many bookings when answers are not remembered in the booking's transaction."""
    event = await an_event(ctx, capacity=100)
    repeatable = Repeatable(Call("buyer", "key", "body"), worded)
    async with open_context(settings) as other:
        elsewhere = replace(other, clock=ctx.clock)
        answers = await asyncio.gather(
            *(
                book(here, buyer(1), event.id, 1, repeatable=repeatable)
                for here in [ctx, elsewhere] * 25
            )
        )
    assert len({answer.body for answer in answers}) == 1
    assert await figures(ctx, event) == (99, 1, 0)


async def test_batches_that_leave_the_figures_as_they_were_still_exclude_each_other(ctx, settings):
    """Somebody books in place of somebody who cancels, in two processes: still within the limit.

    Fails with three seats when a batch does not count itself among the event's decisions.
    """
    event = await an_event(ctx, capacity=3, max_per_person=2)
    given_up = [await book(ctx, buyer(number), event.id, 1) for number in (2, 3)]
    await book(ctx, buyer(1), event.id, 1)

    def swap(number):
        wish = Cancellation(booking_id=given_up[number].id, by="test")
        order = Order(
            event_id=event.id, quantity=1, attendee=Person("Buyer 1", "buyer1@example.org"),
            user_id="user-1", by="user-1", locale="en",
        )  # fmt: skip
        return [Request(wish, buyer(number + 2)), Request(order, buyer(1))]

    async with open_context(settings) as other:
        elsewhere = replace(other, clock=ctx.clock)

        async def first(session):
            await decide_within(ctx, session, event.id, swap(0))
            second = asyncio.create_task(decide(elsewhere, event.id, swap(1)))
            await asyncio.wait({second}, timeout=1)
            return second

        second = await ctx.db.transaction(first)
        await asyncio.gather(second, return_exceptions=True)
    held = await repository.seats_of(ctx.db, None, event.id, {"buyer1@example.org"})
    assert held == {"buyer1@example.org": 2}
    await assert_sound(ctx, event)


async def test_a_key_with_another_body_is_refused_also_in_the_same_batch(ctx):
    event = await an_event(ctx)
    first = Repeatable(Call("buyer", "key", "one"), worded)
    other = Repeatable(Call("buyer", "key", "two"), worded)
    results = await asyncio.gather(
        book(ctx, buyer(1), event.id, 1, repeatable=first),
        book(ctx, buyer(1), event.id, 2, repeatable=other),
        return_exceptions=True,
    )
    assert isinstance(results[1], IdempotencyKeyReused)
    with pytest.raises(IdempotencyKeyReused):
        await book(ctx, buyer(1), event.id, 2, repeatable=other)


async def test_a_poisoned_request_does_not_spoil_its_neighbours(ctx):
    event = await an_event(ctx, capacity=100)
    poisoned = replace(buyer(666), name="x" * 17_000_000)
    calls = [book(ctx, buyer(n), event.id, 1) for n in range(20)]
    calls.insert(7, book(ctx, poisoned, event.id, 1))
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(each, Exception) for each in results) == 1
    assert await figures(ctx, event) == (80, 20, 0)
    await assert_sound(ctx, event)


async def test_booking_opens_and_closes_by_the_clock(ctx, clock):
    starts = event_fields(ctx).starts_at
    event = await an_event(
        ctx,
        booking_opens_at=clock.now() + timedelta(hours=1),
        booking_closes_at=starts - timedelta(hours=1),
        cancel_until=starts - timedelta(days=1),
    )
    with pytest.raises(BookingNotOpen):
        await book(ctx, buyer(1), event.id, 1)
    clock.advance(hours=1)
    booking = await book(ctx, buyer(1), event.id, 1)
    clock.advance(days=6)
    with pytest.raises(CancellationClosed):
        await cancel(ctx, buyer(1), booking.id)
    clock.advance(hours=23)
    with pytest.raises(BookingClosed):
        await book(ctx, buyer(1), event.id, 1)


@pytest.mark.parametrize("quantity", [0, -1, 11, 10**9])
async def test_a_quantity_out_of_bounds_is_refused(ctx, quantity):
    event = await an_event(ctx)
    with pytest.raises(Invalid):
        await book(ctx, buyer(1), event.id, quantity)


async def test_what_is_not_there_or_not_mine_is_not_found(ctx):
    event = await an_event(ctx, capacity=1, waitlist=False)
    booking = await book(ctx, buyer(1), event.id, 1)
    with pytest.raises(NotFound):
        await cancel(ctx, buyer(2), booking.id)
    with pytest.raises(NotFound):
        await book(ctx, buyer(1), "nothing", 1)
    with pytest.raises(NotFound):
        await book(ctx, buyer(1), (await an_event(ctx, draft=True)).id, 1)
    with pytest.raises(SoldOut):
        await book(ctx, buyer(3), event.id, 1)


async def test_nobody_is_promoted_after_the_line_has_closed(ctx, clock):
    starts = event_fields(ctx).starts_at
    event = await an_event(ctx, capacity=1, waitlist_closes_at=starts - timedelta(days=1))
    first = await book(ctx, buyer(1), event.id, 1)
    await book(ctx, buyer(2), event.id, 1)
    clock.advance(days=6)
    assert (await cancel(ctx, buyer(1), first.id)).promoted == ()
    assert await figures(ctx, event) == (1, 0, 1)
    await assert_sound(ctx, event)


async def test_more_seats_go_to_the_line_in_the_transaction_that_brings_them(ctx):
    event = await an_event(ctx, capacity=1)
    await book(ctx, buyer(1), event.id, 1)
    entries = [await book(ctx, buyer(number), event.id, 2) for number in (2, 3)]
    edited = await edit_event(ctx, ROBOT, event.id, event.version, {"capacity": 4})
    assert edited.capacity == 4
    assert await figures(ctx, event) == (1, 3, 1)
    served = await repository.by_id(ctx.db, entries[0].id)
    assert served.status is CONFIRMED
    await assert_sound(ctx, event)


async def test_edits_among_bookings_lose_nothing(ctx, settings):
    """Capacity goes up by one while others book, from two processes at once."""
    event = await an_event(ctx, capacity=5)
    async with open_context(settings) as other:
        elsewhere = replace(other, clock=ctx.clock)

        async def raise_capacity(by):
            while True:
                now = await get_event(elsewhere, ROBOT, event.id)
                try:
                    changes = {"capacity": now.capacity + by}
                    return await edit_event(elsewhere, ROBOT, event.id, now.version, changes)
                except StaleEvent:
                    continue

        await asyncio.gather(
            *(book(ctx, buyer(number), event.id, 1) for number in range(40)),
            *(raise_capacity(1) for _ in range(5)),
        )
    assert await figures(ctx, event) == (0, 10, 30)
    await assert_sound(ctx, event)


async def test_an_event_that_is_called_off_ends_every_booking_and_tells_everybody(ctx):
    event = await an_event(ctx, capacity=3)
    for number in range(5):
        await book(ctx, buyer(number), event.id, 1)
    await ctx.db.outbox.delete_many({})
    await cancel_event(ctx, ROBOT, event.id, "Storm")
    assert await figures(ctx, event) == (3, 0, 0)
    statuses = {booking["status"] async for booking in ctx.db.bookings.find({})}
    assert statuses == {"cancelled"}
    assert await ctx.db.outbox.count_documents({}) == 5
    await assert_sound(ctx, event)


async def test_an_event_is_deleted_with_its_bookings_only_on_request(ctx):
    event = await an_event(ctx)
    booking = await book(ctx, buyer(1), event.id, 2)
    with pytest.raises(EventHasBookings):
        await delete_event(ctx, ROBOT, event.id)
    await delete_event(ctx, ROBOT, event.id, cancel_bookings=True)
    assert (await repository.by_id(ctx.db, booking.id)).status is BookingStatus.cancelled


async def test_one_learns_ones_position_also_when_asking_again(ctx):
    event = await an_event(ctx, capacity=1)
    await book(ctx, buyer(1), event.id, 1)
    asked = [(await service.book(ctx, buyer(n), event.id, 1)).position for n in (2, 3, 4, 3)]
    assert asked == [1, 2, 3, 2]


async def test_a_guest_books_where_that_is_allowed_and_comes_back_by_the_mailed_link(ctx):
    guest, name = anonymous(HOME), Person("Gil Guest", "Gil@Example.org")
    closed, event = await an_event(ctx), await an_event(ctx, guest_booking=True)
    with pytest.raises(GuestsNotAllowed):
        await book(ctx, guest, closed.id, 1, attendee=name)
    with pytest.raises(Invalid):
        await book(ctx, guest, event.id, 1)
    booking = await book(ctx, guest, event.id, 2, attendee=name)
    assert booking.attendee == Person("Gil Guest", "gil@example.org")
    key = manage_key(ctx.settings, booking.id)
    for wrong in (None, "", key[:-1], manage_key(ctx.settings, "another")):
        with pytest.raises(NotFound):
            await service.get_booking(ctx, guest, booking.id, guest_key=wrong)
    done = await cancel(ctx, guest, booking.id, guest_key=key)
    assert done.booking.status is BookingStatus.cancelled


async def test_a_key_opens_no_booking_of_an_account(ctx):
    event = await an_event(ctx)
    booking = await book(ctx, buyer(1), event.id, 1)
    key = manage_key(ctx.settings, booking.id)
    with pytest.raises(NotFound):
        await service.get_booking(ctx, anonymous(HOME), booking.id, guest_key=key)
