"""The state of an event's page: who sees what of it."""

import pytest

from tests.builders.events import an_event
from tests.builders.people import a_user
from tests.drivers.tab import Tab
from tests.ui.conftest import tab_of
from ticketapp.core.actor import Role, system
from ticketapp.core.context import Context
from ticketapp.events.service import cancel_event, delete_event, edit_event
from ticketapp.ui.states.events.event import EventState


async def opened(tab: Tab, path: str) -> EventState:
    tab.path = path
    await tab.call(EventState.load)
    return await tab.state(EventState)


async def test_an_event_is_shown_by_its_name_in_the_address(ctx: Context, tab: Tab):
    event = await an_event(ctx, name="Jazz Night", capacity=12)
    state = await opened(tab, f"/events/{event.slug}")
    assert state.access == "open"
    assert (state.event["name"], state.event["sale"]["left"]) == ("Jazz Night", 12)


@pytest.mark.parametrize("role", [None, Role.user, Role.staff])
async def test_a_draft_is_not_there_for_anybody_but_admins(ctx: Context, role):
    event = await an_event(ctx, name="Secret Gig", draft=True)
    async with tab_of(ctx, await a_user(ctx, role=role) if role else None) as tab:
        state = await opened(tab, f"/events/{event.slug}")
    assert state.access == "missing"
    assert "Secret" not in str(state.dict())


async def test_an_admin_sees_a_draft_as_one(ctx: Context, admin_tab: Tab):
    event = await an_event(ctx, draft=True)
    state = await opened(admin_tab, f"/events/{event.slug}")
    assert (state.access, state.event["sale"]["state"]) == ("open", "draft")


@pytest.mark.parametrize("segment", ["no-such", "%00", "$ne", "..", "a" * 500, "%E0%A4%A"])
async def test_an_address_without_an_event_says_so(tab: Tab, segment):
    assert (await opened(tab, f"/events/{segment}")).access == "missing"


async def test_nothing_of_the_last_event_stays_when_the_next_one_is_missing(ctx: Context, tab: Tab):
    event = await an_event(ctx, name="Jazz Night")
    await opened(tab, f"/events/{event.slug}")
    state = await opened(tab, "/events/no-such")
    assert state.access == "missing"
    assert state.event["name"] == ""


async def test_an_event_that_was_deleted_is_missing(ctx: Context, tab: Tab):
    event = await an_event(ctx)
    await opened(tab, f"/events/{event.slug}")
    await delete_event(ctx, system("test"), event.id)
    assert (await opened(tab, f"/events/{event.slug}")).access == "missing"


async def test_a_cancelled_event_says_why(ctx: Context, tab: Tab):
    event = await an_event(ctx)
    await cancel_event(ctx, system("test"), event.id, "The singer is ill.")
    state = await opened(tab, f"/events/{event.slug}")
    assert state.event["sale"]["state"] == "cancelled"
    assert state.event["cancelled_reason"] == "The singer is ill."


async def test_who_opens_the_page_after_a_move_is_not_told_of_it(ctx: Context, tab: Tab):
    event = await an_event(ctx)
    await opened(tab, f"/events/{event.slug}")
    await edit_event(ctx, system("test"), event.id, None, {"location": "Elsewhere"})
    state = await opened(tab, f"/events/{event.slug}")
    assert (state.event["place"], state.before["place"]) == ("Elsewhere", "")
