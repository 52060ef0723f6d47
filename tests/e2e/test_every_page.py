"""What holds for every page, whoever adds it: found in the list of pages, not by name."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import SITE_NAME, OpenPage
from tests.e2e.screens.shell import Shell
from tests.e2e.visit import DESK, PHONE
from ticketapp.ui.routes import PAGES

PATHS = [
    "/no/such/page" if page.route == "404" else page.route
    for page in PAGES
    if "[" not in page.route
]
LEADING_NOWHERE = [re.sub(r"\[\w+\]", "nowhere", page.route) for page in PAGES if "[" in page.route]


async def alive(visit: OpenPage, path: str, **facts: object):
    opened = await visit(path, **facts)
    opened.expects("status of 404")  # the browser itself notes the answer to a missing page
    return opened


async def stays_in_place(visit: OpenPage, path: str, language: str):
    """A page that has come alive on a phone: nothing moved meanwhile, nothing is too wide."""
    opened = await alive(visit, path, width=PHONE, language=language)
    moved = await opened.page.evaluate(
        """() => new Promise(done => new PerformanceObserver(list => done(
             list.getEntries().map(shift => shift.value).reduce((a, b) => a + b, 0)
           )).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 200))"""
    )
    assert moved < 0.01
    assert await opened.page.evaluate("document.documentElement.scrollWidth") == PHONE
    return opened


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_stays_in_place_on_a_phone_and_axe_finds_nothing(visit: OpenPage, path):
    opened = await stays_in_place(visit, path, "en")
    assert not await opened.axe_in_both_colours()


@pytest.mark.parametrize("path", [*PATHS, *LEADING_NOWHERE])
async def test_a_page_in_german_stays_in_place_on_a_phone(visit: OpenPage, path):
    await stays_in_place(visit, path, "de")


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_has_one_main_one_heading_a_name_and_nothing_for_axe_to_find(
    visit: OpenPage, path
):
    opened = await alive(visit, path, width=DESK)
    shell = Shell(opened.page)
    await expect(shell.main).to_have_count(1)
    await expect(shell.heading).to_have_count(1)
    assert (await opened.page.title()).endswith(f" · {SITE_NAME}")
    assert not await opened.axe_in_both_colours()
