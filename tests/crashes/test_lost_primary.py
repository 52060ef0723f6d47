"""A replica set of three loses its primary in the middle of a sale, and then the next one."""

import asyncio
import random
import time

import pytest

from tests.builders.events import an_event
from tests.builders.waiting import until
from tests.drivers.replica_set import running_replica_set
from tests.drivers.shoppers import assert_kept, shoppers
from tests.drivers.waiting import until as until_here
from ticketapp.application import open_context

WITHIN_SECONDS = 15.0  # two for the election, the rest for a busy machine


@pytest.fixture
def mongod(folder):
    """Three servers that elect another primary, in place of one that comes back."""
    with running_replica_set(folder) as members:
        yield members


async def test_no_acknowledged_booking_is_lost_and_the_sale_goes_on_within_seconds(
    mongod, own, api
):
    chance = random.Random(3)
    async with open_context(own) as ctx:
        event = await an_event(ctx, capacity=400, guest_booking=True)
        await asyncio.to_thread(api.start().wait_until_it_answers)
        async with shoppers(ctx, event.id, [api.address], chance) as sale:
            for _ in range(2):
                enough = sale.count + 30
                await until(lambda enough=enough: sale.count >= enough, within=30)
                primary = await asyncio.to_thread(mongod.primary)
                primary.kill()
                before, lost_at = sale.count, time.monotonic()
                # What was committed already may still be answered: wait for more than that.
                more = before + 20
                await until(lambda more=more: sale.count >= more, within=WITHIN_SECONDS)
                print(f"on again after {time.monotonic() - lost_at:.1f} s")
                primary.start()
                await asyncio.to_thread(until_here, mongod.is_whole, "it is back", within=60)
        await assert_kept(ctx, sale)
