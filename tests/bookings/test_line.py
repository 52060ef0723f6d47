"""The waiting list as admins see it."""

from datetime import timedelta

import pytest

from tests.builders.events import an_event
from tests.builders.people import HOME, a_user, actor_for, an_admin
from tests.builders.transfers import accept, giver, link_of, offer
from ticketapp.bookings import service
from ticketapp.bookings.line import Obstacle, find_line, why_not_served
from ticketapp.bookings.models import Person
from ticketapp.core.actor import Actor, Role, system
from ticketapp.core.errors import Forbidden
from ticketapp.core.paging import PageRequest
from ticketapp.events.service import edit_event

PART = PageRequest(20)


def buyer(number):
    return Actor(HOME, f"user-{number}", f"buyer{number}@example.org", f"Buyer {number}", Role.user)


async def a_line(ctx, *quantities, **event):
    """A sold-out event, and people who wait for that many tickets."""
    event = await an_event(ctx, **{"capacity": 3, **event})
    await service.book(ctx, buyer(0), event.id, event.capacity)
    for number, quantity in enumerate(quantities, 1):
        await service.book(ctx, buyer(number), event.id, quantity)
    return event


async def obstacles(ctx, event):
    line = await find_line(ctx, system("test"), event.id, PART)
    return [(each.entry.attendee.name, each.position, each.obstacle) for each in line.page.items]


async def test_people_stand_in_the_order_of_their_turns_with_their_live_places(ctx):
    event = await a_line(ctx, 1, 2, 1)
    line = await find_line(ctx, system("test"), event.id, PART)
    gone = line.page.items[0].entry
    await service.cancel(ctx, system("test"), gone.id)
    assert await obstacles(ctx, event) == [
        ("Buyer 2", 1, Obstacle.sold_out),
        ("Buyer 3", 2, Obstacle.sold_out),
    ]


async def test_a_long_line_goes_on_where_its_page_ends(ctx):
    event = await a_line(ctx, *[1] * 25)
    first = (await find_line(ctx, system("test"), event.id, PART)).page
    second = await find_line(ctx, system("test"), event.id, PageRequest(20, 2, after=first.next))
    assert [each.position for each in second.page.items] == [21, 22, 23, 24, 25]


async def test_who_needs_more_seats_than_are_free_is_passed_over(ctx):
    event = await a_line(ctx, 3, 1)
    booking = await ctx.db.bookings.find_one({"attendee.name": "Buyer 0"})
    await service.cancel(ctx, system("test"), booking["_id"], tickets=2)
    assert await obstacles(ctx, event) == [("Buyer 1", 1, Obstacle.too_few)]


async def test_after_the_line_closes_nobody_is_served(ctx, clock):
    event = await a_line(ctx, 1)
    clock.advance(days=7)
    assert await obstacles(ctx, event) == [("Buyer 1", 1, Obstacle.closed)]
    clock.advance(hours=3)
    assert await obstacles(ctx, event) == [("Buyer 1", 1, Obstacle.not_on_sale)]


async def test_a_line_that_was_switched_off_or_a_sale_that_was_stopped_says_so(ctx):
    event = await a_line(ctx, 1)
    await edit_event(ctx, system("test"), event.id, None, {"waitlist": False})
    assert await obstacles(ctx, event) == [("Buyer 1", 1, Obstacle.switched_off)]
    await ctx.db.events.update_one({"_id": event.id}, {"$set": {"sales_stopped": True}})
    assert await obstacles(ctx, event) == [("Buyer 1", 1, Obstacle.stopped)]


async def test_who_holds_as_many_as_one_person_may_waits_for_that_reason(ctx):
    event = await a_line(ctx, 2, max_per_person=3)
    line = await find_line(ctx, system("test"), event.id, PART)
    [waiting] = line.page.items
    wide = await edit_event(ctx, system("test"), event.id, None, {"name": "Other"})

    def why(**facts):
        return why_not_served(
            wide, waiting.entry, facts.get("held", 0), stopped=False, line_is_open=True
        )

    assert why() is Obstacle.sold_out
    booking = await ctx.db.bookings.find_one({"attendee.name": "Buyer 0"})
    done = await service.cancel(ctx, system("test"), booking["_id"])
    assert [each.attendee.name for each in done.promoted] == ["Buyer 1"]
    wide = done.event
    assert why(held=2) is Obstacle.too_few
    assert (
        why_not_served(
            (await an_event(ctx, max_per_person=3)),
            waiting.entry,
            2,
            stopped=False,
            line_is_open=True,
        )
        is Obstacle.limit
    )
    assert (
        why_not_served((await an_event(ctx)), waiting.entry, 0, stopped=False, line_is_open=True)
        is Obstacle.none
    )


async def test_who_wants_more_than_one_booking_may_hold_by_now_waits_for_that_reason(ctx):
    event = await a_line(ctx, 3, 1)
    await edit_event(ctx, system("test"), event.id, None, {"max_per_booking": 2, "capacity": 10})
    assert await obstacles(ctx, event) == [("Buyer 1", 1, Obstacle.too_many)]


async def test_who_holds_as_many_as_one_person_may_hides_nobody_behind(ctx):
    many = range(1, 50)
    event = await an_event(ctx, capacity=len(many) + 1, max_per_person=1)
    held = [(await service.book(ctx, giver(number), event.id, 1)).booking for number in many]
    last = (await service.book(ctx, buyer(0), event.id, 1)).booking
    for number in (*many, *range(100, 140)):
        await service.book(ctx, buyer(number), event.id, 1)
    for number, booking in zip(many, held, strict=True):  # who waits gets a ticket elsewhere
        [ticket] = booking.tickets
        await offer(ctx, giver(number), ticket, Person("Buyer", f"buyer{number}@example.org"))
        await accept(ctx, await link_of(ctx, booking, ticket))
    done = await service.cancel(ctx, buyer(0), last.id)
    assert [each.attendee.name for each in done.promoted] == ["Buyer 100"]


async def test_the_line_is_for_admins_alone(ctx):
    event = await a_line(ctx, 1)
    await an_admin(ctx)
    with pytest.raises(Forbidden):
        await find_line(ctx, await actor_for(ctx, await a_user(ctx)), event.id, PART)
    assert ctx.clock.now() < event.starts_at - timedelta(days=1)
