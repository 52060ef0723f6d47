"""Several flushers at once, leases that run out, and the fence that keeps latecomers out."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.builders.mails import GREETINGS, a_mail, a_transport, mails_to, queue, stored
from tests.builders.waiting import until
from ticketapp.outbox import claims, service
from ticketapp.outbox.claims import LEASE
from ticketapp.outbox.flush import FlushReport, flush
from ticketapp.outbox.models import MailState


@pytest.mark.parametrize("flushers", [2, 3])
async def test_flushers_that_run_at_once_send_each_mail_once(ctx, settings, mail_server, flushers):
    await queue(ctx, *mails_to(*(f"p{number}" for number in range(150))))
    async with AsyncExitStack() as stack:
        transports = [
            await stack.enter_async_context(a_transport(settings, mail_server.port))
            for _ in range(flushers)
        ]
        reports = await asyncio.gather(*(flush(ctx, GREETINGS, each) for each in transports))
    assert sum(report.sent for report in reports) == 150
    assert len(mail_server.copies) == 150
    assert set(mail_server.copies.values()) == {1}


async def test_two_claims_at_once_never_share_a_mail(ctx):
    await queue(ctx, *mails_to(*(f"p{number}" for number in range(40))))
    taken = await asyncio.gather(*(claims.claim_due(ctx, 10) for _ in range(8)))
    ids = [claim.mail.id for batch in taken for claim in batch]
    assert len(ids) == len(set(ids)) == 40


async def test_a_claimed_mail_is_nobody_elses_until_its_lease_ends(ctx, clock):
    await queue(ctx, a_mail())
    [first] = await claims.claim_due(ctx, 10)
    assert await claims.claim_due(ctx, 10) == []
    clock.advance(seconds=LEASE.total_seconds() - 1)
    assert await claims.claim_due(ctx, 10) == []
    clock.advance(seconds=1)
    [second] = await claims.claim_due(ctx, 10)
    assert second.mail.id == first.mail.id
    assert second.fence == first.fence + 1


async def test_who_comes_back_after_the_lease_ended_can_record_nothing(ctx, clock):
    await queue(ctx, a_mail(secret="s3cret-token"))
    [late] = await claims.claim_due(ctx, 10)
    clock.advance(seconds=LEASE.total_seconds())
    [current] = await claims.claim_due(ctx, 10)

    assert not await claims.mark_sent(ctx, late)
    await claims.give_back(ctx, [late], None)
    mail = await stored(ctx, "ada")
    assert (mail.state, mail.due_at) == (MailState.sending, current.until)

    assert await claims.mark_sent(ctx, current)
    assert (await stored(ctx, "ada")).state is MailState.sent


async def test_a_flusher_that_hung_past_its_lease_reports_the_mail_as_lost_to_another(
    ctx, clock, settings, mail_server
):
    await queue(ctx, a_mail())
    mail_server.hold = asyncio.Event()
    async with (
        a_transport(settings, mail_server.port, connections=1) as slow,
        a_transport(settings, mail_server.port) as quick,
    ):
        hanging = asyncio.create_task(flush(ctx, GREETINGS, slow))
        await until(lambda: len(mail_server.taken) == 1)
        hold, mail_server.hold = mail_server.hold, None
        clock.advance(seconds=LEASE.total_seconds())
        assert await flush(ctx, GREETINGS, quick) == FlushReport(sent=1)
        hold.set()
        assert await hanging == FlushReport(lost=1)
    mail = await stored(ctx, "ada")
    assert (mail.state, mail.tries) == (MailState.sent, 1)
    assert list(mail_server.copies.values()) == [2]  # recognisable: one Message-ID


async def test_a_mail_is_not_begun_when_its_lease_could_end_before_it_is_through(
    ctx, clock, settings, mail_server
):
    names = [f"p{number}" for number in range(3)]
    await queue(ctx, *mails_to(*names))
    mail_server.hold = asyncio.Event()
    async with a_transport(settings, mail_server.port, connections=1) as transport:
        running = asyncio.create_task(flush(ctx, GREETINGS, transport))
        await until(lambda: len(mail_server.taken) == 1)
        clock.advance(seconds=LEASE.total_seconds() - 10)
        mail_server.hold.set()
        assert await running == FlushReport(sent=1)
        assert (await service.counts(ctx))[MailState.queued] == 2
        assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=2)
    assert set(mail_server.copies.values()) == {1}


async def test_a_mail_called_off_while_it_is_being_sent_stays_called_off(
    ctx, mail_server, transport
):
    mail_id = await queue(ctx, a_mail(object_id="o1", secret="s3cret-token"))
    mail_server.hold = asyncio.Event()
    running = asyncio.create_task(flush(ctx, GREETINGS, transport))
    await until(lambda: len(mail_server.taken) == 1)
    await ctx.db.transaction(lambda session: service.cancel(ctx, session, ["greeting"], "o1"))
    mail_server.hold.set()
    assert await running == FlushReport(lost=1)
    assert (await service.get_mail(ctx, mail_id)).state is MailState.cancelled
