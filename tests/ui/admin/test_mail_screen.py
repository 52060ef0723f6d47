"""The mail screen's state: what is stuck is seen, explained and sent again."""

import pytest

from tests.builders.mails import a_mail, queue
from tests.drivers.tab import Tab
from ticketapp.ui.states.admin.mail import OutboxState
from ticketapp.ui.states.admin.overview import OverviewState

SECRET = "the-token-in-the-mail"


async def shown(tab: Tab, path: str = "/admin/mail") -> OutboxState:
    tab.path = path
    await tab.call(OutboxState.load)
    return await tab.state(OutboxState)


async def parked(ctx, **mail) -> str:
    mail_id = await queue(ctx, a_mail(secret=SECRET, **mail))
    failure = {"reason": "refused", "detail": "550 no such mailbox"}
    await ctx.db.outbox.update_one(
        {"_id": mail_id}, {"$set": {"state": "parked", "tries": 10, "failure": failure}}
    )
    return mail_id


@pytest.fixture(autouse=True)
async def an_empty_outbox(ctx, ada):
    await ctx.db.outbox.delete_many({})


async def test_the_address_says_which_mails_are_shown(ctx, admin_tab):
    await parked(ctx, recipient="robin@example.org")
    await queue(ctx, a_mail(recipient="robert@example.org"), a_mail(recipient="zoe@example.org"))
    state = await shown(admin_tab, "/admin/mail?to=Rob&state=queued")
    assert [row["recipient"] for row in state.rows] == ["robert@example.org"]
    assert state.counts["parked"] == 1
    assert len((await shown(admin_tab, "/admin/mail?state=lost&kind=greeting")).rows) == 3


async def test_an_open_mail_says_why_it_has_not_arrived_and_never_what_it_carries(ctx, admin_tab):
    mail_id = await parked(ctx)
    state = await shown(admin_tab, f"/admin/mail?mail={mail_id}")
    assert state.mail["why"] == "The mail server refused this mail for good."
    assert state.mail["detail"] == "550 no such mailbox"
    assert SECRET not in str(admin_tab.sent)
    assert "facts" not in state.mail


async def test_a_parked_mail_is_sent_again(ctx, admin_tab):
    mail_id = await parked(ctx)
    await shown(admin_tab, f"/admin/mail?mail={mail_id}")
    await admin_tab.call(OutboxState.resend)
    state = await admin_tab.state(OutboxState)
    assert (state.mail["state"], state.rows[0]["state"]) == ("queued", "queued")
    assert (state.counts["parked"], state.counts["queued"]) == (0, 1)


async def test_a_mail_that_has_arrived_since_is_not_sent_again(ctx, admin_tab):
    mail_id = await parked(ctx)
    await shown(admin_tab, f"/admin/mail?mail={mail_id}")
    await ctx.db.outbox.update_one({"_id": mail_id}, {"$set": {"state": "sent"}})
    await admin_tab.call(OutboxState.resend)
    state = await admin_tab.state(OutboxState)
    assert state.problem.startswith("This mail is on its way, delivered or called off")
    assert state.place == "mail"


async def test_all_parked_mails_are_sent_again_after_one_question(ctx, admin_tab):
    for name in ("one", "two"):
        await parked(ctx, object_id=name)
    await shown(admin_tab)
    await admin_tab.call(OutboxState.ask)
    assert (await admin_tab.state(OutboxState)).asking
    await admin_tab.call(OutboxState.resend_parked)
    state = await admin_tab.state(OutboxState)
    assert (state.asking, state.counts["parked"]) == (False, 0)
    assert {row["state"] for row in state.rows} == {"queued"}


async def test_a_mail_that_waits_longer_than_five_minutes_is_pointed_out(ctx, admin_tab, clock):
    await queue(ctx, a_mail())
    assert (await shown(admin_tab)).waiting_since == ""
    queued_at = clock.now()
    clock.advance(minutes=5, seconds=1)
    assert (await shown(admin_tab)).waiting_since == queued_at.isoformat()
    await admin_tab.call(OverviewState.load)
    overview = await admin_tab.state(OverviewState)
    assert overview.waiting_since == queued_at.isoformat()


async def test_the_overview_counts_what_was_given_up(ctx, admin_tab):
    await parked(ctx)
    await admin_tab.call(OverviewState.load)
    assert (await admin_tab.state(OverviewState)).parked == 1


@pytest.mark.parametrize("mail", ["nothing", "%24ne", "%00"])
async def test_a_mail_that_is_not_there_is_said_to_be_gone(admin_tab, mail):
    state = await shown(admin_tab, f"/admin/mail?mail={mail}")
    assert state.missing
    await admin_tab.call(OutboxState.resend)
    assert (await admin_tab.state(OutboxState)).problem.startswith("There is nothing here")
