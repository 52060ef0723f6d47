"""Turns of several processes at the same document; each has its own memory of the others."""

import asyncio
import time

import pytest

from tests.builders.waiting import in_time, until
from ticketapp.core.lanes import Lanes
from ticketapp.core.turns import Contested, Turns

MORE = {"$inc": {"figure": 1}}
FIGURE = Contested("contested", "one")


@pytest.fixture
async def process(ctx):
    """A process that met others a moment ago, or did not yet."""
    await ctx.db.contested.insert_one({"_id": "one", "figure": 0})

    def started(*, has_met: bool) -> Turns:
        turns = Turns(ctx.db)
        if has_met:
            turns._meet(FIGURE)
        return turns

    return started


class Holding:
    """Work that writes what all write, and is done when it is let go."""

    def __init__(self, ctx):
        self._ctx = ctx
        self.begun, self.go_on = 0, asyncio.Event()

    async def __call__(self, session):
        self.begun += 1
        await self._ctx.db.contested.update_one({"_id": "one"}, MORE, session=session)
        await self.go_on.wait()


async def test_who_comes_second_decides_nothing_before_the_first_is_done(ctx, process):
    """Fails when the turn is not taken before the work begins."""
    first, second = Holding(ctx), Holding(ctx)
    second.go_on.set()
    holding = asyncio.create_task(process(has_met=True).transaction(FIGURE, first))
    await until(lambda: first.begun)
    waiting = asyncio.create_task(process(has_met=True).transaction(FIGURE, second))
    await asyncio.wait([waiting], timeout=0.3)
    assert second.begun == 0
    first.go_on.set()
    await asyncio.gather(holding, waiting)
    assert (first.begun, second.begun) == (1, 1)
    assert (await ctx.db.contested.find_one({}))["figure"] == 2


async def test_who_met_nobody_yet_learns_of_the_other_and_comes_through(ctx, process):
    first, second, late = Holding(ctx), Holding(ctx), process(has_met=False)
    second.go_on.set()
    holding = asyncio.create_task(process(has_met=False).transaction(FIGURE, first))
    await until(lambda: first.begun)
    waiting = asyncio.create_task(late.transaction(FIGURE, second))
    await until(lambda: late._is_shared(FIGURE))
    first.go_on.set()
    await asyncio.gather(holding, waiting)
    assert (await ctx.db.contested.find_one({}))["figure"] == 2


async def test_nobody_takes_turns_who_is_alone(ctx, process):
    alone, work = process(has_met=False), Holding(ctx)
    work.go_on.set()
    await alone.transaction(FIGURE, work)
    await alone.give_way(FIGURE)
    assert "turns" not in await ctx.db.contested.find_one({})


async def test_who_has_met_others_gives_way_before_the_next_batch(process):
    """Fails when it goes on at once: those who wait would be too late each time, and starve."""
    began = time.monotonic()
    await process(has_met=True).give_way(FIGURE)
    assert time.monotonic() - began >= 0.01


async def test_a_write_waits_for_the_transaction_that_holds_the_document_or_is_given_up(
    ctx, process
):
    """Fails when the write goes through at once, or waits for ever."""
    holder = Holding(ctx)
    holding = asyncio.create_task(ctx.db.transaction(holder))
    await until(lambda: holder.begun)
    began = time.monotonic()
    await ctx.db.write_when_free("contested", "one", MORE, longest=0.3)
    assert time.monotonic() - began >= 0.1
    waiting = asyncio.create_task(ctx.db.write_when_free("contested", "one", MORE, longest=30))
    await asyncio.wait([waiting], timeout=0.2)
    assert not waiting.done()
    holder.go_on.set()
    await asyncio.wait_for(waiting, 10)
    await holding

    async def both_are_there():
        return (await ctx.db.contested.find_one({}))["figure"] == 2

    await in_time(both_are_there)


async def test_what_comes_while_a_lane_gets_ready_belongs_to_its_batch(ctx):
    """Fails when the batch is put together first."""
    lanes, batches, others_came = Lanes(), [], asyncio.Event()

    async def work(items):
        batches.append(list(items))
        return items

    crowd = [
        asyncio.create_task(lanes.submit("event", "decision", number, work, ready=others_came.wait))
        for number in range(3)
    ]
    await until(lambda: lanes._queues.get("event") and len(lanes._queues["event"]) == 3)
    others_came.set()
    assert await asyncio.gather(*crowd) == [0, 1, 2]
    assert batches == [[0, 1, 2]]
