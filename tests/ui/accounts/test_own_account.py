"""The own account through its handlers: whose it is, and what a hostile client gets from them."""

from dataclasses import replace

import pytest
import reflex as rx

from tests.builders.people import PASSWORD, a_user, document_of, signed_in
from tests.drivers.tab import Tab
from tests.ui.conftest import tab_of
from ticketapp.accounts.models import User
from ticketapp.core.context import Context, set_context
from ticketapp.core.db import connect
from ticketapp.serve.ports import free_port
from ticketapp.ui.states.accounts.account import (
    AccountState,
    PasswordState,
    ProfileState,
    SecondFactorState,
)
from ticketapp.ui.states.base import PageState
from ticketapp.ui.states.bookings.own import BookingsState

NEW = "another evening by the sea"
HOSTILE = (
    None,
    {"$ne": None},
    ["x"],
    3,
    True,
    "x" * 100_000,
    "\ud800",
)


@pytest.fixture
async def robin(ctx: Context) -> User:
    return await a_user(ctx, name="Robin Meyer")


async def everything_in(tab: Tab) -> str:
    """Every var of every state as the browser gets it, and every change that was sent."""
    root = await tab.state(rx.State)
    return f"{root.dict()} {tab.sent}"


async def test_the_account_shows_its_owner_and_where_they_are_signed_in(ctx: Context, robin: User):
    await signed_in(ctx, robin)
    async with tab_of(ctx, robin, path="/me/account") as tab:
        await tab.call(AccountState.load)
        state = await tab.state(AccountState)
    assert (state.ready, state.name, state.email) == (True, "Robin Meyer", robin.email)
    assert [device["here"] for device in state.devices] == [True, False]


async def test_whoever_is_not_signed_in_is_led_to_the_door_and_shown_nothing(tab: Tab):
    tab.path = "/me/account"
    await tab.call(AccountState.load)
    assert tab.redirects == ["/login?next=/me/account"]
    assert not (await tab.state(AccountState)).ready


async def test_an_account_whose_session_ended_is_taken_off_the_page(ctx: Context, robin: User):
    async with tab_of(ctx, robin, path="/me/account") as tab:
        await tab.call(AccountState.load)
        await ctx.db.sessions.delete_many({})
        tab.sent.clear()
        await tab.call(AccountState.load)
        state = await tab.state(AccountState)
        assert tab.redirects == ["/login?next=/me/account"]
    assert (state.ready, state.email, state.devices) == (False, "", [])


async def test_a_new_name_is_kept_and_said(ctx: Context, robin: User):
    async with tab_of(ctx, robin) as tab:
        await tab.call(ProfileState.save, form={"name": "  Robin   Grün "})
        assert (await tab.state(AccountState)).name == "Robin Grün"
        assert (await tab.state(PageState)).notice["text"] == "Your name is saved."


async def test_a_language_is_kept_with_the_person(ctx: Context, robin: User):
    async with tab_of(ctx, robin) as tab:
        await tab.call(ProfileState.keep_language, language="de")
    assert (await document_of(ctx, robin))["locale"] == "de"


async def test_no_password_becomes_a_var_however_the_change_ends(ctx: Context, robin: User):
    async with tab_of(ctx, robin) as tab:
        for current in ["not this one", PASSWORD]:
            form = {"current_password": current, "new_password": NEW}
            await tab.call(PasswordState.change_password, form=form)
            seen = await everything_in(tab)
            assert NEW not in seen
            assert current not in seen
        assert (await tab.state(PasswordState)).changes == 1


async def test_a_wrong_password_is_said_beside_its_field(ctx: Context, robin: User):
    async with tab_of(ctx, robin) as tab:
        form = {"current_password": "not this one", "new_password": NEW}
        await tab.call(PasswordState.change_password, form=form)
        errors = (await tab.state(PasswordState)).errors
    assert errors == {"current_password": "The current password is not right."}


async def test_guessing_the_password_is_slowed_down_and_the_wait_is_said(ctx: Context, robin: User):
    form = {"current_password": "not this one", "new_password": NEW}
    async with tab_of(ctx, robin) as tab:
        for _ in range(6):
            await tab.call(PasswordState.change_password, form=form)
        assert (await tab.state(PasswordState)).problem.startswith("Too many requests. Try again")


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: str(type(value).__name__))
@pytest.mark.parametrize(
    ("handler", "form"),
    [
        (ProfileState.save, {"name": "Robin"}),
        (PasswordState.change_password, {"current_password": PASSWORD, "new_password": NEW}),
        (SecondFactorState.remove, {"factor_password": PASSWORD}),
    ],
    ids=["name", "password", "second factor"],
)
async def test_what_no_form_could_send_is_refused_beside_its_field(
    without_limits: Context, handler, form, value
):
    robin = await a_user(without_limits)
    before = await document_of(without_limits, robin)
    async with tab_of(without_limits, robin) as tab:
        for field in form:
            await tab.call(handler, form={**form, field: value})
            assert set((await tab.state(handler.state)).errors) == {field}
    after = await document_of(without_limits, robin)
    assert {**before, "last_sign_in_at": 0, "known_addresses": 0} == {
        **after, "last_sign_in_at": 0, "known_addresses": 0,
    }  # fmt: skip


async def test_a_name_with_control_characters_is_refused(ctx: Context, robin: User):
    async with tab_of(ctx, robin) as tab:
        for name in ["Robin\x00", "Robin \u202e reyeM"]:
            await tab.call(ProfileState.save, form={"name": name})
            assert (await tab.state(ProfileState)).errors == {
                "name": "Leave out control characters."
            }


async def test_a_session_that_is_not_ones_own_is_as_good_as_none(ctx: Context, robin: User):
    await signed_in(ctx, await a_user(ctx))
    theirs = await ctx.db.sessions.find_one({})
    async with tab_of(ctx, robin) as tab:
        await tab.call(AccountState.load)
        for session_id in [theirs["_id"], "", "\x00", "no such session"]:
            await tab.call(AccountState.end_session, session_id=session_id)
            notice = (await tab.state(PageState)).notice["text"]
            assert notice.startswith("There is nothing here")
    assert await ctx.db.sessions.count_documents({"_id": theirs["_id"]}) == 1


@pytest.mark.parametrize("state", [AccountState, BookingsState], ids=lambda state: state.__name__)
async def test_content_that_can_not_be_loaded_says_why_in_its_place_until_it_can(
    ctx: Context, robin: User, state
):
    nowhere = f"mongodb://127.0.0.1:{free_port()}"
    away = connect(ctx.settings.model_copy(update={"mongodb_uri": nowhere}))
    async with tab_of(ctx, robin) as tab:
        set_context(replace(ctx, db=away))
        await tab.call(state.load)
        shown = await tab.state(state)
        assert (shown.ready, shown.notice["text"]) == (False, "")
        assert shown.trouble
        away.close()

        set_context(ctx)
        await tab.call(state.load)
        shown = await tab.state(state)
        assert (shown.ready, shown.trouble) == (True, "")
