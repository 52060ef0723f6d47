"""The event screens' states: lists, one event and its acts, the form, and edits that met."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders.events import an_event, event_fields
from tests.builders.people import HOME, a_user
from tests.drivers.tab import Tab
from tests.ui.conftest import tab_of
from ticketapp.accounts.people import PersonEdit, edit_person
from ticketapp.bookings.service import book
from ticketapp.core.actor import Actor, Role, system
from ticketapp.core.errors import NotFound
from ticketapp.events.models import EventStatus
from ticketapp.events.service import cancel_event, edit_event, get_event
from ticketapp.ui.states.admin.events.editor import EventFormState
from ticketapp.ui.states.admin.events.form import form_of
from ticketapp.ui.states.admin.events.history import EventHistoryState
from ticketapp.ui.states.admin.events.managed import ManagedEventState
from ticketapp.ui.states.admin.events.programme import EventListState

ROBOT = system("test")


async def listed(tab: Tab, query: str = "") -> EventListState:
    tab.path = f"/admin/events?{query}"
    await tab.call(EventListState.load)
    return await tab.state(EventListState)


async def opened(tab: Tab, event_id: str, query: str = "") -> ManagedEventState:
    tab.path = f"/admin/events/{event_id}{query}"
    await tab.call(ManagedEventState.load)
    return await tab.state(ManagedEventState)


async def in_form(tab: Tab, event) -> EventFormState:
    tab.path = f"/admin/events/{event.id}/settings"
    await tab.call(EventFormState.load)
    return await tab.state(EventFormState)


def sent(event, **changes) -> dict:
    """What a browser sends of a form that was filled with the event."""
    form = form_of(event).model_dump(mode="json")
    return {**form, "id": event.id, "version": event.version, **changes}


async def taken(ctx, event, *, booked: int = 0, waiting: int = 0) -> None:
    for number in range(booked + waiting):
        email = f"buyer{number}@example.org"
        await book(ctx, Actor(HOME, f"buyer-{number}", email, "Buyer", Role.user), event.id, 1)


async def edited_by_another(ctx, event, **changes):
    return await edit_event(ctx, ROBOT, event.id, None, changes)


# The list


async def test_the_list_shows_what_is_not_over_drafts_included_the_next_first(ctx, admin_tab):
    await an_event(ctx, name="Later", starts_at=ctx.clock.now() + timedelta(days=7))
    week = timedelta(days=6)
    now = ctx.clock.now()
    await an_event(ctx, name="Draft", draft=True, starts_at=now + week, ends_at=now + 2 * week)
    gone = await an_event(ctx, name="Called off")
    await cancel_event(ctx, ROBOT, gone.id, "")
    state = await listed(admin_tab)
    assert [row["name"] for row in state.rows] == ["Draft", "Later"]
    state = await listed(admin_tab, "status=cancelled")
    assert [row["name"] for row in state.rows] == ["Called off"]
    assert (await listed(admin_tab, "status=every")).total == 3


async def test_words_places_and_topics_find_an_event(ctx, admin_tab):
    await an_event(ctx, name="Quiet Hour", location="Leeds", metadata={"tags": ["ambient"]})
    await an_event(ctx)
    for words in ("qui", "leeds", "ambient"):
        state = await listed(admin_tab, f"q={words}")
        assert [row["name"] for row in state.rows] == ["Quiet Hour"]


async def test_a_row_says_how_full_it_is_and_how_many_wait(ctx, admin_tab):
    event = await an_event(ctx, capacity=2)
    await taken(ctx, event, booked=2, waiting=3)
    [row] = (await listed(admin_tab)).rows
    assert (row["booked"], row["free"], row["waiting"], row["full"]["fill"]) == (2, 0, 3, 100)


@pytest.mark.parametrize(
    "query", ["sort=password", "status=king", "status=%00", "cursor=nonsense", "q=%24ne", "q=%00"]
)
async def test_an_address_that_makes_no_sense_shows_a_list_all_the_same(admin_tab, query):
    assert (await listed(admin_tab, query)).access == "open"


async def test_the_list_is_walked_on_and_back_in_any_order(ctx, admin_tab):
    for number in range(3):
        await an_event(ctx, name=f"Event {number}")
    stored = await ctx.db.events.find_one({"name": "Event 0"})
    await ctx.db.events.insert_many(
        stored | {"_id": f"e{number:03}", "slug": f"e{number:03}", "sort_name": f"z{number:03}",
                  "name": f"Z{number:03}"}
        for number in range(60)
    )  # fmt: skip
    first = await listed(admin_tab, "sort=-name")
    assert first.rows[0]["name"] == "Z059"
    cursor, back_at = first.next_cursor, [row["id"] for row in first.rows]
    second = await listed(admin_tab, f"sort=-name&cursor={cursor}")
    assert second.rows[-1]["name"] == "Event 0"
    again = await listed(admin_tab, f"sort=-name&cursor={second.previous_cursor}")
    assert [row["id"] for row in again.rows] == back_at


# One event


@pytest.mark.parametrize("address", ["nobody", "%00", "..", "[]", "$ne"])
async def test_an_event_that_is_not_there_is_said_to_be_missing(admin_tab, address):
    assert (await opened(admin_tab, address)).access == "missing"
    for below, state in (("settings", EventFormState), ("history", EventHistoryState)):
        admin_tab.path = f"/admin/events/{address}/{below}"
        await admin_tab.call(state.load)
        assert (await admin_tab.state(state)).access == "missing"


async def test_a_draft_is_published_and_taken_back_while_nobody_has_booked(ctx, admin_tab):
    event = await an_event(ctx, draft=True)
    await opened(admin_tab, event.id)
    await admin_tab.call(ManagedEventState.publish)
    assert (await get_event(ctx, ROBOT, event.id)).status is EventStatus.upcoming
    await admin_tab.call(ManagedEventState.take_back)
    assert (await get_event(ctx, ROBOT, event.id)).status is EventStatus.draft
    await admin_tab.call(ManagedEventState.publish)
    await taken(ctx, event, booked=1)
    await admin_tab.call(ManagedEventState.take_back)
    assert (await admin_tab.state(ManagedEventState)).problem.startswith("1 ticket is booked")


async def test_the_question_before_cancelling_has_the_figures_of_that_moment(ctx, admin_tab):
    event = await an_event(ctx, capacity=2)
    await opened(admin_tab, event.id)
    await taken(ctx, event, booked=2, waiting=3)
    await admin_tab.call(ManagedEventState.ask, act="cancel")
    state = await admin_tab.state(ManagedEventState)
    assert (state.asking, state.event["booked"], state.event["waiting"]) == ("cancel", 2, 3)


async def test_cancelling_ends_every_booking_and_says_why_on_the_page(ctx, admin_tab):
    event = await an_event(ctx, capacity=1)
    await taken(ctx, event, booked=1, waiting=1)
    await opened(admin_tab, event.id, "?act=cancel")
    await admin_tab.call(ManagedEventState.cancel, form={"reason": " The hall is flooded. "})
    after = await get_event(ctx, ROBOT, event.id)
    assert (after.status, after.cancelled_reason) == ("cancelled", "The hall is flooded.")
    assert (after.booked, after.waitlisted) == (0, 0)
    state = await admin_tab.state(ManagedEventState)
    assert (state.asking, state.event["status"]) == ("", "cancelled")
    assert admin_tab.redirects == [f"/admin/events/{event.id}"]  # the address asks no more


async def test_a_reason_that_can_not_be_is_refused_beside_it_and_cancels_nothing(ctx, admin_tab):
    event = await an_event(ctx)
    await opened(admin_tab, event.id)
    await admin_tab.call(ManagedEventState.ask, act="cancel")
    await admin_tab.call(ManagedEventState.cancel, form={"reason": "x" * 1001})
    state = await admin_tab.state(ManagedEventState)
    assert (state.asking, state.errors) == ("cancel", {"reason": "This is too long."})
    assert (await get_event(ctx, ROBOT, event.id)).status is EventStatus.upcoming


async def test_deleting_takes_away_the_event_and_the_bookings_that_were_named(ctx, admin_tab):
    event = await an_event(ctx)
    await taken(ctx, event, booked=2)
    await opened(admin_tab, event.id)
    await admin_tab.call(ManagedEventState.ask, act="delete")
    await admin_tab.call(ManagedEventState.delete)
    assert admin_tab.redirects == ["/admin/events"]
    with pytest.raises(NotFound):
        await get_event(ctx, ROBOT, event.id)
    assert await ctx.db.bookings.count_documents({"status": "confirmed"}) == 0


async def test_bookings_that_no_question_named_stop_a_deletion(ctx, admin_tab):
    event = await an_event(ctx)
    await opened(admin_tab, event.id)
    await admin_tab.call(ManagedEventState.ask, act="delete")
    await taken(ctx, event, booked=1)
    await admin_tab.call(ManagedEventState.delete)
    assert (await admin_tab.state(ManagedEventState)).problem.startswith("1 ticket is booked")
    assert (await get_event(ctx, ROBOT, event.id)).booked == 1


async def test_a_copy_is_a_draft_at_the_time_that_was_asked_for(ctx, admin_tab):
    event = await an_event(ctx)
    state = await opened(admin_tab, event.id, "?act=duplicate")
    assert (state.asking, state.copy_starts_at != "") == ("duplicate", True)
    await admin_tab.call(ManagedEventState.duplicate, form={"copy_starts_at": "2029-06-18T20:00"})
    [way] = admin_tab.redirects
    copy = await get_event(ctx, ROBOT, way.split("/")[3])
    assert copy.starts_at == datetime(2029, 6, 18, 18, 0, tzinfo=UTC)
    assert (copy.status, copy.name) == (EventStatus.draft, event.name)


@pytest.mark.parametrize("start", ["", "soon", "2027-03-28T02:30"])
async def test_a_copy_can_not_begin_at_no_time(ctx, admin_tab, start):
    event = await an_event(ctx)
    await opened(admin_tab, event.id)
    await admin_tab.call(ManagedEventState.duplicate, form={"copy_starts_at": start})
    assert "starts_at" in (await admin_tab.state(ManagedEventState)).errors
    assert await ctx.db.events.count_documents({}) == 1


async def test_a_copy_at_a_time_that_comes_twice_is_made_once_that_was_seen(ctx, admin_tab):
    event = await an_event(ctx)
    await opened(admin_tab, event.id)
    form = {"copy_starts_at": "2027-10-31T02:30"}
    await admin_tab.call(ManagedEventState.duplicate, form=form)
    state = await admin_tab.state(ManagedEventState)
    assert state.copy_doubled == {"first": "UTC+2", "second": "UTC+1"}
    assert "starts_at" in state.errors
    assert await ctx.db.events.count_documents({}) == 1
    await admin_tab.call(ManagedEventState.duplicate, form={**form, "second": True})
    copy = await get_event(ctx, ROBOT, admin_tab.redirects[0].split("/")[3])
    assert copy.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


async def test_the_history_names_each_change_and_who_made_it(ctx, admin_tab):
    event = await an_event(ctx)
    await edited_by_another(ctx, event, capacity=120, waitlist=False)
    admin_tab.path = f"/admin/events/{event.id}/history"
    await admin_tab.call(EventHistoryState.load)
    state = await admin_tab.state(EventHistoryState)
    assert [step["what"] for step in state.steps] == ["Event changed", "Event created"]
    lines = {line["name"]: (line["before"], line["after"]) for line in state.steps[0]["changes"]}
    assert lines == {"Capacity": ("100", "120"), "Waiting list": ("Yes", "No")}


# The form


async def test_what_is_typed_is_shown_and_only_what_was_touched_is_complained_about(ctx, admin_tab):
    event = await an_event(ctx)
    await in_form(admin_tab, event)
    form = sent(event, name="Winter *Concert*", description="**Warm**", capacity="0", location="")
    await admin_tab.call(EventFormState.look, form=form, touched=["capacity"])
    state = await admin_tab.state(EventFormState)
    assert state.preview["name"] == "Winter *Concert*"
    assert "<strong>Warm</strong>" in state.preview["description"]
    assert state.errors == {"capacity": "This must be at least 1."}
    assert (await get_event(ctx, ROBOT, event.id)) == event


async def test_scripts_in_a_description_are_not_in_its_preview(ctx, admin_tab):
    event = await an_event(ctx)
    await in_form(admin_tab, event)
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    form = sent(event, description=hostile)
    await admin_tab.call(EventFormState.look, form=form, touched=[])
    shown = (await admin_tab.state(EventFormState)).preview["description"]
    assert "<script" not in shown
    assert "<img" not in shown
    assert "href" not in shown


async def test_an_event_is_made_as_a_draft_or_for_everybody(ctx, admin_tab):
    admin_tab.path = "/admin/events/new"
    await admin_tab.call(EventFormState.begin)
    form = form_of(event_fields(ctx)).model_dump(mode="json")
    for status in ("draft", "upcoming"):
        await admin_tab.call(EventFormState.create, form={**form, "status": status})
        made = await get_event(ctx, ROBOT, admin_tab.redirects[-1].split("/")[3])
        assert made.status == status


async def test_saving_changes_the_event_and_goes_on_from_there(ctx, admin_tab):
    event = await an_event(ctx)
    await in_form(admin_tab, event)
    await admin_tab.call(EventFormState.save, form=sent(event, name="Winter Concert"))
    state = await admin_tab.state(EventFormState)
    assert (state.saved, state.answered, state.version) == (1, 1, 2)
    again = sent(event, name="Spring Concert", version=state.version)
    await admin_tab.call(EventFormState.save, form=again)
    assert (await get_event(ctx, ROBOT, event.id)).name == "Spring Concert"


async def test_a_capacity_below_what_is_booked_is_refused_beside_it(ctx, admin_tab):
    event = await an_event(ctx)
    await taken(ctx, event, booked=3)
    await in_form(admin_tab, event)
    await admin_tab.call(EventFormState.save, form=sent(event, capacity="2"))
    state = await admin_tab.state(EventFormState)
    assert state.errors["capacity"].startswith("3 tickets are booked already.")
    assert not state.problem


async def test_two_versions_are_shown_and_one_is_made_of_both(ctx, admin_tab):
    event = await an_event(ctx)
    await in_form(admin_tab, event)
    await edited_by_another(ctx, event, name="Theirs", location="Cellar")
    mine = sent(event, name="Mine", capacity="50")
    await admin_tab.call(EventFormState.save, form=mine)
    state = await admin_tab.state(EventFormState)
    assert {each["field"]: each["changed"] for each in state.conflict} == {
        "name": "both", "location": "theirs", "capacity": "mine",
    }  # fmt: skip
    assert (state.other, state.saved) == ("system", 0)
    assert (await get_event(ctx, ROBOT, event.id)).name == "Theirs"

    choices = {"name": "theirs", "location": "theirs", "capacity": "mine"}
    await admin_tab.call(EventFormState.settle, choices=choices)
    after = await get_event(ctx, ROBOT, event.id)
    assert (after.name, after.location, after.capacity) == ("Theirs", "Cellar", 50)
    state = await admin_tab.state(EventFormState)
    assert (state.conflict, state.unsaved, state.texts["capacity"]) == ([], False, "50")


async def test_a_choice_that_others_overtook_is_put_again(ctx, admin_tab):
    event = await an_event(ctx)
    await in_form(admin_tab, event)
    await edited_by_another(ctx, event, name="Theirs")
    await admin_tab.call(EventFormState.save, form=sent(event, name="Mine"))
    await edited_by_another(ctx, event, name="Theirs again")
    await admin_tab.call(EventFormState.settle, choices={"name": "mine"})
    state = await admin_tab.state(EventFormState)
    assert [(each["mine"], each["theirs"]) for each in state.conflict] == [("Mine", "Theirs again")]
    assert (await get_event(ctx, ROBOT, event.id)).name == "Theirs again"


async def test_a_choice_that_does_not_fit_together_goes_back_into_the_form(ctx, admin_tab):
    event = await an_event(ctx)
    await in_form(admin_tab, event)
    await edited_by_another(ctx, event, starts_at=event.starts_at + timedelta(hours=2))
    sooner = replace(event, ends_at=event.starts_at + timedelta(hours=1))
    await admin_tab.call(EventFormState.save, form=sent(sooner))
    choices = {"starts_at": "theirs", "ends_at": "mine"}
    await admin_tab.call(EventFormState.settle, choices=choices)
    state = await admin_tab.state(EventFormState)
    assert state.errors == {"ends_at": "The end must be after the start."}
    assert (state.conflict, state.unsaved) == ([], True)


async def test_what_was_discarded_is_gone_and_theirs_is_in_the_form(ctx, admin_tab):
    event = await an_event(ctx)
    await in_form(admin_tab, event)
    await edited_by_another(ctx, event, name="Theirs")
    await admin_tab.call(EventFormState.save, form=sent(event, name="Mine"))
    await admin_tab.call(EventFormState.discard)
    state = await admin_tab.state(EventFormState)
    assert (state.texts["name"], state.conflict, state.version) == ("Theirs", [], 2)


async def test_a_change_that_the_form_has_no_field_for_stops_nobody(ctx, admin_tab):
    event = await an_event(ctx, draft=True)
    await in_form(admin_tab, event)
    await edited_by_another(ctx, event, status=EventStatus.upcoming)
    await admin_tab.call(EventFormState.save, form=sent(event, name="Winter Concert"))
    after = await get_event(ctx, ROBOT, event.id)
    assert (after.name, after.status) == ("Winter Concert", EventStatus.upcoming)


async def test_a_stale_form_never_overwrites_though_the_process_forgot_what_it_was_filled_with(
    ctx, ada
):
    event = await an_event(ctx)
    await edited_by_another(ctx, event, name="Theirs")
    async with tab_of(ctx, ada) as tab:
        await tab.call(EventFormState.save, form=sent(event, name="Mine"))
        state = await tab.state(EventFormState)
        assert [each["changed"] for each in state.conflict] == [""]
    assert (await get_event(ctx, ROBOT, event.id)).name == "Theirs"


async def test_an_event_that_was_cancelled_meanwhile_is_not_changed(ctx, admin_tab):
    event = await an_event(ctx)
    await in_form(admin_tab, event)
    await cancel_event(ctx, ROBOT, event.id, "")
    await admin_tab.call(EventFormState.save, form=sent(event, name="Mine"))
    state = await admin_tab.state(EventFormState)
    assert state.problem.startswith("This event is over or cancelled.")
    assert (await get_event(ctx, ROBOT, event.id)).name == event.name


async def test_an_event_that_was_deleted_meanwhile_is_said_to_be_gone(ctx, admin_tab):
    event = await an_event(ctx)
    await in_form(admin_tab, event)
    await ctx.db.events.delete_one({"_id": event.id})
    await admin_tab.call(EventFormState.save, form=sent(event, name="Mine"))
    assert (await admin_tab.state(EventFormState)).problem.startswith("There is nothing here")


async def test_an_admin_who_was_demoted_changes_and_sees_nothing_any_more(ctx, admin_tab, ada):
    await a_user(ctx, role=Role.admin)
    event = await an_event(ctx, draft=True)
    await in_form(admin_tab, event)
    await edit_person(ctx, ROBOT, ada.id, PersonEdit(role=Role.user))
    await admin_tab.call(EventFormState.save, form=sent(event, name="Taken"))
    state = await admin_tab.state(EventFormState)
    assert (state.access, state.texts, state.preview["name"]) == ("forbidden", {}, "")
    assert (await get_event(ctx, ROBOT, event.id)).name == event.name


async def test_a_draft_is_kept_from_those_who_are_no_admins(ctx):
    event = await an_event(ctx, draft=True)
    for role in (Role.user, Role.staff):
        async with tab_of(ctx, await a_user(ctx, role=role)) as tab:
            assert (await opened(tab, event.id)).access == "forbidden"
            assert (await in_form(tab, event)).texts == {}
