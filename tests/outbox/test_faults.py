"""What a mail server can do to us, and that no mail is lost or sent twice because of it."""

import asyncio
from datetime import timedelta

import pytest

from tests.builders.mail_server import (
    a_mail_server,
    a_silent_server,
    answer_and_hang_up,
    hang_up,
    say,
)
from tests.builders.mails import GREETINGS, a_mail, a_transport, mails_to, queue, stored
from tests.builders.waiting import until
from ticketapp.outbox import service
from ticketapp.outbox.flush import FlushReport, flush
from ticketapp.outbox.models import Failure, MailState, Reason
from ticketapp.outbox.rules import MAX_TRIES
from ticketapp.serve.ports import free_port


async def test_with_the_server_down_everything_stays_queued_and_no_try_is_counted(ctx, settings):
    await queue(ctx, *mails_to(*(f"p{number}" for number in range(100))))
    port = free_port()
    async with a_transport(settings, port) as transport:
        for _ in range(3 * MAX_TRIES):
            report = await flush(ctx, GREETINGS, transport)
            assert (report.sent, report.retried, report.parked) == (0, 0, 0)
            assert report.trouble.reason is Reason.unreachable
        assert (await service.counts(ctx))[MailState.queued] == 100
        mail = await stored(ctx, "p0")
        assert (mail.tries, mail.failure.reason) == (0, Reason.unreachable)

        async with a_mail_server(port=port) as server:
            assert (await flush(ctx, GREETINGS, transport)).sent == 100
            assert set(server.copies.values()) == {1}
    assert (await stored(ctx, "p0")).failure is None


async def test_after_a_failure_to_connect_the_transport_rests_before_it_tries_again(ctx, settings):
    await queue(ctx, a_mail())
    port = free_port()
    async with a_transport(settings, port, first_rest=60.0) as transport:
        first = await flush(ctx, GREETINGS, transport)
        async with a_mail_server(port=port) as server:
            assert await flush(ctx, GREETINGS, transport) == FlushReport(trouble=first.trouble)
            assert server.greetings == 0


async def test_a_server_that_accepts_and_hangs_ends_the_round_within_its_timeout(ctx, settings):
    await queue(ctx, *mails_to(*(f"p{number}" for number in range(100))))
    async with a_silent_server() as port, a_transport(settings, port) as transport:
        async with asyncio.timeout(20):
            report = await flush(ctx, GREETINGS, transport)
    assert report.trouble.reason is Reason.unreachable
    assert (await service.counts(ctx))[MailState.queued] == 100
    assert (await stored(ctx, "p0")).tries == 0


async def test_a_refused_recipient_is_parked_at_once_and_the_others_get_their_mail(
    ctx, mail_server, transport
):
    mail_server.at_recipient["bob@example.org"] = say("550 No such mailbox")
    await queue(ctx, *mails_to("ada", "bob", "cem"))
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=2, parked=1)
    assert mail_server.recipients == ["ada@example.org", "cem@example.org"]
    bob = await stored(ctx, "bob")
    assert (bob.state, bob.tries) == (MailState.parked, 1)
    assert bob.failure == Failure(Reason.refused, "550 No such mailbox")


async def test_a_refused_message_is_parked_at_once(ctx, mail_server, transport):
    mail_server.before_taking["ada@example.org"] = say("554 Looks like spam")
    await queue(ctx, a_mail())
    assert await flush(ctx, GREETINGS, transport) == FlushReport(parked=1)
    assert (await stored(ctx, "ada")).failure == Failure(Reason.refused, "554 Looks like spam")


@pytest.mark.parametrize("fault", ["at_recipient", "before_taking"])
async def test_a_mail_put_off_by_the_server_is_tried_again_after_a_minute_and_more(
    ctx, clock, mail_server, transport, fault
):
    getattr(mail_server, fault)["bob@example.org"] = say("451 Try again later")
    await queue(ctx, *mails_to("ada", "bob"))
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1, retried=1)
    bob = await stored(ctx, "bob")
    assert (bob.state, bob.tries) == (MailState.queued, 1)
    assert bob.failure == Failure(Reason.deferred, "451 Try again later")
    assert timedelta(seconds=50) < bob.due_at - clock.now() < timedelta(seconds=70)

    clock.advance(seconds=45)
    assert await flush(ctx, GREETINGS, transport) == FlushReport()
    getattr(mail_server, fault).clear()
    clock.advance(seconds=25)
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)
    assert (await stored(ctx, "bob")).tries == 2


async def test_the_tenth_failed_try_parks_the_mail_and_a_retry_starts_afresh(
    ctx, clock, mail_server, transport
):
    mail_server.at_recipient["ada@example.org"] = say("451 Try again later")
    mail_id = await queue(ctx, a_mail())
    waits = []
    for _ in range(MAX_TRIES - 1):
        assert await flush(ctx, GREETINGS, transport) == FlushReport(retried=1)
        waits.append((await service.get_mail(ctx, mail_id)).due_at - clock.now())
        clock.advance(seconds=waits[-1].total_seconds())
    assert await flush(ctx, GREETINGS, transport) == FlushReport(parked=1)
    assert waits == sorted(waits)
    assert timedelta(hours=5) < waits[-1] < timedelta(hours=7)

    clock.advance(days=30)
    assert await flush(ctx, GREETINGS, transport) == FlushReport()
    mail_server.at_recipient.clear()
    await ctx.db.transaction(lambda session: service.retry(ctx, session, mail_id))
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)


async def test_a_server_that_takes_the_message_and_drops_the_line_gets_it_again_under_the_same_id(
    ctx, clock, mail_server, transport
):
    mail_server.after_taking["ada@example.org"] = hang_up
    mail_id = await queue(ctx, a_mail())
    assert await flush(ctx, GREETINGS, transport) == FlushReport(retried=1)
    assert (await stored(ctx, "ada")).failure.reason is Reason.interrupted
    mail_server.after_taking.clear()
    clock.advance(minutes=2)
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)
    assert mail_server.copies == {f"<{mail_id}@tickets.test>": 2}


async def test_a_server_that_drops_the_line_before_it_takes_the_message_gets_it_once(
    ctx, clock, mail_server, transport
):
    mail_server.before_taking["ada@example.org"] = hang_up
    await queue(ctx, *mails_to("ada", "bob", "cem"))
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=2, retried=1)
    mail_server.before_taking.clear()
    clock.advance(minutes=2)
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)
    assert set(mail_server.copies.values()) == {1}


async def test_a_server_that_answers_and_is_gone_before_the_next_mail_costs_nothing(
    ctx, mail_server, transport
):
    names = [f"p{number}" for number in range(20)]
    mail_server.after_taking = {f"{name}@example.org": answer_and_hang_up for name in names}
    await queue(ctx, *mails_to(*names))
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=20)
    assert set(mail_server.copies.values()) == {1}


async def test_a_message_the_server_falls_silent_over_is_tried_again_and_holds_up_no_other(
    ctx, mail_server, transport
):
    mail_server.silent_for.add("bob@example.org")
    await queue(ctx, *mails_to("ada", "bob", "cem", "dan", "eve", "fay"))
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=5, retried=1)
    assert (await stored(ctx, "bob")).failure.reason is Reason.interrupted


async def test_a_server_that_breaks_off_every_message_ends_the_round_early(
    ctx, settings, mail_server
):
    names = [f"p{number}" for number in range(100)]
    mail_server.before_taking = {f"{name}@example.org": hang_up for name in names}
    await queue(ctx, *mails_to(*names))
    async with a_transport(settings, mail_server.port, first_rest=60.0) as transport:
        report = await flush(ctx, GREETINGS, transport)
    assert report.trouble.reason is Reason.interrupted
    assert 3 <= report.retried <= 3 + transport.connections
    assert (await service.counts(ctx))[MailState.queued] == 100


async def test_a_refused_sender_parks_nothing(ctx, mail_server, transport):
    mail_server.at_sender = say("550 You may not send as that")
    await queue(ctx, *mails_to("ada", "bob"))
    assert await flush(ctx, GREETINGS, transport) == FlushReport(retried=2)
    failure = (await stored(ctx, "ada")).failure
    assert failure == Failure(Reason.deferred, "550 You may not send as that")


async def test_a_kind_nobody_can_write_and_a_letter_that_fails_are_parked_and_others_go_on(
    ctx, mail_server, transport
):
    def fail(brief):
        raise KeyError(brief.secret)

    await queue(
        ctx,
        a_mail(kind="unheard-of", recipient="bob@example.org"),
        a_mail(kind="broken", recipient="cem@example.org", secret="s3cret-token"),
        a_mail(recipient="no address at all"),
        *mails_to("ada"),
    )
    report = await flush(ctx, {**GREETINGS, "broken": fail}, transport)
    assert report == FlushReport(sent=1, parked=3)
    assert mail_server.recipients == ["ada@example.org"]
    assert (await stored(ctx, "bob")).failure == Failure(Reason.unknown_kind, "unheard-of")
    assert (await stored(ctx, "cem")).failure == Failure(Reason.not_written, "KeyError")


async def test_words_of_the_server_that_no_database_takes_are_kept_readable(
    ctx, mail_server, transport
):
    def gibberish(session):
        session.transport.write(b"550 \xff\xfe caf\xe9 \x00" + b"x" * 400 + b"\r\n")
        return "250 ignored"

    mail_server.at_recipient["ada@example.org"] = gibberish
    await queue(ctx, a_mail())
    assert (await flush(ctx, GREETINGS, transport)).parked == 1
    assert (await stored(ctx, "ada")).failure.detail.startswith("550 ??")


async def test_a_flush_that_is_stopped_finishes_what_is_on_the_wire_and_gives_the_rest_back(
    ctx, settings, mail_server
):
    await queue(ctx, *mails_to(*(f"p{number}" for number in range(10))))
    mail_server.hold = asyncio.Event()
    async with a_transport(settings, mail_server.port, connections=2) as transport:
        running = asyncio.create_task(flush(ctx, GREETINGS, transport))
        await until(lambda: len(mail_server.taken) == 2)
        running.cancel()
        mail_server.hold.set()
        with pytest.raises(asyncio.CancelledError):
            await running
        counts = await service.counts(ctx)
        assert (counts[MailState.sent], counts[MailState.queued]) == (2, 8)

        assert (await flush(ctx, GREETINGS, transport)).sent == 8
    assert set(mail_server.copies.values()) == {1}
