"""The people screen's state: what it shows, what it changes, and what it says when it may not."""

import pytest

from tests.builders.people import a_user, document_of
from tests.drivers.tab import Tab
from tests.ui.conftest import tab_of
from ticketapp.accounts import repository
from ticketapp.accounts.models import User
from ticketapp.accounts.people import PersonEdit, edit_person
from ticketapp.core.actor import Role, system
from ticketapp.core.context import Context
from ticketapp.ui.states.admin.people import NEW, PeopleState


async def shown(tab: Tab, path: str = "/admin/people") -> PeopleState:
    tab.path = path
    await tab.call(PeopleState.load)
    return await tab.state(PeopleState)


async def opened(tab: Tab, user: User) -> PeopleState:
    return await shown(tab, f"/admin/people?person={user.id}")


async def a_crowd(ctx: Context, size: int) -> None:
    """Accounts nobody signs in to, without the price of hashing a password for each."""
    await ctx.db.users.insert_many(
        repository.new_document(
            id_=ctx.ids.new(), email=f"crowd{number:04}@example.org", name=f"Crowd {number}",
            role=Role.user, locale="en", password_hash=None, must_change_password=False,
            now=ctx.clock.now(),
        )
        for number in range(size)
    )  # fmt: skip


async def test_the_address_says_whom_the_list_shows(ctx, admin_tab):
    await a_user(ctx, name="Robin Meyer", role=Role.staff)
    await a_user(ctx, name="Robin Oak")
    state = await shown(admin_tab, "/admin/people?q=rob+mey&role=staff&status=active")
    assert [row["name"] for row in state.rows] == ["Robin Meyer"]
    assert state.filtered


@pytest.mark.parametrize(
    "query",
    ["role=king", "sort=password_hash", "status=%00", "cursor=nonsense", "q=" + "x" * 9000, "q=%"],
)
async def test_an_address_that_makes_no_sense_shows_the_list_all_the_same(admin_tab, query):
    state = await shown(admin_tab, f"/admin/people?{query}")
    assert state.access == "open"


async def test_the_list_is_walked_on_and_back(ctx, admin_tab):
    await a_crowd(ctx, 120)
    first = await shown(admin_tab, "/admin/people?sort=email&q=crowd")
    names = [row["email"] for row in first.rows]
    assert (first.total, first.previous_cursor, len(names)) == (120, "", 50)
    second = await shown(admin_tab, f"/admin/people?sort=email&q=crowd&cursor={first.next_cursor}")
    assert (second.page_number, second.rows[0]["email"]) == (2, "crowd0050@example.org")
    back = second.previous_cursor
    again = await shown(admin_tab, f"/admin/people?sort=email&q=crowd&cursor={back}")
    assert [row["email"] for row in again.rows] == names
    assert again.page_number == 1


async def test_a_cursor_of_another_list_begins_at_the_start(ctx, admin_tab):
    await a_crowd(ctx, 60)
    cursor = (await shown(admin_tab, "/admin/people?q=crowd")).next_cursor
    state = await shown(admin_tab, f"/admin/people?q=crowd&sort=email&cursor={cursor}")
    assert state.page_number == 1


async def test_name_and_role_are_changed_in_the_panel_and_in_the_list(ctx, admin_tab):
    robin = await a_user(ctx)
    await opened(admin_tab, robin)
    await admin_tab.call(PeopleState.save_profile, form={"name": "Robin Oak", "role": "staff"})
    state = await admin_tab.state(PeopleState)
    assert (state.person["name"], state.person["role"]) == ("Robin Oak", "staff")
    assert "Robin Oak" in [row["name"] for row in state.rows]
    assert (await document_of(ctx, robin))["role"] == "staff"


async def test_a_name_that_can_not_be_is_refused_beside_its_field(ctx, admin_tab):
    await opened(admin_tab, await a_user(ctx))
    await admin_tab.call(PeopleState.save_profile, form={"name": "\u202egnp", "role": "user"})
    state = await admin_tab.state(PeopleState)
    assert state.errors == {"name": "Leave out control characters."}


async def test_that_somebody_is_the_last_admin_is_said_beside_what_would_end_it(
    ctx, admin_tab, ada
):
    await opened(admin_tab, ada)
    await admin_tab.call(PeopleState.save_profile, form={"name": ada.name, "role": "user"})
    state = await admin_tab.state(PeopleState)
    assert state.errors["role"].startswith("This is the last active admin.")
    assert not state.problem

    await admin_tab.call(PeopleState.disable)
    state = await admin_tab.state(PeopleState)
    assert state.problem.startswith("This is the last active admin.")
    assert state.place == "sign-in"


async def test_a_disabled_person_is_out_at_once_and_comes_back_when_enabled(ctx, admin_tab):
    robin = await a_user(ctx)
    await opened(admin_tab, robin)
    await admin_tab.call(PeopleState.disable)
    assert (await admin_tab.state(PeopleState)).person["disabled"]
    assert (await document_of(ctx, robin))["disabled_at"]
    await admin_tab.call(PeopleState.enable)
    assert not (await admin_tab.state(PeopleState)).person["disabled"]


async def test_all_sessions_of_a_person_end(ctx, admin_tab):
    robin = await a_user(ctx)
    await ctx.db.sessions.insert_one(
        {"_id": "s", "kind": "api", "user_id": robin.id, "digest": "x",
         "expires_at": ctx.clock.now()}
    )  # fmt: skip
    await opened(admin_tab, robin)
    await admin_tab.call(PeopleState.end_sessions)
    assert await ctx.db.sessions.count_documents({"user_id": robin.id}) == 0
    assert (await admin_tab.state(PeopleState)).notice["text"] == "Signed out everywhere."


async def test_a_person_who_is_added_gets_a_password_by_mail(ctx, admin_tab):
    await shown(admin_tab, f"/admin/people?person={NEW}")
    new = {"email": "Nina@Example.org", "name": "Nina New", "role": "staff"}
    await admin_tab.call(PeopleState.add, form=new)
    added = await repository.by_email(ctx.db, "nina@example.org")
    assert (added["role"], added["must_change_password"]) == ("staff", True)
    assert admin_tab.redirects == [f"/admin/people?person={added['_id']}"]
    assert await ctx.db.outbox.count_documents({"recipient": "nina@example.org"}) == 1


async def test_an_address_that_is_taken_is_refused_and_mails_nobody(ctx, admin_tab):
    robin = await a_user(ctx)
    await shown(admin_tab, f"/admin/people?person={NEW}")
    new = {"email": robin.email, "name": "Robin", "role": "user"}
    await admin_tab.call(PeopleState.add, form=new)
    state = await admin_tab.state(PeopleState)
    assert state.problem.startswith("There is already an account")
    assert await ctx.db.outbox.count_documents({}) == await ctx.db.outbox.count_documents(
        {"recipient": "ada@example.org"}
    )


@pytest.mark.parametrize("person", ["nobody", "%24ne", "%00", "[]"])
async def test_somebody_who_is_not_there_is_said_to_be_gone(admin_tab, person):
    state = await shown(admin_tab, f"/admin/people?person={person}")
    assert state.missing
    await admin_tab.call(PeopleState.disable)
    state = await admin_tab.state(PeopleState)
    assert state.problem.startswith("There is nothing here")


async def test_an_admin_who_was_demoted_sees_no_more_from_the_next_step_on(ctx, admin_tab, ada):
    robin = await a_user(ctx, role=Role.admin)
    assert (await opened(admin_tab, robin)).rows
    await edit_person(ctx, system("test"), ada.id, PersonEdit(role=Role.user))
    await admin_tab.call(PeopleState.save_profile, form={"name": "Taken", "role": "user"})
    state = await admin_tab.state(PeopleState)
    assert (state.access, state.rows, state.person["id"]) == ("forbidden", [], "")
    assert (await document_of(ctx, robin))["name"] == "Robin Meyer"


async def test_a_signed_out_person_is_led_to_sign_in_and_back_to_where_they_were(ctx):
    async with tab_of(ctx, None) as tab:
        state = await shown(tab, "/admin/people?q=robin&role=staff")
        assert tab.redirects == ["/login?next=/admin/people%3Fq%3Drobin%26role%3Dstaff"]
        assert not state.rows
