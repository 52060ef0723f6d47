"""An on-sale while the application or its database is killed, again and again."""

import asyncio
import os
import random
import signal

import pytest

from tests.builders.events import an_event
from tests.builders.waiting import until
from tests.drivers.shoppers import assert_kept, shoppers
from ticketapp.application import open_context

KILLS = 10  # of each of the two
SEATS = 400
RECOVERY = 30.0


@pytest.fixture
def chance():
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    return random.Random(seed)


async def wait_for_sales(sale, chance):
    """Until a few more bookings are acknowledged, then to anywhere in the middle of the next."""
    enough = sale.count + chance.randint(1, 25)
    await until(lambda: sale.count >= enough, within=RECOVERY)
    await asyncio.sleep(chance.uniform(0, 0.02))


async def test_ten_kills_of_the_application_lose_nothing_that_was_acknowledged(own, api, chance):
    """Sales would stand still for a minute after a kill if nobody ended what was abandoned."""
    async with open_context(own) as ctx:
        event = await an_event(ctx, capacity=SEATS, guest_booking=True)
        await asyncio.to_thread(api.start().wait_until_it_answers)
        async with shoppers(ctx, event.id, [api.address], chance) as sale:
            for _ in range(KILLS):
                await wait_for_sales(sale, chance)
                api.kill()
                api.start()
            await wait_for_sales(sale, chance)
        assert sale.repeats >= KILLS, "each kill left somebody without an answer"
        await assert_kept(ctx, sale)


async def test_ten_kills_of_the_database_lose_nothing_that_was_acknowledged(
    own, api, chance, mongod
):
    async with open_context(own) as ctx:
        event = await an_event(ctx, capacity=SEATS, guest_booking=True)
        await asyncio.to_thread(api.start().wait_until_it_answers)
        async with shoppers(ctx, event.id, [api.address], chance) as sale:
            for _ in range(KILLS):
                await wait_for_sales(sale, chance)
                killed = mongod.pid
                os.kill(killed, signal.SIGKILL)
                await until(lambda killed=killed: mongod.pid != killed, within=RECOVERY)
            await wait_for_sales(sale, chance)
        await assert_kept(ctx, sale)
