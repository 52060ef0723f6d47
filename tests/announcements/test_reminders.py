"""Who holds tickets is reminded once before the event begins, wherever it has moved to."""

from datetime import timedelta

import pytest

from tests.announcements.people import ROBOT, booked, buyer, told
from tests.builders.events import an_event
from tests.drivers.edge import with_settings
from ticketapp.announcements.service import carry_out_announcements, plan_reminders
from ticketapp.bookings.service import cancel
from ticketapp.events.service import cancel_event, edit_event, get_event

KIND = "event.reminder"


@pytest.fixture
async def event(ctx):
    """In a week, with two seats."""
    return await an_event(ctx, capacity=2)


async def remind(ctx):
    """What the jobs do; how many mails came of it."""
    await plan_reminders(ctx)
    return await carry_out_announcements(ctx)


async def move(ctx, event, by):
    now = await get_event(ctx, ROBOT, event.id)
    changes = {"starts_at": now.starts_at + by, "ends_at": now.ends_at + by}
    await edit_event(ctx, ROBOT, event.id, now.version, changes)
    await carry_out_announcements(ctx)


async def test_who_holds_tickets_is_reminded_once_and_who_waits_is_not(ctx, clock, event):
    for number in range(3):
        await booked(ctx, number, event)
    clock.advance(days=5, hours=23)
    assert await remind(ctx) == 0
    clock.advance(hours=1)
    assert await remind(ctx) == 2
    assert await told(ctx, KIND) == {"buyer0": 1, "buyer1": 1}
    clock.advance(hours=2)
    assert await remind(ctx) == 0


async def test_who_came_by_tickets_within_those_hours_knows_already(ctx, clock, event):
    first = await booked(ctx, 0, event)
    await booked(ctx, 1, event)
    await booked(ctx, 2, event)
    clock.advance(days=6)
    await cancel(ctx, buyer(0), first.id)  # and number 2 is promoted
    clock.advance(hours=1)
    assert await remind(ctx) == 1
    assert await told(ctx, KIND) == {"buyer1": 1}


async def test_the_reminder_goes_with_an_event_that_is_put_off(ctx, clock, event):
    await booked(ctx, 0, event)
    await move(ctx, event, timedelta(days=3))
    clock.advance(days=6)
    assert await remind(ctx) == 0
    clock.advance(days=3)
    assert await remind(ctx) == 1


async def test_who_was_reminded_of_a_day_that_no_longer_holds_is_reminded_of_the_new_one(
    ctx, clock, event
):
    await booked(ctx, 0, event)
    clock.advance(days=6)
    assert await remind(ctx) == 1
    await move(ctx, event, timedelta(days=3))
    assert await told(ctx, KIND) == {}, "that of the old day is withdrawn"
    clock.advance(days=1)
    assert await remind(ctx) == 0
    clock.advance(days=2)
    assert await remind(ctx) == 1
    assert await told(ctx, KIND) == {"buyer0": 1}


async def test_who_hears_that_it_moved_into_those_hours_needs_no_reminder(ctx, clock, event):
    await booked(ctx, 0, event)
    clock.advance(days=3)
    await move(ctx, event, timedelta(days=-3, hours=-12))
    assert await remind(ctx) == 0
    assert await told(ctx, "event.changed") == {"buyer0": 1}


async def test_after_a_pause_whoever_can_still_come_is_reminded(ctx, clock, event):
    await booked(ctx, 0, event)
    over = await an_event(ctx, starts_at=clock.now() + timedelta(days=6))
    await booked(ctx, 1, over)
    clock.advance(days=6, hours=20)
    assert await remind(ctx) == 1
    assert await told(ctx, KIND) == {"buyer0": 1}


async def test_nobody_is_reminded_of_what_has_begun_or_is_called_off_meanwhile(ctx, clock, event):
    await booked(ctx, 0, event)
    other = await an_event(ctx)
    await booked(ctx, 1, other)
    clock.advance(days=6)
    assert await plan_reminders(ctx) == 2
    await cancel_event(ctx, ROBOT, other.id, "Storm")
    clock.advance(days=1)
    assert await carry_out_announcements(ctx) == 0
    assert await told(ctx, KIND) == {}


@pytest.mark.parametrize(("hours", "reminded"), [(0, 0), (48, 1)])
async def test_how_long_before_is_a_setting(ctx, clock, event, hours, reminded):
    await booked(ctx, 0, event)
    clock.advance(days=5)
    assert await remind(with_settings(ctx, reminder_hours=hours)) == reminded
