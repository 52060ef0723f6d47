"""Whoever tells everybody that an event moved is killed on the way, and another goes on."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.announcements.people import ROBOT, booked
from tests.builders.events import an_event
from ticketapp.announcements.service import LEASE, carry_out_announcements
from ticketapp.application import open_context
from ticketapp.core.errors import Unavailable
from ticketapp.events.service import edit_event, get_event

PEOPLE = 1_500
ENOUGH = timedelta(seconds=1)


@pytest.fixture
async def ctx(own, clock):
    async with open_context(own) as opened:
        yield replace(opened, clock=clock)


async def mails(ctx):
    return await ctx.db.outbox.count_documents({"kind": "event.changed"})


async def open_ones(ctx):
    return await ctx.db.announcements.count_documents({"state": "open"})


async def until_so(question):
    """Ask until the answer is yes."""
    async with asyncio.timeout(90):
        while not await question():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.01)


async def end_abandoned(ctx):
    while True:
        await ctx.db.end_abandoned_transactions(ENOUGH)
        await asyncio.sleep(0.2)


async def test_everybody_is_told_once_although_the_teller_was_killed_half_way(ctx, clock, api):
    """Fails with people left out, or told twice, when the mark is not written with the mails."""
    event = await an_event(ctx, capacity=PEOPLE - 300)
    await asyncio.gather(*(booked(ctx, number, event) for number in range(PEOPLE)))
    now = await get_event(ctx, ROBOT, event.id)
    await edit_event(ctx, ROBOT, event.id, now.version, {"location": "Old Mill"})
    api.start()
    await until_so(lambda: mails(ctx))
    api.kill()
    told, unfinished = await mails(ctx), await open_ones(ctx)
    assert 0 < told < PEOPLE
    assert unfinished

    ending = asyncio.create_task(end_abandoned(ctx))  # as the jobs do beside each other

    async def go_on():
        clock.advance(seconds=LEASE.total_seconds())
        with suppress(Unavailable):
            await carry_out_announcements(ctx)
        return not await open_ones(ctx)

    await until_so(go_on)
    ending.cancel()
    recipients = ctx.db.outbox.find({"kind": "event.changed"})
    owed = Counter([mail["recipient"] async for mail in recipients])
    assert owed == Counter(f"buyer{number}@example.org" for number in range(PEOPLE))
