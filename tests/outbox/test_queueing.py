"""Queuing a mail: in the caller's transaction, once, and without a readable secret."""

import asyncio

import pytest

from tests.builders.mails import a_mail, queue
from ticketapp.core.db import DriverError
from ticketapp.outbox import service
from ticketapp.outbox.models import MailState


async def test_a_mail_is_owed_only_when_the_transaction_that_causes_it_commits(ctx):
    async def fail_after_queuing(session):
        await service.enqueue(ctx, session, a_mail())
        raise RuntimeError("the use case failed")

    with pytest.raises(RuntimeError):
        await ctx.db.transaction(fail_after_queuing)
    assert (await service.list_mails(ctx)).items == []

    mail_id = await queue(ctx, a_mail(facts={"event": "Jazz", "seats": 2}))
    [mail] = (await service.list_mails(ctx)).items
    assert (mail.id, mail.state, mail.tries) == (mail_id, MailState.queued, 0)
    assert mail.facts == {"event": "Jazz", "seats": 2}
    assert mail.created_at == mail.due_at == ctx.clock.now()


async def test_queuing_the_same_mail_again_answers_the_one_that_is_there(ctx):
    first = await queue(ctx, a_mail(object_id="o1"))
    again = await queue(ctx, a_mail(object_id="o1", facts={"changed": True}))
    newer = await queue(ctx, a_mail(object_id="o1", version=2))
    assert again == first != newer
    assert (await service.get_mail(ctx, first)).facts == {}
    assert (await service.list_mails(ctx)).total == 2


async def test_the_same_mail_twice_in_one_transaction_is_one(ctx):
    async def work(session):
        one, other, twin = await service.enqueue_many(
            ctx, session, [a_mail(object_id="a"), a_mail(object_id="b"), a_mail(object_id="a")]
        )
        return one, other, twin, await service.enqueue(ctx, session, a_mail(object_id="b"))

    one, other, twin, later = await ctx.db.transaction(work)
    assert one == twin
    assert other == later
    assert (await service.list_mails(ctx)).total == 2


async def test_what_is_said_to_be_new_and_is_not_fails_the_whole_transaction(ctx):
    async def work(session):
        await service.enqueue_new(ctx, session, [a_mail(object_id="b"), a_mail(object_id="a")])

    await queue(ctx, a_mail(object_id="a"))
    with pytest.raises(DriverError, match="duplicate key"):
        await ctx.db.transaction(work)
    assert (await service.list_mails(ctx)).total == 1


async def test_twenty_transactions_that_owe_one_mail_at_the_same_moment_leave_one(ctx):
    ids = await asyncio.gather(*(queue(ctx, a_mail()) for _ in range(20)))
    assert len(set(ids)) == 1
    assert (await service.list_mails(ctx)).total == 1


async def test_a_transaction_that_began_before_its_twin_committed_finds_the_twins_mail(ctx):
    committed = []

    async def work(session):
        await ctx.db.outbox.find_one({}, session=session)  # fixes what this transaction sees
        if not committed:
            committed.append(await queue(ctx, a_mail()))
        return await service.enqueue(ctx, session, a_mail())

    assert await ctx.db.transaction(work) == committed[0]
    assert (await service.list_mails(ctx)).total == 1


async def test_a_text_that_looks_like_a_query_stays_a_text(ctx):
    await queue(ctx, a_mail(recipient="$ne", facts={"name": "$kind", "note": "{'$gt': ''}"}))
    await queue(ctx, a_mail(recipient="other@example.org"))
    [mail] = await service.mails_of(ctx, "$ne")
    assert mail.facts == {"name": "$kind", "note": "{'$gt': ''}"}
