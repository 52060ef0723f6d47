"""Whatever is asked about bookings is found by indexes, however many there are."""

from datetime import timedelta

import pytest

from tests.builders.events import an_event
from tests.builders.people import HOME, a_user, actor_for
from tests.builders.transfers import accept, link_of, offer
from ticketapp.bookings import repository, service
from ticketapp.bookings.by_hand import mails_about
from ticketapp.bookings.engine import Request, decide
from ticketapp.bookings.line import find_line
from ticketapp.bookings.models import (
    BookingFilter,
    BookingOrder,
    BookingStatus,
    Order,
    Person,
    When,
)
from ticketapp.bookings.soundness import check_sales, drift_of, sweep_lines
from ticketapp.bookings.transfers import expire_offers
from ticketapp.core.actor import Actor, Role, system
from ticketapp.core.paging import PageRequest
from ticketapp.tickets.codes import grouped

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
        oldest = BookingFilter(status=status, order=BookingOrder.oldest)
        await service.find_event_bookings(ctx, ADMIN, event.id, oldest, PART)
        for when in (None, *When):
            await service.find_own_bookings(ctx, robin, PART, status=status, when=when)
    by_code = BookingFilter(grouped(other.tickets[0].code))
    await service.find_event_bookings(ctx, ADMIN, other.event_id, by_code, PART)
    line = (await find_line(ctx, ADMIN, event.id, PART)).page
    await find_line(ctx, ADMIN, event.id, PageRequest(20, after=line.next, total=line.total))
    await mails_about(ctx, ADMIN, other)
    await service.get_ticket(ctx, robin, other.tickets[0].id)
    await pass_on(ctx, robin, other)
    await service.place_in_line(ctx, booking)
    await service.cancel(ctx, robin, booking.id)
    await service.cancel(ctx, robin, other.id, tickets=1)
    some = (await repository.live_of_event(ctx.db, None, event.id, 1))[0]
    await service.cancel(ctx, ADMIN, some.id)
    await drift_of(ctx, event.id)
    await check_sales(ctx)
    await sweep_lines(ctx)


async def pass_on(ctx, actor, booking):
    """Offer a ticket, look whose time is over, take it, and forget who took it."""
    [ticket, _] = booking.tickets
    await offer(ctx, actor, ticket)
    await expire_offers(ctx)
    await accept(ctx, await link_of(ctx, booking, ticket))
    proved = {"$set": {"email_verified_at": ctx.clock.now()}}
    await ctx.db.users.update_one({"_id": actor.user_id}, proved)
    await repository.offered_to(ctx.db, None, actor.user_id, "tina@example.org")


async def test_no_question_about_bookings_reads_the_whole_collection(ctx, event):
    await ctx.db.raw.command("profile", 2)
    await use_everything(ctx, event)
    await ctx.db.raw.command("profile", 0)
    profiled = ctx.db.raw["system.profile"].find({"planSummary": {"$exists": True}})
    plans = [
        (seen["ns"].rpartition(".")[2], seen["planSummary"], seen.get("command"))
        async for seen in profiled
        if seen["op"] != "remove"  # what the tests' own builders clear away
    ]
    mine = [plan for plan in plans if plan[0] in {"bookings", "events", "outbox"}]
    assert len(mine) > 50
    assert [plan for plan in mine if "COLLSCAN" in plan[1]] == []


EVERY = {"$in": [each.value for each in BookingStatus]}


@pytest.mark.parametrize(
    ("status", "order"),
    [
        (EVERY, [("created_at", -1), ("_id", 1)]),
        (EVERY, [("created_at", 1), ("_id", -1)]),
        ("waitlisted", [("created_at", 1), ("_id", -1)]),
        ("waitlisted", [("place", 1), ("_id", 1)]),
    ],
)
async def test_a_page_of_a_list_reads_about_as_much_as_it_shows(ctx, event, status, order):
    query = {"event_id": event.id, "status": status}
    cursor = ctx.db.bookings.find(query).sort(order).limit(20)
    stats = (await cursor.explain())["executionStats"]
    assert stats["totalDocsExamined"] <= 25
    assert stats["totalKeysExamined"] <= 25
    assert ctx.clock.now() - timedelta(days=1) < event.created_at


async def test_a_place_far_down_the_line_is_counted_without_opening_anybody_ahead(ctx, event):
    last = await ctx.db.bookings.find_one({"event_id": event.id}, sort=[("place", -1)])
    await ctx.db.raw.command("profile", 2)
    assert await repository.place_in_line(ctx.db, repository.booking_of(last)) == MANY // 2
    await ctx.db.raw.command("profile", 0)
    counted = {"ns": {"$regex": "bookings$"}, "docsExamined": {"$exists": True}}
    [seen] = await ctx.db.raw["system.profile"].find(counted).to_list(None)
    assert seen["docsExamined"] == 0
