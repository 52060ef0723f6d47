"""What a killed process held is given back soon, not after the server's own minute."""

import asyncio
from datetime import timedelta

import pytest

from tests.builders.waiting import until
from ticketapp.core.errors import Unavailable

IDLE = timedelta(milliseconds=300)


async def touch(ctx, session):
    """Write what everybody writes."""
    figure = {"$inc": {"figure": 1}}
    await ctx.db.contested.update_one({"_id": 1}, figure, upsert=True, session=session)


async def ended(ctx):
    """End what is abandoned; there may be others' on the tests' common server."""
    give_up_at = asyncio.get_running_loop().time() + 10
    while not await ctx.db.end_abandoned_transactions(IDLE):
        assert asyncio.get_running_loop().time() < give_up_at
        await asyncio.sleep(0.05)


async def test_others_get_at_what_somebody_took_and_never_came_back_for(ctx):
    """Fails by the second refusal when nobody ends what was abandoned."""
    await ctx.db.contested.insert_one({"_id": 1, "figure": 0})
    async with await ctx.db._client.start_session() as killed:
        killed.start_transaction()
        await touch(ctx, killed)
        with pytest.raises(Unavailable):
            await ctx.db.transaction(lambda session: touch(ctx, session), deadline=0.2)
        await ended(ctx)
        await ctx.db.transaction(lambda session: touch(ctx, session))
    assert await ctx.db.contested.find_one({}) == {"_id": 1, "figure": 1}


async def test_who_was_only_slow_begins_again(ctx):
    await ctx.db.contested.insert_one({"_id": 1, "figure": 0})
    attempts, go_on = [], asyncio.Event()

    async def slow(session):
        attempts.append("begun")
        await touch(ctx, session)
        await go_on.wait()
        await touch(ctx, session)

    working = asyncio.create_task(ctx.db.transaction(slow))
    await until(lambda: attempts)
    await ended(ctx)
    go_on.set()
    await working
    assert len(attempts) == 2
    assert await ctx.db.contested.find_one({}) == {"_id": 1, "figure": 2}


async def test_nothing_is_ended_while_it_is_at_work(ctx):
    attempts = []

    async def busy(session):
        attempts.append("begun")
        for _ in range(30):
            await touch(ctx, session)
            await asyncio.sleep(0.02)
            await ctx.db.end_abandoned_transactions(timedelta(seconds=5))

    await ctx.db.transaction(busy)
    assert attempts == ["begun"]
