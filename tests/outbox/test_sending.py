"""A flush sends what is due, once, over connections it uses again."""

import asyncio

import pytest

from tests.builders.mail_server import hang_up, say
from tests.builders.mails import GREETINGS, a_mail, a_transport, mails_to, queue, stored
from tests.builders.waiting import until
from ticketapp.outbox import service, smtp
from ticketapp.outbox.flush import FlushReport, flush
from ticketapp.outbox.models import MailState


async def test_a_queued_mail_arrives_and_is_recorded_as_sent(ctx, mail_server, transport):
    mail_id = await queue(ctx, a_mail())
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)

    [message] = mail_server.taken
    assert message["Subject"] == "Hello Ada Lovelace"
    assert str(message["To"]) == "Ada Lovelace <ada@example.org>"
    assert str(message["From"]) == "Ticketapp <tickets@tickets.test>"
    assert message["Message-ID"] == f"<{mail_id}@tickets.test>"
    assert message["Date"].datetime == ctx.clock.now().replace(microsecond=0)
    assert message["Auto-Submitted"] == "auto-generated"

    mail = await service.get_mail(ctx, mail_id)
    assert (mail.state, mail.tries, mail.failure) == (MailState.sent, 1, None)
    assert mail.sent_at == ctx.clock.now()


async def test_a_second_flush_sends_nothing_again(ctx, mail_server, transport):
    await queue(ctx, a_mail())
    await flush(ctx, GREETINGS, transport)
    assert await flush(ctx, GREETINGS, transport) == FlushReport()
    assert len(mail_server.taken) == 1


async def test_connections_are_shared_by_many_mails_and_by_later_flushes(
    ctx, mail_server, transport
):
    await queue(ctx, *mails_to(*(f"one{number}" for number in range(50))))
    assert (await flush(ctx, GREETINGS, transport)).sent == 50
    await queue(ctx, *mails_to(*(f"two{number}" for number in range(30))))
    assert (await flush(ctx, GREETINGS, transport)).sent == 30
    assert set(mail_server.copies.values()) == {1}
    assert mail_server.greetings <= transport.connections


async def test_a_connection_the_server_closed_between_two_flushes_costs_no_try(
    ctx, mail_server, transport
):
    await queue(ctx, *mails_to("ada"))
    await flush(ctx, GREETINGS, transport)
    for session in mail_server.sessions:
        session.transport.close()
    await queue(ctx, *mails_to("bob"))
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)
    assert (await stored(ctx, "bob")).tries == 1


@pytest.mark.parametrize(
    ("answer", "greetings"), [(say("250 Still here"), 1), (say("421 Bye"), 2), (hang_up, 2)]
)
async def test_a_connection_that_has_idled_is_asked_whether_it_lives_before_it_gets_a_mail(
    ctx, settings, mail_server, monkeypatch, answer, greetings
):
    monkeypatch.setattr(smtp, "_CHECK_AFTER", -1.0)
    mail_server.at_question = answer
    async with a_transport(settings, mail_server.port, connections=1) as transport:
        for name in ("ada", "bob"):
            await queue(ctx, *mails_to(name))
            assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)
    assert (mail_server.questions, mail_server.greetings) == (1, greetings)


async def test_a_connection_that_has_idled_for_long_is_not_kept(
    ctx, settings, mail_server, monkeypatch
):
    monkeypatch.setattr(smtp, "_CLOSE_AFTER", -1.0)
    async with a_transport(settings, mail_server.port, connections=1) as transport:
        for name in ("ada", "bob"):
            await queue(ctx, *mails_to(name))
            assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)
    assert (mail_server.questions, mail_server.greetings) == (0, 2)


async def test_a_connection_is_given_up_after_as_many_messages_as_servers_allow(
    ctx, settings, mail_server
):
    await queue(ctx, *mails_to(*(f"p{number}" for number in range(120))))
    async with a_transport(settings, mail_server.port, connections=1) as transport:
        assert (await flush(ctx, GREETINGS, transport)).sent == 120
    assert mail_server.greetings == 2


async def test_a_mail_queued_while_a_flush_runs_goes_out_with_it(ctx, mail_server, transport):
    mail_server.hold = asyncio.Event()
    await queue(ctx, *mails_to("ada"))
    running = asyncio.create_task(flush(ctx, GREETINGS, transport))
    await until(lambda: mail_server.recipients == ["ada@example.org"])
    await queue(ctx, *mails_to("bob"))
    mail_server.hold.set()
    assert await running == FlushReport(sent=2)
