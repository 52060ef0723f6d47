import asyncio
from dataclasses import replace

import pytest

from tests.builders.clock import SettableClock
from ticketapp.audit import service as audit
from ticketapp.audit.models import AuditFilter
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import system
from ticketapp.core.paging import PageRequest

ROBOT = system("test")


async def three_batches(ctx, clock):
    for batch in range(3):
        for number in range(4):
            await record(
                ctx, None, ROBOT, "thing.done", Target(f"{batch}-{number}"), after={"n": 1}
            )
        await audit.seal(ctx)
        clock.advance(minutes=10)
    assert await audit.verify(ctx) == []


async def test_a_changed_entry_is_found(ctx, clock):
    await three_batches(ctx, clock)
    await ctx.db.audit.update_one({"object_id": "1-2"}, {"$set": {"after.n": 2}})
    assert await audit.verify(ctx) == ["Batch 2: an entry was changed."]


async def test_a_removed_entry_is_found(ctx, clock):
    await three_batches(ctx, clock)
    await ctx.db.audit.delete_one({"object_id": "1-2"})
    assert await audit.verify(ctx) == ["Batch 2: 1 of its entries were removed."]


async def test_an_entry_slipped_into_a_sealed_batch_is_found(ctx, clock):
    await three_batches(ctx, clock)
    forged = await ctx.db.audit.find_one({"object_id": "1-2"})
    await ctx.db.audit.insert_one({**forged, "_id": ctx.ids.new()})
    assert await audit.verify(ctx) == ["Batch 2: 1 entries were inserted later."]


async def test_an_entry_with_a_time_in_the_past_is_found_once_sealed(ctx, clock):
    await three_batches(ctx, clock)
    forged = await ctx.db.audit.find_one({"object_id": "0-2"})
    await ctx.db.audit.insert_one({**forged, "_id": ctx.ids.new(), "batch": None})
    await audit.seal(ctx)
    [fault] = await audit.verify(ctx)
    assert "claims a time before the batch could begin" in fault


async def test_a_removed_batch_is_found_with_or_without_its_entries(ctx, clock):
    await three_batches(ctx, clock)
    await ctx.db.audit_batches.delete_one({"_id": 2})
    assert any("Batch 2 is missing" in fault for fault in await audit.verify(ctx))
    await ctx.db.audit_batches.delete_one({"_id": 3})
    assert any("after batch 1 are missing" in fault for fault in await audit.verify(ctx))


async def test_a_batch_sealed_anew_over_changed_entries_breaks_the_next_one(ctx, clock):
    await three_batches(ctx, clock)
    await ctx.db.audit.update_one({"object_id": "1-2"}, {"$set": {"after.n": 2}})
    await ctx.db.audit_batches.update_one({"_id": 2}, {"$set": {"digest": "recomputed"}})
    assert "Batch 3 does not follow on batch 2." in await audit.verify(ctx)


async def test_many_sealers_at_once_make_one_whole_chain(ctx):
    for number in range(50):
        await record(ctx, None, ROBOT, "thing.done", Target(str(number)))
    sealed = await asyncio.gather(*(audit.seal(ctx) for _ in range(10)))
    assert sum(sealed) == 50
    assert await audit.verify(ctx) == []


async def test_an_entry_committed_after_a_later_one_was_sealed_joins_the_next_batch(ctx):
    """Two transactions may commit in another order than their entries were made."""
    early = replace(ctx, clock=SettableClock())
    await record(ctx, None, ROBOT, "thing.done", Target("later"))
    await audit.seal(ctx)
    await record(early, None, ROBOT, "thing.done", Target("early"))
    await audit.seal(ctx)
    assert await audit.verify(ctx) == []


async def test_what_speaks_of_a_secret_is_kept_out(ctx):
    for name in ("password", "new_token", "jwt_secret"):
        with pytest.raises(ValueError, match=name):
            await record(ctx, None, ROBOT, "thing.done", Target("x"), after={name: "x"})


async def test_entries_are_found_by_actor_action_object_and_time(ctx, clock):
    await three_batches(ctx, clock)

    async def found(wanted, **part):
        return await audit.find_entries(ctx, wanted, PageRequest(**part))

    newest = await found(AuditFilter(), limit=3)
    assert [entry.object_id for entry in newest.items] == ["2-3", "2-2", "2-1"]
    older = await found(AuditFilter(), limit=2, after=newest.next)
    assert [entry.object_id for entry in older.items] == ["2-0", "1-3"]
    [one] = (await found(AuditFilter(object="1-1"))).items
    assert one.sealed
    assert not (await found(AuditFilter(action="other"))).items
    assert (await found(AuditFilter(since=one.at))).total == 8
