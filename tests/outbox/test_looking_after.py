"""What an admin sees of the outbox and can do about it, and what becomes of a person's mails."""

import pytest

from tests.builders.mail_server import say
from tests.builders.mails import GREETINGS, a_mail, mails_to, queue
from ticketapp.core.errors import NotFound
from ticketapp.core.i18n import LOCALES
from ticketapp.core.paging import PageRequest
from ticketapp.outbox import claims, service
from ticketapp.outbox.errors import MailNotWaiting
from ticketapp.outbox.flush import FlushReport, flush
from ticketapp.outbox.models import Failure, MailFilter, MailState, Reason
from ticketapp.outbox.schema import OUTBOX
from ticketapp.outbox.texts import describe


def recipients(page):
    return [mail.recipient.partition("@")[0] for mail in page.items]


async def retry(ctx, mail_id):
    return await ctx.db.transaction(lambda session: service.retry(ctx, session, mail_id))


async def test_mails_are_listed_newest_first_by_number_and_by_position(ctx):
    for name in "abcde":
        await queue(ctx, *mails_to(name))
    first = await service.list_mails(ctx, page=PageRequest(limit=2))
    assert (recipients(first), first.total) == (["e", "d"], 5)
    second = await service.list_mails(ctx, page=PageRequest(limit=2, page=2))
    assert recipients(second) == ["c", "b"]
    walked = await service.list_mails(ctx, page=PageRequest(limit=2, page=2, after=first.next))
    assert recipients(walked) == ["c", "b"]
    last = await service.list_mails(ctx, page=PageRequest(limit=2, page=3, after=walked.next))
    assert (recipients(last), last.next) == (["a"], None)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (MailFilter(state=MailState.parked), ["bob"]),
        (MailFilter(state=MailState.sent), ["bert", "ada"]),
        (MailFilter(kind="farewell"), ["bert"]),
        (MailFilter(recipient="b"), ["bert", "bob"]),
        (MailFilter(recipient="bob@example.org"), ["bob"]),
        (MailFilter(state=MailState.sent, recipient="b"), ["bert"]),
        (MailFilter(recipient="$"), []),
    ],
)
async def test_mails_are_found_by_state_kind_and_the_beginning_of_the_address(
    ctx, mail_server, transport, wanted, found
):
    mail_server.at_recipient["bob@example.org"] = say("550 No")
    await queue(ctx, *mails_to("ada"))
    await queue(ctx, *mails_to("bob"))
    await queue(ctx, a_mail(recipient="bert@example.org", kind="farewell"))
    await flush(ctx, {**GREETINGS, "farewell": GREETINGS["greeting"]}, transport)
    assert recipients(await service.list_mails(ctx, wanted)) == found


async def test_a_list_never_shows_the_sealed_secret(ctx):
    await queue(ctx, a_mail(secret="s3cret-token"))
    [mail] = (await service.list_mails(ctx)).items
    assert not hasattr(mail, "secret")


async def test_the_age_of_the_outbox_is_that_of_its_oldest_undelivered_mail(ctx, clock, transport):
    assert (await service.oldest_age(ctx)).total_seconds() == 0
    await queue(ctx, *mails_to("ada"))
    clock.advance(minutes=10)
    await queue(ctx, *mails_to("bob"))
    assert (await service.oldest_age(ctx)).total_seconds() == 600
    await claims.claim_due(ctx, 1)
    assert (await service.oldest_age(ctx)).total_seconds() == 600
    clock.advance(minutes=10)
    await flush(ctx, GREETINGS, transport)
    assert await service.oldest_waiting(ctx) is None


async def test_each_state_is_counted(ctx, mail_server, transport):
    mail_server.at_recipient["bob@example.org"] = say("550 No")
    await queue(ctx, *mails_to("ada", "bob"))
    await flush(ctx, GREETINGS, transport)
    await queue(ctx, *mails_to("cem"))
    assert await service.counts(ctx) == {
        MailState.queued: 1, MailState.sending: 0, MailState.sent: 1,
        MailState.parked: 1, MailState.cancelled: 0,
    }  # fmt: skip


async def test_a_parked_mail_is_sent_when_an_admin_says_so(ctx, mail_server, transport):
    mail_server.at_recipient["bob@example.org"] = say("550 Mailbox full")
    mail_id = await queue(ctx, *mails_to("bob"))
    await flush(ctx, GREETINGS, transport)
    mail_server.at_recipient.clear()
    assert await flush(ctx, GREETINGS, transport) == FlushReport()
    mail = await retry(ctx, mail_id)
    assert (mail.state, mail.tries) == (MailState.queued, 0)
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)


async def test_a_mail_that_waits_for_its_next_try_can_be_sent_now(ctx, mail_server, transport):
    mail_server.at_recipient["bob@example.org"] = say("451 Later")
    mail_id = await queue(ctx, *mails_to("bob"))
    await flush(ctx, GREETINGS, transport)
    mail_server.at_recipient.clear()
    await retry(ctx, mail_id)
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)


async def test_all_parked_mails_can_be_sent_again_at_once(ctx, mail_server, transport):
    mail_server.at_recipient = {f"{name}@example.org": say("550 No") for name in ("ada", "bob")}
    await queue(ctx, *mails_to("ada", "bob", "cem"))
    await flush(ctx, GREETINGS, transport)
    mail_server.at_recipient.clear()
    assert await ctx.db.transaction(lambda session: service.retry_parked(ctx, session)) == 2
    assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=2)


async def test_a_mail_that_is_delivered_on_its_way_or_called_off_is_not_sent_again(ctx, transport):
    sent = await queue(ctx, *mails_to("ada"))
    await flush(ctx, GREETINGS, transport)
    on_its_way = await queue(ctx, *mails_to("bob"))
    await claims.claim_due(ctx, 1)
    called_off = await queue(ctx, a_mail(object_id="o1"))
    await ctx.db.transaction(lambda session: service.cancel(ctx, session, ["greeting"], "o1"))
    for mail_id in (sent, on_its_way, called_off):
        with pytest.raises(MailNotWaiting):
            await retry(ctx, mail_id)
    with pytest.raises(NotFound):
        await retry(ctx, "no-such-mail")


async def test_calling_off_stops_the_mails_of_one_object_and_no_others(ctx, mail_server, transport):
    await queue(
        ctx,
        a_mail(object_id="o1"),
        a_mail(object_id="o1", kind="other"),
        a_mail(object_id="o2", recipient="bob@example.org"),
    )
    called_off = await ctx.db.transaction(
        lambda session: service.cancel(ctx, session, ["greeting"], "o1")
    )
    assert called_off == 1
    await flush(ctx, {**GREETINGS, "other": GREETINGS["greeting"]}, transport)
    assert mail_server.recipients == ["ada@example.org", "bob@example.org"]


async def test_erasing_a_person_calls_off_their_mails_and_keeps_nothing_about_them(
    ctx, clock, mail_server, transport
):
    mail_server.at_recipient["ada@example.org"] = say("550 5.1.1 <ada@example.org> unknown")
    await queue(ctx, a_mail(facts={"name": "Ada"}), *mails_to("bob"))
    await flush(ctx, GREETINGS, transport)
    mail_server.at_recipient.clear()
    await queue(ctx, a_mail(version=2, facts={"name": "Ada"}, secret="s3cret-token"))

    async def erase(session):
        await service.erase_recipient(ctx, session, "ada@example.org")
        await service.enqueue(ctx, session, a_mail(kind="farewell", object_id="u1"))

    await ctx.db.transaction(erase)
    composers = {**GREETINGS, "farewell": GREETINGS["greeting"]}
    assert await flush(ctx, composers, transport) == FlushReport(sent=1)
    await ctx.db.transaction(
        lambda session: service.erase_recipient(ctx, session, "ada@example.org")
    )
    kept = [each async for each in ctx.db.outbox.find({"recipient": {"$ne": "bob@example.org"}})]
    assert len(kept) == 3
    assert "ada" not in repr(kept).lower()
    assert all(each["secret"] is None for each in kept)


async def test_no_query_of_the_outbox_reads_the_whole_collection(ctx, clock):
    await queue(ctx, *mails_to(*(f"p{number}" for number in range(200))))
    waiting = {"state": {"$in": ["queued", "sending"]}}
    for query, sort in [
        (waiting | {"due_at": {"$lte": clock.now()}}, {"due_at": 1}),
        (waiting, {"_id": 1}),
        ({"state": "parked"}, {"_id": -1}),
        ({"kind": "greeting"}, {"_id": -1}),
        ({"recipient": {"$gte": "p1", "$lt": "p1\U0010ffff"}}, {"_id": -1}),
        ({}, {"_id": -1}),
        ({"kind": {"$in": ["greeting"]}, "object_id": "object"}, {}),
    ]:
        plan = await ctx.db.raw.command(
            "explain", {"find": OUTBOX.name, "filter": query, "sort": sort, "limit": 20}
        )
        chosen = str(plan["queryPlanner"]["winningPlan"])
        assert "COLLSCAN" not in chosen, query
        if "due_at" in sort:
            assert "'SORT'" not in chosen  # the index gives the order, however many wait


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_for_a_failure_has_a_sentence(locale):
    sentences = {describe(Failure(reason), locale) for reason in Reason}
    assert len(sentences) == len(Reason)
