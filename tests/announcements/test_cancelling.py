"""An event is called off: every booking ends, whoever dies on the way, and all hear why."""

import pytest

from tests.announcements.people import ROBOT, booked, told
from tests.builders.events import an_event
from ticketapp.announcements.service import LEASE, carry_out_announcements
from ticketapp.bookings import following
from ticketapp.bookings.soundness import drift_of
from ticketapp.events.service import cancel_event, delete_event, get_event


@pytest.fixture
def impatient(monkeypatch):
    """Whoever calls an event off waits for one step alone, of two bookings."""
    monkeypatch.setattr(following, "_PATIENCE", 0.0)
    monkeypatch.setattr(following, "_AT_ONCE", 2)


async def figures(ctx, event):
    now = await get_event(ctx, ROBOT, event.id)
    return now.booked, now.waitlisted


async def test_what_is_left_of_many_bookings_ends_by_the_job(ctx, impatient):
    event = await an_event(ctx, capacity=5)
    for number in range(9):
        await booked(ctx, number, event)
    await cancel_event(ctx, ROBOT, event.id, "Storm")
    assert await figures(ctx, event) != (0, 0)
    assert await carry_out_announcements(ctx) > 2
    assert await figures(ctx, event) == (0, 0)
    assert await told(ctx, "event.cancelled") == {f"buyer{number}": 1 for number in range(9)}
    assert await carry_out_announcements(ctx) == 0
    assert await drift_of(ctx, event.id) is None


async def test_if_whoever_called_it_off_dies_the_job_takes_over(ctx, clock, monkeypatch):
    """Fails when what is owed is noted after the commit instead of in it."""

    async def dies(*_):
        raise KeyboardInterrupt

    event = await an_event(ctx)
    for number in range(3):
        await booked(ctx, number, event)
    with monkeypatch.context() as patched:
        patched.setattr(following.BookingsFollow, "called_off", dies)
        with pytest.raises(KeyboardInterrupt):
            await cancel_event(ctx, ROBOT, event.id, "Storm")
    assert await carry_out_announcements(ctx) == 0, "it might still be at work"
    clock.advance(seconds=LEASE.total_seconds())
    assert await carry_out_announcements(ctx) == 3
    assert await figures(ctx, event) == (0, 0)


async def test_an_event_is_deleted_with_all_its_bookings_however_long_that_takes(ctx, impatient):
    event = await an_event(ctx, capacity=3)
    for number in range(6):
        await booked(ctx, number, event)
    await delete_event(ctx, ROBOT, event.id, cancel_bookings=True)
    assert await told(ctx, "event.cancelled") == {f"buyer{number}": 1 for number in range(6)}
    assert (await ctx.db.events.find_one({"_id": event.id}))["status"] == "deleted"
    assert await carry_out_announcements(ctx) == 0


async def test_an_event_that_was_called_off_half_way_can_be_deleted(ctx, impatient):
    event = await an_event(ctx)
    for number in range(5):
        await booked(ctx, number, event)
    await cancel_event(ctx, ROBOT, event.id, "Storm")
    await delete_event(ctx, ROBOT, event.id, cancel_bookings=True)
    assert (await ctx.db.events.find_one({"_id": event.id}))["status"] == "deleted"
