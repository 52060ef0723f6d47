"""Staff who are limited to events: chosen in the person's sheet."""

from tests.builders.events import an_event
from tests.builders.people import a_user, document_of
from ticketapp.core.actor import Role
from ticketapp.ui.states.admin.staff_events import StaffEventsState


async def opened(tab, person) -> StaffEventsState:
    tab.path = f"/admin/people?person={person.id}"
    await tab.call(StaffEventsState.load)
    return await tab.state(StaffEventsState)


async def event_ids_of(ctx, person):
    return (await document_of(ctx, person))["event_ids"]


async def test_staff_are_limited_to_events_found_by_words_and_set_free_again(ctx, admin_tab):
    robin = await a_user(ctx, role=Role.staff)
    jazz, rock = await an_event(ctx, name="Jazz Night"), await an_event(ctx, name="Rock Night")
    assert not (await opened(admin_tab, robin)).limited
    await admin_tab.call(StaffEventsState.find, form={"words": "night"})
    state = await admin_tab.state(StaffEventsState)
    assert {each["name"] for each in state.found} == {"Jazz Night", "Rock Night"}
    await admin_tab.call(StaffEventsState.add, event_id=jazz.id)
    await admin_tab.call(StaffEventsState.add, event_id=rock.id)
    assert await event_ids_of(ctx, robin) == [jazz.id, rock.id]
    await admin_tab.call(StaffEventsState.remove, event_id=jazz.id)
    state = await admin_tab.state(StaffEventsState)
    assert (state.limited, [each["name"] for each in state.chosen]) == (True, ["Rock Night"])
    await admin_tab.call(StaffEventsState.remove, event_id=rock.id)
    assert await event_ids_of(ctx, robin) == []
    await admin_tab.call(StaffEventsState.open_all)
    assert await event_ids_of(ctx, robin) is None
    assert not (await admin_tab.state(StaffEventsState)).limited


async def test_an_event_that_is_not_there_limits_nobody(ctx, admin_tab):
    robin = await a_user(ctx, role=Role.staff)
    await opened(admin_tab, robin)
    await admin_tab.call(StaffEventsState.add, event_id="nonsense")
    assert (await admin_tab.state(StaffEventsState)).problem
    assert await event_ids_of(ctx, robin) is None
