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


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("path", PATHS)
async def test_axe_finds_nothing(visit: OpenPage, path, width):
    opened = await alive(visit, path, width=width)
    assert not await opened.axe_in_both_colours()


@pytest.mark.parametrize("path", [*PATHS, *LEADING_NOWHERE])
async def test_nothing_is_wider_than_a_phone(visit: OpenPage, path):
    opened = await alive(visit, path, width=PHONE, language="de")
    assert await opened.page.evaluate("document.documentElement.scrollWidth") == PHONE


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_has_one_main_one_heading_and_a_name(visit: OpenPage, path):
    opened = await alive(visit, path)
    shell = Shell(opened.page)
    await expect(shell.main).to_have_count(1)
    await expect(shell.heading).to_have_count(1)
    assert (await opened.page.title()).endswith(f" · {SITE_NAME}")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("path", PATHS)
async def test_nothing_moves_while_a_page_comes_alive(visit: OpenPage, path, language):
    opened = await alive(visit, path, width=PHONE, language=language)
    moved = await opened.page.evaluate(
        """() => new Promise(done => new PerformanceObserver(list => done(
             list.getEntries().map(shift => shift.value).reduce((a, b) => a + b, 0)
           )).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 200))"""
    )
    assert moved < 0.01
