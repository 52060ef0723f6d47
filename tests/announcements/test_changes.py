"""An event moves: everybody with a place at it hears of it once, and nobody else."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.announcements.people import ROBOT, booked, buyer, told
from tests.builders.events import an_event
from ticketapp.announcements import service as announcements
from ticketapp.announcements.service import LEASE, carry_out_announcements
from ticketapp.application import open_context
from ticketapp.bookings.letters import CHANGED
from ticketapp.bookings.service import cancel
from ticketapp.events.service import cancel_event, edit_event, get_event


async def move(ctx, event, **changes):
    now = await get_event(ctx, ROBOT, event.id)
    later = {"starts_at": now.starts_at + timedelta(days=1),
             "ends_at": now.ends_at + timedelta(days=1)}  # fmt: skip
    return await edit_event(ctx, ROBOT, event.id, now.version, changes or later)


async def claimed(ctx):
    """The right to carry out the announcement there is."""
    [announcement] = await announcements.repository.oldest_open(ctx.db)
    now = ctx.clock.now()
    return await announcements.repository.claim(ctx.db, announcement, now, now + LEASE)


@pytest.fixture
def few_at_once(monkeypatch):
    """Walks of several steps with few people."""
    monkeypatch.setattr(announcements, "AT_ONCE", 2)


async def test_who_holds_tickets_and_who_waits_are_told_and_who_gave_up_is_not(ctx, few_at_once):
    event = await an_event(ctx, capacity=5)
    bookings = [await booked(ctx, number, event) for number in range(8)]
    await cancel(ctx, buyer(7), bookings[7].id)
    await cancel(ctx, buyer(0), bookings[0].id)  # number 5 is promoted
    await move(ctx, event)
    assert await carry_out_announcements(ctx) == 6
    assert await told(ctx, CHANGED) == {f"buyer{number}": 1 for number in range(1, 7)}
    assert await carry_out_announcements(ctx) == 0


@pytest.mark.parametrize("changes", [{"name": "Autumn Concert"}, {"description": "Bring boots."},
                                     {"capacity": 50}])  # fmt: skip
async def test_what_does_not_move_the_event_is_not_mailed(ctx, changes):
    event = await an_event(ctx)
    await booked(ctx, 1, event)
    await move(ctx, event, **changes)
    assert await carry_out_announcements(ctx) == 0
    assert await ctx.db.announcements.count_documents({}) == 0


async def test_who_books_after_the_change_is_told_by_the_confirmation_alone(ctx):
    """Fails with a mail for number 2 when bookings don't note which version of the event they saw.

    The clock stands still, so that times could not tell who was first.
    """
    event = await an_event(ctx)
    await booked(ctx, 1, event)
    await move(ctx, event)
    await booked(ctx, 2, event)
    await carry_out_announcements(ctx)
    assert await told(ctx, CHANGED) == {"buyer1": 1}


async def test_two_changes_are_told_in_their_order(ctx):
    event = await an_event(ctx)
    await booked(ctx, 1, event)
    for place in ("Old Mill", "New Mill"):
        await move(ctx, event, location=place)
    assert await carry_out_announcements(ctx) == 1
    assert await carry_out_announcements(ctx) == 1
    mails = await ctx.db.outbox.find({"kind": "event.changed"}).sort("_id", 1).to_list(None)
    places = [(each["facts"]["before"]["location"], each["facts"]["event"]["location"])
              for each in mails]  # fmt: skip
    assert places == [("Town Hall, Berlin", "Old Mill"), ("Old Mill", "New Mill")]


async def test_who_gives_up_before_the_mail_left_is_told_of_that_alone(ctx):
    """Fails with a mail that brings the date back when cancelling does not withdraw it."""
    event = await an_event(ctx)
    booking = await booked(ctx, 1, event)
    await move(ctx, event)
    await carry_out_announcements(ctx)
    await cancel(ctx, buyer(1), booking.id)
    assert await told(ctx, CHANGED) == {}
    assert await told(ctx, "booking.cancelled") == {"buyer1": 1}


async def test_of_an_event_that_is_called_off_only_that_is_told(ctx):
    event = await an_event(ctx)
    await booked(ctx, 1, event)
    await move(ctx, event)
    await cancel_event(ctx, ROBOT, event.id, "Storm")
    assert await carry_out_announcements(ctx) == 0
    assert await told(ctx, CHANGED) == {}
    assert await told(ctx, "event.cancelled") == {"buyer1": 1}


async def test_many_schedulers_tell_everybody_once(ctx, settings, few_at_once):
    """Fails with conflicts for ever, or mails left out, when a step does not hold its lease."""
    event = await an_event(ctx, capacity=30)
    for number in range(40):
        await booked(ctx, number, event)
    await move(ctx, event)
    async with open_context(settings) as one, open_context(settings) as two:
        processes = [replace(each, clock=ctx.clock) for each in (ctx, one, two)]
        owed = await asyncio.gather(*(carry_out_announcements(each) for each in processes * 4))
    assert sum(owed) == 40
    assert await told(ctx, CHANGED) == {f"buyer{number}": 1 for number in range(40)}


async def test_whoever_comes_back_too_late_has_no_say(ctx, clock, few_at_once):
    """Two walk at once because the lease of the first ran out; fails without the fence."""
    event = await an_event(ctx)
    for number in range(9):
        await booked(ctx, number, event)
    await move(ctx, event)
    slow = await claimed(ctx)
    for _ in ("the waiting list, which is empty", "two who hold tickets"):
        slow, _mails = await announcements._tell_some(ctx, slow)
    clock.advance(seconds=LEASE.total_seconds() * 2)
    other = await claimed(ctx)
    assert await announcements._tell_some(ctx, slow) == (None, 0)
    assert await announcements._carry_out(ctx, other) == 7
    assert await told(ctx, CHANGED) == {f"buyer{number}": 1 for number in range(9)}


async def test_bookings_and_cancellations_during_the_walk_lose_nobody(ctx, settings, few_at_once):
    event = await an_event(ctx, capacity=20)
    before = [await booked(ctx, number, event) for number in range(30)]
    await move(ctx, event)
    async with open_context(settings) as other:
        elsewhere = replace(other, clock=ctx.clock)
        await asyncio.gather(
            carry_out_announcements(elsewhere),
            *(cancel(ctx, buyer(number), before[number].id) for number in range(0, 30, 3)),
            *(booked(ctx, number, event) for number in range(30, 40)),
        )
    gone = {f"buyer{number}" for number in range(0, 30, 3)}
    everybody = {f"buyer{number}" for number in range(30)}
    assert await told(ctx, CHANGED) == dict.fromkeys(everybody - gone, 1)
