"""A request that is sent again is answered again, and executed once, whatever happens."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from tests.builders.outcomes import outcomes_of
from tests.drivers.edge import with_settings
from ticketapp.core import idempotency
from ticketapp.core.context import Context
from ticketapp.core.db import connect
from ticketapp.core.errors import IdempotencyKeyReused, Unavailable
from ticketapp.core.idempotency import Answer, Call, Claim, ClaimLost, once, recall, remember

A_DAY = {"hours": 24}


def a_call(key: str = "k1", caller: str = "user:1", body: str = "same") -> Call:
    return Call(caller, key, body)


@pytest.fixture
async def other_process(ctx: Context) -> AsyncGenerator[Context]:
    """The same application with a database client of its own, as another process has."""
    db = connect(ctx.settings)
    yield replace(ctx, db=db)
    db.close()


class Till:
    """Work that counts how often it was really done, in the database."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    async def sell(self, _claim: Claim | None = None) -> Answer:
        await self._ctx.db.sales.insert_one({"_id": self._ctx.ids.new()})
        return Answer(201, '{"sold":1}', {"Location": "/sales/1"})

    async def sold(self) -> int:
        return await self._ctx.db.sales.count_documents({})


async def test_fifty_at_once_in_two_processes_execute_once(ctx, other_process):
    """Without the claim each of the fifty sells; the second half of this test shows it."""
    till = Till(ctx)
    both = [ctx, other_process] * 25
    answers = await asyncio.gather(*(once(each, a_call(), till.sell) for each in both))
    assert await till.sold() == 1
    assert [is_earlier for _, is_earlier in answers].count(False) == 1
    assert {answer.status for answer, _ in answers} == {201}
    assert {answer.headers["Location"] for answer, _ in answers} == {"/sales/1"}

    await asyncio.gather(*(till.sell() for _ in both))
    assert await till.sold() == 51


async def test_another_request_with_the_same_key_is_refused(ctx):
    till = Till(ctx)
    await once(ctx, a_call(body="one"), till.sell)
    with pytest.raises(IdempotencyKeyReused):
        await once(ctx, a_call(body="two"), till.sell)
    assert await till.sold() == 1


async def test_two_callers_may_use_the_same_key(ctx):
    till = Till(ctx)
    await once(ctx, a_call(caller="user:1"), till.sell)
    await once(ctx, a_call(caller="user:2"), till.sell)
    assert await till.sold() == 2


async def test_callers_and_keys_are_not_run_together():
    assert a_call(key="b", caller="a ").id != a_call(key=" b", caller="a").id


async def test_work_that_fails_leaves_the_key_free(ctx):
    async def fail(_claim: Claim) -> Answer:
        raise Unavailable

    with pytest.raises(Unavailable):
        await once(ctx, a_call(), fail)
    answer, is_earlier = await once(ctx, a_call(), Till(ctx).sell)
    assert (answer.status, is_earlier) == (201, False)


async def test_work_that_is_cancelled_leaves_the_key_free(ctx):
    begun = asyncio.Event()

    async def hang(_claim: Claim) -> Answer:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    task = asyncio.create_task(once(ctx, a_call(), hang))
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])
    assert await once(ctx, a_call(), Till(ctx).sell)


async def test_the_key_is_forgotten_after_a_day(ctx, clock):
    till = Till(ctx)
    await once(ctx, a_call(), till.sell)
    clock.advance(hours=23, minutes=59)
    await once(ctx, a_call(), till.sell)
    assert await till.sold() == 1
    clock.advance(minutes=2)
    await once(ctx, a_call(), till.sell)
    assert await till.sold() == 2


async def test_a_second_sender_waits_for_the_first_ones_answer(ctx, other_process):
    till = Till(ctx)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(claim: Claim) -> Answer:
        begun.set()
        await go_on.wait()
        return await till.sell(claim)

    first = asyncio.create_task(once(ctx, a_call(), slowly))
    await begun.wait()
    second = asyncio.create_task(once(other_process, a_call(), till.sell))
    done, _ = await asyncio.wait([second], timeout=0.3)
    assert not done
    go_on.set()
    assert (await first)[1] is False
    assert (await second)[1] is True
    assert await till.sold() == 1


async def test_who_waits_too_long_is_told_to_come_back(ctx, monkeypatch):
    monkeypatch.setattr(idempotency, "WAITED_FOR", 0.1)
    begun = asyncio.Event()

    async def hang(_claim: Claim) -> Answer:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    holder = asyncio.create_task(once(ctx, a_call(), hang))
    await begun.wait()
    with pytest.raises(Unavailable):
        await once(ctx, a_call(), Till(ctx).sell)
    holder.cancel()
    await asyncio.wait([holder])


async def _a_crashed_holder(ctx: Context) -> Claim:
    """A claim whose process is gone: nobody renews, keeps or releases it."""
    holder = await idempotency._claim(ctx, a_call())
    assert isinstance(holder, str)
    return Claim(ctx, a_call(), holder)


async def test_a_crashed_holders_lease_runs_out(ctx, clock):
    await _a_crashed_holder(ctx)
    clock.advance(seconds=16)
    answers = await asyncio.gather(*(once(ctx, a_call(), Till(ctx).sell) for _ in range(20)))
    assert [is_earlier for _, is_earlier in answers].count(False) == 1
    assert await Till(ctx).sold() == 1


async def test_a_lease_is_renewed_while_its_holder_works(ctx, clock, monkeypatch):
    monkeypatch.setattr(idempotency, "RENEWED_EVERY", 0.01)
    leases: list[object] = []

    async def work(claim: Claim) -> Answer:
        before = (await ctx.db.idempotency.find_one({}))["lease_until"]
        clock.advance(seconds=10)
        async for change in watched:
            now = change["updateDescription"]["updatedFields"]["lease_until"]
            leases.append(now - before)
            break
        return await Till(ctx).sell(claim)

    renewals = [{"$match": {"operationType": "update"}}]
    async with ctx.db.idempotency.watch(renewals) as watched, asyncio.timeout(5):
        await once(ctx, a_call(), work)
    assert [lease.total_seconds() for lease in leases] == [10]


async def test_a_holder_that_was_believed_dead_cannot_commit(ctx, other_process, clock):
    """The transactional form: the answer and the sale stand or fall together.

    Without `keep` inside the transaction both holders' sales would be committed.
    """
    sleeper = await _a_crashed_holder(ctx)
    clock.advance(seconds=16)
    await once(other_process, a_call(), Till(ctx).sell)

    async def sell_and_keep(session) -> None:
        await ctx.db.sales.insert_one({"_id": "the sleeper's"}, session=session)
        await sleeper.keep(Answer(201, "{}"), session)

    with pytest.raises(ClaimLost):
        await ctx.db.transaction(sell_and_keep)
    assert await Till(ctx).sold() == 1


async def test_an_answer_kept_in_the_works_own_transaction_is_given_again(ctx):
    async def work(claim: Claim) -> Answer:
        answer = Answer(201, '{"by":"transaction"}')

        async def write(session) -> None:
            await ctx.db.sales.insert_one({"_id": "one"}, session=session)
            await claim.keep(answer, session)

        await ctx.db.transaction(write)
        return answer

    await once(ctx, a_call(), work)
    again, is_earlier = await once(ctx, a_call(), work)
    assert (again.body, is_earlier) == ('{"by":"transaction"}', True)


async def _sell_in_a_batch(ctx: Context, call: Call) -> str:
    """What a group commit does: look, decide and record in one transaction."""

    async def batch(session) -> str:
        known = await recall(ctx, session, [call])
        if isinstance(known.get(call.id), IdempotencyKeyReused):
            return "reused"
        if call.id in known:
            return "earlier"
        await ctx.db.sales.insert_one({"_id": ctx.ids.new()}, session=session)
        await remember(ctx, session, {call: Answer(201, "{}")})
        return "sold"

    return await ctx.db.transaction(batch)


async def test_two_batches_with_one_key_cannot_both_commit(ctx, other_process):
    """Without `remember` the batches share nothing, and every one of them sells."""
    results = await asyncio.gather(
        *(_sell_in_a_batch(each, a_call()) for each in [ctx, other_process] * 10)
    )
    assert sorted(results) == ["earlier"] * 19 + ["sold"]
    assert await Till(ctx).sold() == 1
    assert await _sell_in_a_batch(ctx, a_call(body="other")) == "reused"


async def test_a_batch_may_use_a_key_again_after_a_day(ctx, clock):
    await _sell_in_a_batch(ctx, a_call())
    clock.advance(**A_DAY)
    assert await _sell_in_a_batch(ctx, a_call(body="other")) == "sold"


async def test_both_forms_know_each_others_answers(ctx):
    await _sell_in_a_batch(ctx, a_call())
    assert (await once(ctx, a_call(), Till(ctx).sell))[1] is True


async def test_what_was_answered_cannot_be_read_in_the_database(ctx):
    async def work(_claim: Claim) -> Answer:
        return Answer(201, '{"manage_key":"only-for-the-guest"}')

    await once(ctx, a_call(key="the-key-itself"), work)
    stored = repr([document async for document in ctx.db.idempotency.find({})])
    assert "only-for-the-guest" not in stored
    assert "the-key-itself" not in stored
    lost = with_settings(ctx, jwt_secret=type(ctx.settings.jwt_secret)("another-secret" * 3))
    outcomes = await outcomes_of([once(lost, a_call(key="the-key-itself"), work)])
    assert outcomes == {"Unreadable": 1}
