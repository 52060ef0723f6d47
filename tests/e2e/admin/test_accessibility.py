"""Every admin screen and sheet: nothing for axe to find, nothing wider than a phone."""

import pytest
from playwright.async_api import expect
from pymongo.database import Database

from tests.e2e.admin.conftest import VisitAs
from tests.e2e.conftest import OpenPage
from tests.e2e.screens.admin import AdminList
from tests.e2e.visit import DESK, PHONE, Visit

SCREENS = ("/admin", "/admin/people", "/admin/mail", "/admin/audit", "/admin/people?q=nobody+here")
PANELS = {"users": "/admin/people?person=", "outbox": "/admin/mail?mail=",
          "audit": "/admin/audit?entry="}  # fmt: skip
widths = pytest.mark.parametrize("width", [PHONE, DESK])


async def is_sound(visit: Visit) -> None:
    width = visit.page.viewport_size["width"]
    assert await visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert not await visit.axe_in_both_colours()


@widths
@pytest.mark.parametrize("path", SCREENS)
async def test_a_screen(visit_as: VisitAs, stuck: str, path, width):
    screen = AdminList(await visit_as(path, width=width))
    await expect(screen.page.locator(".admin .skeleton")).to_have_count(0)
    await is_sound(screen.visit)


@widths
@pytest.mark.parametrize("collection", PANELS)
async def test_an_open_sheet(visit_as: VisitAs, stored: Database, stuck: str, collection, width):
    newest = stored[collection].find_one(sort=[("_id", -1)])
    path = PANELS[collection] + newest["_id"]
    screen = AdminList(await visit_as(path, width=width))
    await expect(screen.panel.get_by_role("heading", level=2)).to_be_visible()
    await is_sound(screen.visit)


@widths
async def test_somebody_to_be_added(visit_as: VisitAs, width):
    path = "/admin/people?person=new"
    screen = AdminList(await visit_as(path, width=width))
    await expect(screen.panel.get_by_role("heading", level=2)).to_be_visible()
    await is_sound(screen.visit)


@pytest.mark.parametrize("path", SCREENS)
async def test_a_screen_in_german_fits_a_phone(visit_as: VisitAs, stuck: str, path):
    screen = AdminList(await visit_as(path, width=PHONE, language="de"))
    await expect(screen.page.locator(".admin .skeleton")).to_have_count(0)
    assert await screen.page.evaluate("document.documentElement.scrollWidth") <= PHONE


@widths
async def test_the_mailbox(visit: OpenPage, robin: str, width):
    opened = await visit("/dev/mailbox", width=width)
    await expect(opened.page.get_by_role("heading", level=1)).to_have_text("Mailbox")
    await expect(opened.page.locator(".admin .skeleton")).to_have_count(0)
    await is_sound(opened)
