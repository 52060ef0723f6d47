"""Forgotten, mailed and reset passwords through their handlers."""

import pytest

from tests.builders.people import PASSWORD, a_user
from tests.drivers.tab import Tab
from tests.ui.accounts.test_own_account import HOSTILE, everything_in
from tests.ui.conftest import tab_of
from ticketapp.accounts import links
from ticketapp.accounts.links import Purpose
from ticketapp.accounts.models import SessionKind, User
from ticketapp.accounts.setup import issue_setup_link
from ticketapp.accounts.sign_in import sign_in
from ticketapp.core.actor import Origin
from ticketapp.core.context import Context
from ticketapp.outbox.models import QueuedMail
from ticketapp.outbox.service import mails_of
from ticketapp.ui.states.accounts.account import AccountState
from ticketapp.ui.states.accounts.passwords import (
    ChosenPasswordState,
    ForgotState,
    LinkState,
    ResetState,
)

NEW = "another evening by the sea"


async def mails_to(ctx: Context, user: User) -> list[QueuedMail]:
    return [mail for mail in await mails_of(ctx, user.email) if mail.kind == "account.reset"]


async def a_reset_link(ctx: Context, user: User) -> str:
    return await ctx.db.transaction(
        lambda session: links.issue(
            ctx, session, Purpose.password, user.id, lifetime=links.RESET_LIFETIME
        )
    )


async def test_the_answer_is_the_same_whether_there_is_an_account_or_not(ctx: Context, tab: Tab):
    user = await a_user(ctx)
    answers = []
    for email in [user.email, "nobody@example.org"]:
        await tab.call(ForgotState.begin)
        await tab.call(ForgotState.ask, form={"email": email})
        state = await tab.state(ForgotState)
        answers.append((state.asked, state.problem, dict(state.errors), state.notice["text"]))
    assert answers == [(True, "", {}, "")] * 2
    assert len(await mails_to(ctx, user)) == 1


@pytest.mark.parametrize("email", [*HOSTILE, "", "nobody", "a\x00@example.org"], ids=repr)
async def test_an_address_that_is_none_is_said_beside_its_field(tab: Tab, email):
    await tab.call(ForgotState.ask, form={"email": email})
    state = await tab.state(ForgotState)
    assert (state.asked, set(state.errors)) == (False, {"email"})


async def test_asking_too_often_says_how_long_to_wait(tab: Tab):
    for _ in range(6):
        await tab.call(ForgotState.ask, form={"email": "nobody@example.org"})
    state = await tab.state(ForgotState)
    assert state.problem.startswith("Too many requests. Try again in")


async def test_a_link_that_works_is_told_from_one_that_does_not(ctx: Context, tab: Tab):
    link = await a_reset_link(ctx, await a_user(ctx))
    for path, usable in [(link, True), ("nonsense", False), ("%00", False), ("x" * 5000, False)]:
        tab.path = f"/reset/{path}"
        await tab.call(LinkState.look_at_reset)
        state = await tab.state(LinkState)
        assert (state.known, state.usable) == (True, usable)


async def test_a_link_for_one_thing_is_none_for_another(ctx: Context, tab: Tab):
    link = (await issue_setup_link(ctx)).rpartition("/")[2]
    tab.path = f"/setup/{link}"
    for handler, usable in [(LinkState.look_at_setup, True), (LinkState.look_at_reset, False)]:
        await tab.call(handler)
        assert (await tab.state(LinkState)).usable is usable


async def test_a_reset_uses_the_link_up_and_leads_to_the_door(ctx: Context, tab: Tab):
    user = await a_user(ctx)
    link = await a_reset_link(ctx, user)
    tab.path = f"/reset/{link}"
    await tab.call(LinkState.look_at_reset)
    form = {"link": link, "new_password": NEW}
    await tab.call(ResetState.reset_password, form=form)
    assert tab.redirects == ["/login?reset=1"]
    assert NEW not in await everything_in(tab)
    await sign_in(ctx, Origin(), SessionKind.browser, user.email, NEW)

    await tab.call(ResetState.reset_password, form=form)
    assert not (await tab.state(LinkState)).usable


async def test_a_poor_new_password_keeps_the_link_good(ctx: Context, tab: Tab):
    link = await a_reset_link(ctx, await a_user(ctx))
    tab.path = f"/reset/{link}"
    await tab.call(ResetState.reset_password, form={"link": link, "new_password": "12345678"})
    assert set((await tab.state(ResetState)).errors) == {"new_password"}
    await tab.call(LinkState.look_at_reset)
    assert (await tab.state(LinkState)).usable


@pytest.mark.parametrize(
    ("wanted", "way"),
    [
        ("", "/me"),
        ("?next=/me/account", "/me/account"),
        ("?next=//example.org", "/me"),
        ("?next=https://example.org", "/me"),
    ],
)
async def test_a_chosen_password_leads_on_to_where_one_wanted_to_go(
    ctx: Context, wanted: str, way: str
):
    user = await a_user(ctx)
    async with tab_of(ctx, user, path=f"/set-password{wanted}") as tab:
        form = {"current_password": PASSWORD, "new_password": NEW}
        await tab.call(ChosenPasswordState.choose, form=form)
        assert tab.redirects == [way]
        assert NEW not in await everything_in(tab)


async def test_a_mailed_password_opens_the_account_only_after_another_is_chosen(ctx: Context):
    user = await a_user(ctx)
    await ctx.db.users.update_one({"_id": user.id}, {"$set": {"must_change_password": True}})
    async with tab_of(ctx, user, path="/me/account") as tab:
        await tab.call(AccountState.load)
        assert tab.redirects == ["/set-password?next=/me/account"]
        assert not (await tab.state(AccountState)).ready
