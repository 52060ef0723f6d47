"""Admins look after who comes to an event: find, cancel, book by hand, see the line move."""

import csv
import io

import pytest
from playwright.async_api import expect

from tests.builders.people import a_user
from tests.e2e.admin.conftest import VisitAs
from tests.e2e.conftest import NewEvent, Take
from tests.e2e.screens.admin import AdminList
from tests.e2e.visit import DESK, PHONE
from ticketapp.core.actor import Role
from ticketapp.core.context import Context


async def bookings_of(ctx: Context, event):
    """The bookings of an event, the oldest first."""
    return await ctx.db.bookings.find({"event_id": event.id}).sort("_id", 1).to_list(None)


async def test_a_ticket_is_found_by_its_code_and_cancelled_and_the_line_moves_in_another_tab(
    visit_as: VisitAs, new_event: NewEvent, take: Take, elsewhere: Context
):
    event = await new_event(capacity=3)
    for quantity in (2, 1, 2, 1):
        await take(event, quantity)
    holder, _, _, heir = await bookings_of(elsewhere, event)
    line = AdminList(await visit_as(f"/admin/events/{event.id}/waiting"))
    await expect(line.rows).to_have_count(2)
    await expect(line.rows.first).to_contain_text("No seat is free.")

    attendees = AdminList(await visit_as(f"/admin/events/{event.id}/attendees"))
    await expect(attendees.rows).to_have_count(2)  # whoever waits has a list of their own
    await attendees.search("Search", holder["tickets"][1]["code"])
    await expect(attendees.rows).to_have_count(1)
    await attendees.rows.first.get_by_role("link").focus()
    await attendees.page.keyboard.press("Enter")
    await attendees.panel.get_by_role("checkbox").last.check()
    await attendees.act("Cancel the chosen")
    name = heir["attendee"]["name"]
    await expect(attendees.question).to_contain_text(f"People in line get the seats: {name} (1).")
    await attendees.confirm("Cancel 1 ticket")
    await expect(attendees.notice_above_all).to_contain_text(f"The seats went to {name}.")
    await attendees.notice_above_all.get_by_role("button", name="Close this message").click()
    await expect(attendees.notice_above_all).not_to_contain_text("The seats went to")
    await expect(attendees.panel.get_by_text("Void")).to_be_visible()

    figure = line.page.locator(".event-figures > div", has_text="Waiting")
    await expect(figure).to_contain_text("1")
    await expect(line.rows).to_have_count(2)  # it does not move under one's eyes
    await line.press("Show it as it is now")
    await expect(line.rows).to_have_count(1)


async def test_somebody_is_booked_by_hand_and_stands_in_the_file(
    visit_as: VisitAs, new_event: NewEvent, elsewhere: Context
):
    event = await new_event(days=30, booking_closes_at=elsewhere.clock.now())
    screen = AdminList(await visit_as(f"/admin/events/{event.id}/attendees"))
    await screen.link("Add by hand").click()
    await expect(screen.panel).to_contain_text("For everybody else booking closed")
    await screen.panel.get_by_label("First name").fill("Carla")
    await screen.act("Book")
    await expect(screen.panel.get_by_text("Enter a name.")).to_be_visible()
    await screen.panel.get_by_label("Last name").fill("Caller")
    await screen.panel.get_by_label("E-mail").fill("carla@example.org")
    await screen.panel.get_by_label("Tickets").fill("2")
    await screen.act("Book")
    await expect(screen.notice).to_contain_text("Carla Caller is booked.")
    await expect(screen.panel.get_by_role("heading", level=2)).to_have_text("Carla Caller")
    await expect(screen.panel).to_contain_text("by Ada Admin")
    await screen.act("Mail the tickets again")
    await expect(screen.panel.get_by_role("link", name="Tickets once more")).to_be_visible()

    await screen.visit.open(f"/admin/events/{event.id}/attendees")
    async with screen.page.expect_download() as download:
        await screen.link("Download CSV").click()
    file = await (await download.value).path()
    [row] = csv.DictReader(io.StringIO(file.read_text()))
    assert (row["name"], row["quantity"]) == ("Carla Caller", "2")


@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_the_screens_are_sound_in_both_colours(
    visit_as: VisitAs, new_event: NewEvent, take: Take, elsewhere: Context, width
):
    event = await new_event(capacity=2)
    for seats in (2, 1):
        await take(event, seats)
    booked, waits = await bookings_of(elsewhere, event)
    home = f"/admin/events/{event.id}"
    screen = AdminList(await visit_as(home, width=width))
    for path in (
        "/attendees", "/attendees?q=nobody+here", f"/attendees?booking={booked['_id']}",
        "/attendees?booking=new", "/waiting", f"/waiting?booking={waits['_id']}",
    ):  # fmt: skip
        await screen.visit.open(home + path)
        await expect(screen.page.locator(".skeleton")).to_have_count(0)
        await expect(screen.heading).to_have_text(event.name)
        assert await screen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert not await screen.visit.axe_in_both_colours(), path


async def test_staff_are_limited_to_an_event_in_their_sheet(
    visit_as: VisitAs, new_event: NewEvent, elsewhere: Context
):
    event = await new_event("Staffed")
    robin = await a_user(elsewhere, role=Role.staff)
    screen = AdminList(await visit_as(f"/admin/people?person={robin.id}", width=PHONE))
    await screen.panel.get_by_label("Limit to an event").fill("staffed")
    await screen.act("Find")
    await screen.panel.get_by_role("button", name=f"Add: {event.name}").click()
    removal = screen.panel.get_by_role("button", name=f"Remove: {event.name}")
    await expect(removal).to_be_visible()
    assert not await screen.visit.axe_in_both_colours()
    stored = await elsewhere.db.users.find_one({"_id": robin.id})
    assert stored["event_ids"] == [event.id]
