"""Everybody wants something else of the same ticket at the same moment: one gets it."""

import asyncio
import random
from dataclasses import replace

import pytest

from tests.builders.transfers import accept, booked, figures, giver, link_of, now, offer, taker
from ticketapp.application import open_context
from ticketapp.bookings import repository, service
from ticketapp.bookings.service import cancel
from ticketapp.bookings.soundness import drift_of
from ticketapp.bookings.transfers import take_back
from ticketapp.core.errors import Refusal

TAKER = taker("tina")


@pytest.mark.parametrize("seed", range(12))
async def test_of_all_who_want_something_else_of_a_ticket_at_once_one_gets_it(ctx, settings, seed):
    """Accept, cancel, take back and offer anew, over two processes, all at the same moment.

    Fails with two tickets for one seat when `accept` does not ask whether the offer still stands.
    """
    chance = random.Random(seed)
    event, booking = await booked(ctx, 1, capacity=1)
    [ticket] = booking.tickets
    entry = (await service.book(ctx, giver(9), event.id, 1)).booking
    await offer(ctx, giver(), ticket)
    link = await link_of(ctx, booking, ticket)
    async with open_context(settings) as other:
        places = [ctx, replace(other, clock=ctx.clock)]
        calls = [
            accept(chance.choice(places), link),
            accept(chance.choice(places), link),
            cancel(chance.choice(places), giver(), booking.id),
            take_back(chance.choice(places), giver(), ticket.id),
            offer(chance.choice(places), giver(), ticket, taker("uwe")),
        ]
        chance.shuffle(calls)
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(each, Refusal) for each in outcomes if isinstance(each, Exception))
    await assert_one_has_it(ctx, event, booking, entry)


async def assert_one_has_it(ctx, event, booking, entry):
    """The giver, the taker or the next in line; and everybody else's codes are dead."""
    found = await ctx.db.bookings.find({"event_id": event.id}).to_list(None)
    bookings = [repository.booking_of(document) for document in found]
    live = [ticket for each in bookings for ticket in each.valid_tickets]
    assert len(live) == 1
    assert await drift_of(ctx, event.id) is None
    given = await now(ctx, booking)
    if live[0].holder == TAKER:
        assert given.tickets[0].is_passed_on
        assert (await now(ctx, entry)).is_waiting
    elif (await now(ctx, entry)).is_waiting:
        assert live[0].id == given.tickets[0].id


async def test_a_double_click_on_accepting_makes_one_ticket(ctx):
    """Fails with two bookings when `accept` does not ask whether the offer still stands."""
    event, booking = await booked(ctx, 5)
    await offer(ctx, giver(), booking.tickets[0])
    link = await link_of(ctx, booking, booking.tickets[0])
    outcomes = await asyncio.gather(*(accept(ctx, link) for _ in range(20)), return_exceptions=True)
    kinds = sorted(type(each).__name__ for each in outcomes)
    assert kinds == ["AlreadyTransferred"] * 19 + ["Booking"]
    assert await figures(ctx, event) == (95, 5, 0)
    assert await drift_of(ctx, event.id) is None


async def test_two_links_at_once_do_not_lead_over_the_limit(ctx):
    """Fails with two when the limit is not asked for in the batch that decides."""
    event, booking = await booked(ctx, 2, max_per_person=2)
    second = (await service.book(ctx, giver(2), event.id, 2)).booking
    everything = [(giver(), booking, ticket) for ticket in booking.tickets]
    everything += [(giver(2), second, ticket) for ticket in second.tickets]
    links = []
    for who, whose, ticket in everything:
        await offer(ctx, who, ticket)
        links.append(await link_of(ctx, whose, ticket))
    outcomes = await asyncio.gather(*(accept(ctx, link) for link in links), return_exceptions=True)
    kinds = sorted(type(each).__name__ for each in outcomes)
    assert kinds == ["Booking", "Booking", "LimitReached", "LimitReached"]
    assert await drift_of(ctx, event.id) is None
