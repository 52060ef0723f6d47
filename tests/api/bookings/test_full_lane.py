"""More people than a lane holds: the rest is told at once to come back, and nobody is lost."""

import asyncio
from dataclasses import replace

from tests.api.bookings.conftest import GUEST, figures
from tests.builders.events import an_event
from tests.builders.waiting import until
from tests.drivers.api import Api
from tests.drivers.edge import edge_of, open_client, problem_of
from ticketapp.core.lanes import Lanes

ROOM = 20


async def test_a_full_lane_is_refused_with_a_time_to_come_back_and_serves_whom_it_took(
    without_limits,
):
    """Fails with a request that hangs when the queue has no bound."""
    ctx = replace(without_limits, lanes=Lanes(longest_queue=ROOM))
    event = await an_event(ctx, guest_booking=True)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def hold_up():
        begun.set()
        await go_on.wait()

    busy = asyncio.create_task(ctx.lanes.alone(event.id, hold_up))
    await begun.wait()
    path = f"/events/{event.id}/bookings"

    async with open_client(edge_of(ctx), ctx) as client:
        api = Api(client)

        def book(number):
            attendee = {**GUEST, "email": f"guest{number}@example.org"}
            return asyncio.create_task(api.post(path, {"quantity": 1, "attendee": attendee}))

        taken = [book(number) for number in range(ROOM)]
        await until(lambda: len(ctx.lanes._queues.get(event.id, ())) == ROOM, within=60)
        refused = await asyncio.wait_for(book("too-many"), 60)
        problem_of(refused, 503, "unavailable")
        assert int(refused.headers["Retry-After"]) >= 1
        go_on.set()
        answers = await asyncio.gather(*taken)
        assert {answer.status_code for answer in answers} == {201}
        assert (await book("again")).status_code == 201
    await busy
    assert await figures(ctx, event) == (100 - ROOM - 1, ROOM + 1, 0)
