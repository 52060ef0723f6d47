import asyncio

import pytest

from tests.builders.events import an_event
from tests.builders.people import a_user, actor_for
from ticketapp.application import open_context
from ticketapp.bookings.service import book, cancel
from ticketapp.core import live
from ticketapp.core.actor import system
from ticketapp.events.service import edit_event

ROBOT = system("test")


@pytest.fixture
async def hub(ctx):
    async with ctx.live.running():
        await asyncio.wait_for(ctx.live.listening.wait(), 5)
        yield ctx.live


async def hears(watcher):
    await asyncio.wait_for(watcher.changed(), 2)


async def caught_up(ctx, hub):
    """Wait until everything committed so far has been passed on."""
    event = await ctx.db.events.find_one({})
    async with hub.watch("events", "marker") as watcher:
        await ctx.db.events.insert_one({**event, "_id": "marker", "slug": "marker"})
        await hears(watcher)


async def test_a_change_by_another_process_is_heard(ctx, hub, settings):
    event = await an_event(ctx)
    async with open_context(settings) as elsewhere, hub.watch("events", event.id) as watcher:
        await edit_event(elsewhere, ROBOT, event.id, event.version, {"capacity": 7})
        await hears(watcher)


async def test_only_those_who_watch_what_changed_hear_of_it(ctx, hub):
    one, two = await an_event(ctx), await an_event(ctx)
    await caught_up(ctx, hub)
    async with (
        hub.watch("events", one.id) as of_one,
        hub.watch("events", two.id) as of_two,
        hub.watch("events") as of_all,
    ):
        await edit_event(ctx, ROBOT, one.id, one.version, {"capacity": 7})
        await hears(of_one)
        await hears(of_all)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(of_two.changed(), 0.3)


async def test_of_bookings_only_what_becomes_of_them_is_heard(ctx, hub):
    """A sale adds thousands a second, and nobody can watch one that is not there yet."""
    event = await an_event(ctx)
    owner = await actor_for(ctx, await a_user(ctx))
    async with hub.watch("bookings") as watcher:
        booking = (await book(ctx, owner, event.id, 2)).booking
        await caught_up(ctx, hub)
        assert not watcher._changed.is_set()
        async with hub.watch_all(("events", "another"), ("bookings", booking.id)) as of_one:
            await cancel(ctx, owner, booking.id, tickets=1)
            await hears(of_one)


async def test_many_changes_between_two_looks_are_heard_of_once(ctx, hub):
    event = await an_event(ctx)
    async with hub.watch("events", event.id) as watcher:
        for capacity in range(10, 15):
            event = await edit_event(ctx, ROBOT, event.id, event.version, {"capacity": capacity})
        await caught_up(ctx, hub)
        await hears(watcher)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(watcher.changed(), 0.2)


async def test_nobody_is_kept_in_mind_who_left(ctx, hub):
    async with hub.watch("events", "some-event"):
        pass
    assert not hub._watchers


async def test_a_stream_that_breaks_goes_on_from_where_it_was(ctx, hub, monkeypatch):
    """The connection is cut by the server; what changed meanwhile is heard of afterwards."""
    monkeypatch.setattr(live, "_RETRY_AFTER", 0.05)
    event = await an_event(ctx)
    await caught_up(ctx, hub)
    async with hub.watch("events", event.id) as watcher:
        event = await edit_event(ctx, ROBOT, event.id, event.version, {"capacity": 7})
        await hears(watcher)
        cursors = ctx.db.raw.client.admin.aggregate(
            [{"$currentOp": {"idleCursors": True, "localOps": True}},
             {"$match": {"cursor.originatingCommand.pipeline.0.$changeStream": {"$exists": True},
                         "ns": {"$regex": ctx.db.raw.name}}}]
        )  # fmt: skip
        for found in await cursors.to_list(None):
            await ctx.db.raw.command(
                "killCursors", found["ns"].partition(".")[2], cursors=[found["cursor"]["cursorId"]]
            )
        await edit_event(ctx, ROBOT, event.id, event.version, {"capacity": 8})
        await hears(watcher)
