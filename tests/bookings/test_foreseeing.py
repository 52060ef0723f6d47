"""What a cancellation would do, said before it is done."""

import pytest

from tests.builders.events import an_event
from tests.builders.people import a_user, actor_for
from ticketapp.bookings.errors import AlreadyCancelled, CancellationClosed
from ticketapp.bookings.service import (
    FORESEEING,
    book,
    cancel,
    foresee_cancelling,
    get_booking,
)
from ticketapp.core.errors import NotFound, RateLimited


async def somebody(ctx):
    return await actor_for(ctx, await a_user(ctx))


async def test_it_counts_who_in_line_would_get_the_seats_and_changes_nothing(ctx):
    event = await an_event(ctx, capacity=4)
    owner = await somebody(ctx)
    booking = (await book(ctx, owner, event.id, 4)).booking
    for seats in (1, 2, 1):
        await book(ctx, await somebody(ctx), event.id, seats)
    before = [document async for document in ctx.db.bookings.find().sort("_id", 1)]

    assert await foresee_cancelling(ctx, owner, booking.id) == [1, 2, 2, 3]

    assert [document async for document in ctx.db.bookings.find().sort("_id", 1)] == before
    done = await cancel(ctx, owner, booking.id, tickets=3)
    assert len(done.promoted) == 2


async def test_what_would_be_refused_is_refused_beforehand(ctx, clock):
    event = await an_event(ctx)
    owner = await somebody(ctx)
    one = (await book(ctx, owner, event.id, 1)).booking
    two = (await book(ctx, owner, event.id, 1)).booking
    await cancel(ctx, owner, one.id)
    with pytest.raises(AlreadyCancelled):
        await foresee_cancelling(ctx, owner, one.id)
    with pytest.raises(NotFound):
        await foresee_cancelling(ctx, await somebody(ctx), two.id)
    clock.advance(days=8)
    with pytest.raises(CancellationClosed):
        await foresee_cancelling(ctx, owner, two.id)
    assert (await get_booking(ctx, owner, two.id)).quantity == 1


async def test_nobody_looks_ahead_without_end(ctx):
    owner = await somebody(ctx)
    booking = (await book(ctx, owner, (await an_event(ctx)).id, 1)).booking
    for _ in range(FORESEEING.items[0].amount):
        await foresee_cancelling(ctx, owner, booking.id)
    with pytest.raises(RateLimited):
        await foresee_cancelling(ctx, owner, booking.id)
