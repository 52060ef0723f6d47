"""Three processes on one event, each behind its own port."""

import asyncio
import random

import pytest

from tests.builders.events import an_event
from tests.builders.waiting import until
from tests.drivers.api_process import ApiProcess
from tests.drivers.shoppers import assert_kept, shoppers
from ticketapp.core.settings import Switch


@pytest.fixture
def processes(settings):
    generous = settings.model_copy(update={"rate_limits": Switch.off})
    started = [ApiProcess(generous).start() for _ in range(3)]
    yield started
    for process in started:
        process.stop()


async def test_two_hundred_random_bookings_and_cancellations_over_three_processes_are_exact(
    ctx, processes
):
    """Fails with more seats than there are when the figures are not written in the transaction."""
    chance = random.Random(200)
    event = await an_event(ctx, capacity=60, guest_booking=True)
    for process in processes:
        await asyncio.to_thread(process.wait_until_it_answers)
    addresses = [process.address for process in processes]
    async with shoppers(ctx, event.id, addresses, chance, many=24) as sale:
        await until(lambda: sale.count >= 200, within=60)
    await assert_kept(ctx, sale)
    stored = await ctx.db.events.find_one({"_id": event.id})
    assert stored["available"] + stored["booked"] == 60
    assert stored["waitlisted"] > 0
