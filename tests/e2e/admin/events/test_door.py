"""Admins look at the doors while people come: figures, the log, and the devices that scan."""

import pytest
from playwright.async_api import expect

from tests.builders.door import KIM, LOU, UPLOADED, a_booking, scanned, token_of, went_in
from tests.e2e.admin.conftest import VisitAs
from tests.e2e.conftest import NewEvent, OpenPage
from tests.e2e.screens.door import Scanner
from tests.e2e.screens.event_door import EventDoor
from tests.e2e.visit import DESK, PHONE
from ticketapp.core.context import Context
from ticketapp.door.models import Result


async def a_night(new_event: NewEvent, ctx: Context):
    """Doors that are open, three tickets sold, one of them in, and in again without network."""
    event = await new_event("Tonight", days=0.02, booking_closes_at=None)
    booking = await a_booking(ctx, event, 3)
    one = token_of(ctx, event, booking.tickets[0])
    await went_in(ctx, event, booking.tickets[0], gate="North", keeper=KIM)
    await scanned(ctx, event, one, LOU, gate="South", shown=Result.ok, **UPLOADED)
    await scanned(ctx, event, "no ticket at all", gate="South")
    return event, booking


async def test_figures_plot_and_log_follow_the_doors_while_one_looks(
    visit_as: VisitAs, new_event: NewEvent, elsewhere: Context
):
    event, booking = await a_night(new_event, elsewhere)
    tab = EventDoor(await visit_as(f"/admin/events/{event.id}/door"))
    await expect(tab.figure("Expected")).to_have_text("3")
    await expect(tab.figure("Refused")).to_have_text("2")
    await expect(tab.bars).to_have_count(1)
    await expect(tab.log).to_have_count(3)
    conflict = tab.page.locator(".door-conflicts > li")
    await expect(conflict).to_contain_text("South, Lou Latch")
    await expect(conflict).to_contain_text("North, Kim Keeper")

    await went_in(elsewhere, event, booking.tickets[1], gate="West")
    await expect(tab.figure("Let in")).to_have_text("2")
    await expect(tab.figure("Inside now")).to_have_text("2")
    await expect(tab.part("By gate").get_by_role("row").filter(has_text="West")).to_be_visible()
    await expect(tab.log).to_have_count(3)  # it does not move under one's eyes
    await tab.press("Show it as it is now")
    await expect(tab.log).to_have_count(4)

    await tab.choose("Gate", "West")
    await expect(tab.log).to_have_count(1)
    await expect(tab.log).to_contain_text("Robin Meyer")
    await tab.choose("Result", "No ticket")
    await expect(tab.page.get_by_role("heading", name="No scan fits")).to_be_visible()
    assert "result=invalid" in tab.page.url
    await tab.page.go_back()
    await tab.page.reload()
    await tab.visit.be_live()
    await expect(tab.page.get_by_role("search").get_by_label("Gate")).to_have_value("West")
    await expect(tab.log).to_have_count(1)


async def test_a_pass_is_given_out_as_a_code_signs_a_device_in_and_is_ended(
    visit_as: VisitAs, visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    event, _ = await a_night(new_event, elsewhere)
    tab = EventDoor(await visit_as(f"/admin/events/{event.id}/door"))
    await tab.link("Give out a pass").click()
    await tab.panel.get_by_label("Device or person").fill("Phone at the gate")
    await tab.panel.get_by_label("Gate (optional)").fill("East")
    await tab.act("Make the pass")
    await expect(tab.panel.get_by_role("img", name="QR code")).to_be_visible()
    await tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await tab.act("Copy the link")
    link = await tab.page.evaluate("navigator.clipboard.readText()")
    await tab.panel.get_by_role("link", name="Done").click()
    await expect(tab.passes).to_contain_text("Phone at the gate")
    await expect(tab.passes).to_contain_text("Not yet")

    device = Scanner(await visit(f"/door{link[link.index('#') :]}"))
    device.visit.expects("status of 401", "getUserMedia", "NotFoundError")
    await expect(device.figure("Inside")).to_be_visible()
    await tab.page.reload()
    await tab.visit.be_live()
    await expect(tab.passes).not_to_contain_text("Not yet")

    await tab.press("End the pass of Phone at the gate")
    await tab.confirm("End the pass")
    await expect(tab.notice).to_contain_text("Phone at the gate opens no doors any more.")
    await expect(tab.passes).to_have_count(0)
    await device.page.reload()
    await expect(device.page.locator(".scanner-ended")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_the_door_tab_passes_axe_and_fits_the_screen(
    visit_as: VisitAs, new_event: NewEvent, elsewhere: Context, width
):
    event, _ = await a_night(new_event, elsewhere)
    quiet = await new_event("Quiet")
    home = "/admin/events/{}/door{}"
    tab = EventDoor(await visit_as(home.format(event.id, ""), width=width))
    for path in (
        home.format(event.id, "?q=nobody+here"), home.format(event.id, "?device=new"),
        home.format(quiet.id, ""), home.format(event.id, ""),
    ):  # fmt: skip
        await tab.visit.open(path)
        await expect(tab.page.locator(".skeleton")).to_have_count(0)
        assert await tab.page.evaluate("document.documentElement.scrollWidth") <= width
        assert not await tab.visit.axe_in_both_colours(), path
    await tab.page.get_by_text("The same as a table").click()
    assert not await tab.visit.axe_in_both_colours()
