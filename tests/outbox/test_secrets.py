"""A secret in a mail rests nowhere in the clear, and nowhere at all once it is delivered."""

import asyncio
from dataclasses import replace

import pytest
from pydantic import SecretStr

from tests.builders.mail_server import say
from tests.builders.mails import GREETINGS, a_mail, queue, stored
from tests.builders.waiting import until
from ticketapp.outbox import service
from ticketapp.outbox.flush import FlushReport, flush
from ticketapp.outbox.models import MailState, Reason

SECRET = "correct-horse-battery-staple-0123456789"


async def dump(ctx):
    """Everything the database holds, as bytes."""
    names = await ctx.db.raw.list_collection_names()
    documents = [each for name in names async for each in ctx.db.raw[name].find_raw_batches({})]
    assert documents
    return b"".join(documents)


@pytest.fixture
async def mail_id(ctx):
    return await queue(ctx, a_mail(secret=SECRET))


async def test_no_dump_of_the_database_shows_the_secret_at_any_moment(
    ctx, clock, mail_server, transport, mail_id
):
    assert SECRET.encode() not in await dump(ctx)

    mail_server.before_taking["ada@example.org"] = say("451 Later")
    await flush(ctx, GREETINGS, transport)
    assert SECRET.encode() not in await dump(ctx)

    mail_server.before_taking.clear()
    mail_server.hold = asyncio.Event()
    clock.advance(minutes=2)
    running = asyncio.create_task(flush(ctx, GREETINGS, transport))
    await until(lambda: mail_server.taken)
    assert SECRET.encode() not in await dump(ctx)

    mail_server.hold.set()
    await running
    assert SECRET.encode() not in await dump(ctx)
    [message] = mail_server.taken
    assert SECRET in message.get_body(("plain",)).get_content()
    assert SECRET in message.get_body(("html",)).get_content()


async def test_even_the_sealed_secret_is_gone_once_the_mail_is_sent(ctx, transport, mail_id):
    assert (await ctx.db.outbox.find_one({}))["secret"]
    await flush(ctx, GREETINGS, transport)
    assert (await ctx.db.outbox.find_one({}))["secret"] is None


async def test_even_the_sealed_secret_is_gone_once_the_mail_is_called_off(ctx, mail_id):
    await ctx.db.transaction(lambda session: service.cancel(ctx, session, ["greeting"], "object"))
    assert (await ctx.db.outbox.find_one({}))["secret"] is None


async def test_a_sealed_secret_opens_in_no_other_mail(ctx, transport, mail_id):
    other = await queue(ctx, a_mail(object_id="another", secret="x"))
    stolen = (await ctx.db.outbox.find_one({"_id": mail_id}))["secret"]
    await ctx.db.outbox.update_one({"_id": other}, {"$set": {"secret": stolen}})
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1, parked=1)
    mail = await service.get_mail(ctx, other)
    assert (mail.state, mail.failure.reason) == (MailState.parked, Reason.unreadable)


async def test_a_mail_sealed_under_a_key_that_was_replaced_is_parked_with_that_reason(
    ctx, transport, mail_id
):
    renewed = ctx.settings.model_copy(update={"jwt_secret": SecretStr("x" * 40)})
    changed = replace(ctx, settings=renewed)
    assert await flush(changed, GREETINGS, transport) == FlushReport(parked=1)
    assert (await stored(ctx, "ada")).failure.reason is Reason.unreadable


async def test_a_server_that_echoes_the_secret_does_not_get_it_into_the_database(
    ctx, mail_server, transport, mail_id
):
    mail_server.before_taking["ada@example.org"] = say(f"554 Spam: {SECRET}")
    await flush(ctx, GREETINGS, transport)
    assert (await stored(ctx, "ada")).failure.detail == "554 Spam: (hidden)"
    assert SECRET.encode() not in await dump(ctx)


async def test_a_letter_that_fails_leaves_no_secret_in_the_log(ctx, transport, mail_id, capsys):
    def fail(brief):
        raise ValueError(f"can't write {brief.secret}")

    assert (await flush(ctx, {"greeting": fail}, transport)).parked == 1
    printed = "".join(capsys.readouterr())
    assert "mail not written" in printed
    assert SECRET not in printed


def test_a_mail_shows_its_secret_to_nobody_who_prints_it():
    assert SECRET not in repr(a_mail(secret=SECRET))
