"""Whatever is asked about bookings is found by indexes, however many there are."""

from datetime import timedelta

import pytest

from tests.builders.events import an_event
from tests.builders.people import HOME, a_user, actor_for
from ticketapp.bookings import repository, service
from ticketapp.bookings.engine import Request, decide
from ticketapp.bookings.models import BookingFilter, BookingStatus, Order, Person, When
from ticketapp.bookings.soundness import check_sales, drift_of, sweep_lines
from ticketapp.core.actor import Actor, Role, system
from ticketapp.core.paging import PageRequest

ADMIN = system("test")
PART = PageRequest(20)
MANY = 1200


def buyer(number):
    return Actor(HOME, f"user-{number}", f"buyer{number}@example.org", f"Buyer {number}", Role.user)


@pytest.fixture
async def event(ctx):
    """An event with many bookings and a line."""
    event = await an_event(ctx, capacity=MANY // 2)
    orders = [
        Order(event_id=event.id, quantity=1, attendee=Person(who.name, who.email),
              user_id=who.user_id, by="test", locale="en")
        for who in map(buyer, range(MANY))
    ]  # fmt: skip
    requests = [Request(order, ADMIN) for order in orders]
    for start in range(0, MANY, 200):
        await decide(ctx, event.id, requests[start : start + 200])
    return event


async def use_everything(ctx, event):
    robin = await actor_for(ctx, await a_user(ctx))
    booking = (await service.book(ctx, robin, event.id, 2)).booking
    other = (await service.book(ctx, robin, (await an_event(ctx)).id, 2)).booking
    for status in (None, *BookingStatus):
        for words in ("", "buyer 17", "buyer17@example.org"):
            wanted = BookingFilter(words, status)
            first = await service.find_event_bookings(ctx, ADMIN, event.id, wanted, PART)
            if first.next:
                part = PageRequest(20, after=first.next, total=first.total)
                await service.find_event_bookings(ctx, ADMIN, event.id, wanted, part)
        for when in (None, *When):
            await service.find_own_bookings(ctx, robin, PART, status=status, when=when)
    await service.get_ticket(ctx, robin, other.tickets[0].id)
    await service.place_in_line(ctx, booking)
    await service.cancel(ctx, robin, booking.id)
    await service.cancel(ctx, robin, other.id, tickets=1)
    some = (await repository.live_of_event(ctx.db, None, event.id, 1))[0]
    await service.cancel(ctx, ADMIN, some.id)
    await drift_of(ctx, event.id)
    await check_sales(ctx)
    await sweep_lines(ctx)


async def test_no_question_about_bookings_reads_the_whole_collection(ctx, event):
    await ctx.db.raw.command("profile", 2)
    await use_everything(ctx, event)
    await ctx.db.raw.command("profile", 0)
    profiled = ctx.db.raw["system.profile"].find({"planSummary": {"$exists": True}})
    plans = [
        (seen["ns"].rpartition(".")[2], seen["planSummary"], seen.get("command"))
        async for seen in profiled
    ]
    mine = [plan for plan in plans if plan[0] in {"bookings", "events"}]
    assert len(mine) > 50
    assert [plan for plan in mine if "COLLSCAN" in plan[1]] == []


async def test_a_page_of_the_list_reads_about_as_much_as_it_shows(ctx, event):
    query = {"event_id": event.id, "status": {"$in": [each.value for each in BookingStatus]}}
    cursor = ctx.db.bookings.find(query).sort([("created_at", -1), ("_id", 1)]).limit(20)
    stats = (await cursor.explain())["executionStats"]
    assert stats["totalDocsExamined"] <= 25
    assert ctx.clock.now() - timedelta(days=1) < event.created_at
