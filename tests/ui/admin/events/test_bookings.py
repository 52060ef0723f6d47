"""The screens about who comes: the lists' states, one booking, and booking by hand."""

import pytest

from tests.builders.events import an_event
from tests.builders.people import HOME, a_user
from tests.drivers.tab import Tab
from tests.ui.conftest import tab_of
from ticketapp.accounts.people import PersonEdit, edit_person
from ticketapp.bookings import service
from ticketapp.bookings.line import Obstacle
from ticketapp.core.actor import Actor, Role, system
from ticketapp.tickets.codes import grouped
from ticketapp.ui.states.admin.events.attendees import AttendeesState
from ticketapp.ui.states.admin.events.booking import BookingSheetState
from ticketapp.ui.states.admin.events.by_hand import BookByHandState
from ticketapp.ui.states.admin.events.managed import ManagedEventState
from ticketapp.ui.states.admin.events.waiting import WaitingListState

CARLA = {"first_name": "Carla", "last_name": "Caller", "email": "carla@example.org",
         "quantity": "2", "mailed": "on"}  # fmt: skip


def buyer(number: int) -> Actor:
    name = f"Buyer {number:03}"
    return Actor(HOME, f"user-{number}", f"buyer{number:03}@example.org", name, Role.user)


async def booked(ctx, event, number: int, quantity: int = 1):
    return (await service.book(ctx, buyer(number), event.id, quantity)).booking


async def listed(tab: Tab, event, query: str = "") -> AttendeesState:
    tab.path = f"/admin/events/{event.id}/attendees{query}"
    await tab.call(AttendeesState.load)
    return await tab.state(AttendeesState)


async def opened(tab: Tab, event, booking_id: str, below: str = "attendees") -> BookingSheetState:
    tab.path = f"/admin/events/{event.id}/{below}?booking={booking_id}"
    await tab.call(BookingSheetState.load)
    return await tab.state(BookingSheetState)


def names(state) -> list[str]:
    return [row["name"] for row in state.rows]


async def test_attendees_are_found_by_name_address_reference_and_code(ctx, admin_tab, clock):
    event, other = await an_event(ctx), await an_event(ctx)
    first = await booked(ctx, event, 1)
    clock.advance(seconds=1)
    second = await booked(ctx, event, 2, 2)
    elsewhere = await booked(ctx, other, 1)
    assert names(await listed(admin_tab, event)) == ["Buyer 002", "Buyer 001"]
    assert names(await listed(admin_tab, event, "?sort=booked_at")) == ["Buyer 001", "Buyer 002"]
    code = second.tickets[1].code
    for words in ("buyer+002", "buyer002@ex", second.reference[:6], code, grouped(code).lower()):
        state = await listed(admin_tab, event, f"?q={words}")
        assert (names(state), state.filtered) == (["Buyer 002"], True)
    foreign = grouped(elsewhere.tickets[0].code)
    state = await listed(admin_tab, event, f"?q={foreign}")
    assert (state.rows, state.code) == ([], foreign)
    await service.cancel(ctx, system("test"), first.id)
    assert names(await listed(admin_tab, event, "?status=cancelled")) == ["Buyer 001"]


async def test_the_list_is_of_those_with_tickets_unless_others_are_asked_for(ctx, admin_tab, clock):
    event = await an_event(ctx, capacity=2)
    gone = await booked(ctx, event, 1)
    for number, quantity in ((2, 1), (3, 2)):
        clock.advance(seconds=1)
        await booked(ctx, event, number, quantity)
    await service.cancel(ctx, system("test"), gone.id)
    state = await listed(admin_tab, event)
    assert (names(state), state.status, state.filtered) == (["Buyer 002"], "confirmed", False)
    assert names(await listed(admin_tab, event, "?status=waitlisted")) == ["Buyer 003"]
    every = await listed(admin_tab, event, "?status=every")
    assert (names(every), every.filtered) == (["Buyer 003", "Buyer 002", "Buyer 001"], True)
    assert names(await listed(admin_tab, event, "?q=buyer+001")) == []
    code = gone.tickets[0].code
    assert names(await listed(admin_tab, event, f"?q={code}")) == ["Buyer 001"]


@pytest.mark.parametrize("query", ["status=king", "sort=email", "cursor=nonsense", "q=%24ne"])
async def test_an_address_that_makes_no_sense_shows_the_list_all_the_same(ctx, admin_tab, query):
    assert (await listed(admin_tab, await an_event(ctx), f"?{query}")).access == "open"


async def test_a_cursor_leads_on_and_back_and_into_no_other_event(ctx, admin_tab):
    event, other = await an_event(ctx), await an_event(ctx)
    for number in range(60):
        await booked(ctx, event, number)
    first = await listed(admin_tab, event)
    cursor, shown = first.next_cursor, names(first)
    assert (first.total, len(shown)) == (60, 50)
    second = await listed(admin_tab, event, f"?cursor={cursor}")
    assert (second.page_number, len(second.rows)) == (2, 10)
    assert not set(names(second)) & set(shown)
    back = await listed(admin_tab, event, f"?cursor={second.previous_cursor}")
    assert names(back) == shown
    assert (await listed(admin_tab, other, f"?cursor={cursor}")).page_number == 1


async def test_the_line_is_shown_in_order_with_what_keeps_people_there(ctx, admin_tab):
    event = await an_event(ctx, capacity=2)
    for number in range(3):
        await booked(ctx, event, number, 2)
    admin_tab.path = f"/admin/events/{event.id}/waiting"
    await admin_tab.call(WaitingListState.load)
    state = await admin_tab.state(WaitingListState)
    assert [(row["place"], row["name"], row["obstacle"]) for row in state.rows] == [
        (1, "Buyer 001", Obstacle.sold_out.value),
        (2, "Buyer 002", Obstacle.sold_out.value),
    ]


async def test_what_nobody_was_asked_about_is_not_cancelled(ctx, admin_tab):
    """Seen to cancel all of it in a tab that the server had forgotten between both presses."""
    event = await an_event(ctx)
    booking = await booked(ctx, event, 1, 3)
    await opened(admin_tab, event, booking.id)
    await admin_tab.call(BookingSheetState.cancel)
    ticket_id = booking.tickets[0].id
    await admin_tab.call(BookingSheetState.ask_some, form={ticket_id: "on"})
    for _ in range(2):
        await admin_tab.call(BookingSheetState.cancel)
    now = await service.get_booking(ctx, system("test"), booking.id)
    assert [each.is_valid for each in now.tickets] == [False, True, True]


async def test_cancelling_says_beforehand_who_gets_the_seats_and_then_does_it(ctx, admin_tab):
    event = await an_event(ctx, capacity=2)
    holder = await booked(ctx, event, 1, 2)
    await booked(ctx, event, 2, 1)
    await opened(admin_tab, event, holder.id)
    await admin_tab.call(BookingSheetState.ask_some, form={holder.tickets[1].id: "on"})
    state = await admin_tab.state(BookingSheetState)
    assert (state.asking, state.heirs) == (1, [{"name": "Buyer 002", "quantity": 1}])
    await admin_tab.call(BookingSheetState.cancel)
    state = await admin_tab.state(BookingSheetState)
    assert [ticket["state"] for ticket in state.booking["tickets"]] == ["valid", "void"]
    assert (state.booking["quantity"], state.asking) == (1, 0)
    assert "Buyer 002" in state.notice["text"]
    assert [step["by"] for step in state.booking["history"]] == ["Ada Admin", "themselves"]
    assert [mail["kind"] for mail in state.booking["mails"]] == [
        "Some tickets cancelled",
        "Tickets",
    ]
    lists = await admin_tab.state(AttendeesState)
    assert {row["name"]: row["quantity"] for row in lists.rows} == {"Buyer 001": 1, "Buyer 002": 1}


async def test_somebody_is_taken_out_of_the_line(ctx, admin_tab):
    event = await an_event(ctx, capacity=1)
    await booked(ctx, event, 1)
    entry = await booked(ctx, event, 2)
    assert (await opened(admin_tab, event, entry.id, "waiting")).booking["place"] == 1
    await admin_tab.call(BookingSheetState.ask_all)
    await admin_tab.call(BookingSheetState.cancel)
    state = await admin_tab.state(BookingSheetState)
    assert state.notice["text"] == "Buyer 002 is no longer in line."
    assert (await admin_tab.state(WaitingListState)).rows == []


async def test_who_got_seats_while_the_admin_was_asked_keeps_them(ctx, admin_tab):
    """Fails with nobody left when the question about the line cancels what became of it."""
    event = await an_event(ctx, capacity=1)
    holder = await booked(ctx, event, 1)
    entry = await booked(ctx, event, 2)
    await opened(admin_tab, event, entry.id, "waiting")
    await admin_tab.call(BookingSheetState.ask_all)
    await service.cancel(ctx, buyer(1), holder.id)
    await admin_tab.call(BookingSheetState.cancel)
    state = await admin_tab.state(BookingSheetState)
    assert (state.booking["status"], state.notice["text"]) == ("confirmed", "")
    assert (await service.get_booking(ctx, system("test"), entry.id)).valid_tickets


async def test_what_is_no_ticket_of_the_booking_or_no_choice_is_refused(ctx, admin_tab):
    event = await an_event(ctx)
    mine, other = await booked(ctx, event, 1, 2), await booked(ctx, event, 2)
    await opened(admin_tab, event, mine.id)
    for form in ({}, {other.tickets[0].id: "on"}):
        await admin_tab.call(BookingSheetState.ask_some, form=form)
        state = await admin_tab.state(BookingSheetState)
        assert (state.asking, bool(state.errors)) == (0, True)


async def test_a_booking_of_another_event_is_not_shown(ctx, admin_tab):
    event, other = await an_event(ctx), await an_event(ctx)
    booking = await booked(ctx, other, 1)
    state = await opened(admin_tab, event, booking.id)
    assert (state.missing, state.booking["email"]) == (booking.id, "")


async def test_tickets_are_mailed_again(ctx, admin_tab):
    event = await an_event(ctx)
    booking = await booked(ctx, event, 1)
    await opened(admin_tab, event, booking.id)
    await admin_tab.call(BookingSheetState.send_again)
    state = await admin_tab.state(BookingSheetState)
    assert [mail["kind"] for mail in state.booking["mails"]] == ["Tickets once more", "Tickets"]


async def test_somebody_is_booked_by_hand_once_however_often_it_is_sent(ctx, admin_tab):
    event = await an_event(ctx)
    admin_tab.path = f"/admin/events/{event.id}/attendees?booking=new"
    await admin_tab.call(BookByHandState.load)
    state = await admin_tab.state(BookByHandState)
    key = state._key
    await admin_tab.call(BookByHandState.book, form=CARLA)
    [found] = (await listed(admin_tab, event)).rows
    assert (found["name"], found["quantity"]) == ("Carla Caller", 2)
    assert admin_tab.redirects == [f"/admin/events/{event.id}/attendees?booking={found['id']}"]
    state._key = key  # as if the answer had never come
    await admin_tab.call(BookByHandState.book, form=CARLA)
    assert len((await listed(admin_tab, event)).rows) == 1


async def test_what_is_wrong_in_the_form_is_said_beside_each_field(ctx, admin_tab):
    event = await an_event(ctx)
    admin_tab.path = f"/admin/events/{event.id}/attendees?booking=new"
    await admin_tab.call(BookByHandState.load)
    wrong = {**CARLA, "first_name": " ", "email": "nobody"}
    await admin_tab.call(BookByHandState.book, form=wrong)
    assert set((await admin_tab.state(BookByHandState)).errors) == {"first_name", "email"}
    long = {**CARLA, "first_name": "x" * 80, "last_name": "y" * 80}
    await admin_tab.call(BookByHandState.book, form=long)
    assert set((await admin_tab.state(BookByHandState)).errors) == {"last_name"}
    await admin_tab.call(BookByHandState.book, form={**CARLA, "quantity": "11"})
    assert set((await admin_tab.state(BookByHandState)).errors) == {"quantity"}
    assert await ctx.db.bookings.count_documents({}) == 0


async def test_the_form_says_where_the_public_stands(ctx, admin_tab, clock):
    event = await an_event(ctx)
    draft = await an_event(ctx, draft=True)
    for which, window in ((event, "open"), (draft, "shut")):
        admin_tab.path = f"/admin/events/{which.id}/attendees?booking=new"
        await admin_tab.call(BookByHandState.load)
        assert (await admin_tab.state(BookByHandState)).window == window
    clock.advance(days=8)
    admin_tab.path = f"/admin/events/{event.id}/attendees?booking=new"
    await admin_tab.call(BookByHandState.load)
    assert (await admin_tab.state(BookByHandState)).window == "shut"


async def test_an_admin_who_was_demoted_keeps_nothing_in_the_tab(ctx, admin_tab, ada):
    event = await an_event(ctx)
    booking = await booked(ctx, event, 1)
    await a_user(ctx, role=Role.admin)
    assert (await listed(admin_tab, event)).rows
    await opened(admin_tab, event, booking.id)
    await edit_person(ctx, system("test"), ada.id, PersonEdit(role=Role.user))
    await admin_tab.call(BookingSheetState.cancel)
    sheet = await admin_tab.state(BookingSheetState)
    assert (sheet.access, sheet.booking["id"]) == ("forbidden", "")
    assert (await listed(admin_tab, event)).rows == []


async def test_nobody_else_learns_figures_by_following_an_event(ctx):
    event = await an_event(ctx, draft=True)
    async with tab_of(ctx, await a_user(ctx)) as tab:
        tab.path = f"/admin/events/{event.id}"
        await tab.call(ManagedEventState.load)
        await tab.call(ManagedEventState.follow)
        assert (await tab.state(ManagedEventState)).event["name"] == ""


async def test_a_search_that_finds_many_counts_no_further_than_it_must(ctx, admin_tab, monkeypatch):
    monkeypatch.setattr("ticketapp.ui.states.admin.events.attendees.MOST_COUNTED_BY_WORDS", 3)
    event = await an_event(ctx)
    for number in range(4):
        await booked(ctx, event, number)
    state = await listed(admin_tab, event, "?q=buyer")
    assert (state.total, state.counted_all, len(state.rows)) == (3, False, 4)
    assert (await listed(admin_tab, event)).counted_all
