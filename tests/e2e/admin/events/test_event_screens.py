"""The event screens: who sees them, and how they look to axe and on a phone."""

import pytest
from playwright.async_api import expect

from tests.e2e.admin.conftest import VisitAs
from tests.e2e.conftest import NewEvent, OpenPage, Take
from tests.e2e.screens.admin import AdminList
from tests.e2e.screens.screen import Screen
from tests.e2e.visit import DESK, PHONE

BELOW = ("", "/settings", "/history", "?act=duplicate", "?act=cancel", "?act=delete")
LISTS = ("/admin/events", "/admin/events?q=nothing+like+that", "/admin/events/new",
         "/admin/events/nonsense")  # fmt: skip
widths = pytest.mark.parametrize("width", [PHONE, DESK])


async def is_sound(screen: Screen) -> None:
    await expect(screen.page.locator(".admin .skeleton")).to_have_count(0)
    await expect(screen.heading).to_have_count(1)
    width = screen.page.viewport_size["width"]
    assert await screen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert not await screen.visit.axe_in_both_colours()


@widths
@pytest.mark.parametrize("path", LISTS)
async def test_a_screen(visit_as: VisitAs, new_event: NewEvent, path, width):
    await new_event()
    await is_sound(Screen(await visit_as(path, width=width)))


@widths
@pytest.mark.parametrize("below", BELOW)
async def test_a_screen_about_an_event(
    visit_as: VisitAs, new_event: NewEvent, take: Take, below, width
):
    event = await new_event(capacity=1, metadata={"speakers": ["Ada"], "tags": ["jazz"]})
    await take(event, 1)
    await take(event, 1)
    path = f"/admin/events/{event.id}{below}"
    await is_sound(Screen(await visit_as(path, width=width)))


@pytest.mark.parametrize("below", BELOW)
async def test_a_screen_in_german_fits_a_phone(visit_as: VisitAs, new_event: NewEvent, below):
    event = await new_event()
    screen = Screen(await visit_as(f"/admin/events/{event.id}{below}", width=PHONE, language="de"))
    await expect(screen.page.locator("html")).to_have_attribute("lang", "de")
    await expect(screen.page.locator(".tabs [aria-current=page]")).to_be_in_viewport(ratio=0.9)
    await expect(screen.page.locator(".admin .skeleton")).to_have_count(0)
    assert await screen.page.evaluate("document.documentElement.scrollWidth") <= PHONE


async def test_who_is_no_admin_is_told_so_and_sees_no_event(
    visit_as: VisitAs, robin: str, new_event: NewEvent
):
    event = await new_event()
    for path in ("", "/new", f"/{event.id}", f"/{event.id}/settings", f"/{event.id}/history"):
        screen = Screen(await visit_as(f"/admin/events{path}", email=robin))
        await expect(screen.heading).to_have_text("For admins only")
        await expect(screen.page.get_by_text(event.name)).to_have_count(0)


async def test_who_is_signed_out_is_led_to_sign_in_and_back(visit: OpenPage, new_event: NewEvent):
    event = await new_event()
    screen = Screen(await visit(f"/admin/events/{event.id}/settings"))
    await expect(screen.heading).to_have_text("Sign in")
    assert "next=/admin/events/" in screen.page.url


async def test_the_list_is_searched_filtered_and_sorted_by_its_address(
    visit_as: VisitAs, new_event: NewEvent
):
    later, sooner = await new_event("Zither", days=20), await new_event("Zither", days=10)
    events = AdminList(await visit_as("/admin/events"))
    await events.search("Search", "zither")
    await expect(events.rows).to_have_count(2)
    await expect(events.rows.first).to_contain_text(sooner.name)
    await events.link("Begins").click()
    await expect(events.rows.first).to_contain_text(later.name)
    assert "q=zither" in events.page.url
    assert "sort=-starts_at" in events.page.url
    await events.choose("Status", "Cancelled")
    await expect(events.page.get_by_role("heading", name="No event fits")).to_be_visible()
    await events.page.go_back()
    await expect(events.rows).to_have_count(2)
    await events.link(f"Edit {later.name}").click()
    await events.arrives(f"/admin/events/{later.id}/settings")
