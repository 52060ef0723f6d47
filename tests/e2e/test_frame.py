"""The frame around all pages: languages, colours, the ways in, and what goes wrong."""

import re

from playwright.async_api import Route, expect

from tests.drivers.server import Server
from tests.drivers.waiting import until
from tests.drivers.wire import wire_to
from tests.e2e.conftest import SITE_NAME, OpenPage
from tests.e2e.screens.shell import Shell
from tests.e2e.visit import PHONE

SEEN_HEADINGS = """
  window.seen = new Set();
  const look = () => {
    const heading = document.querySelector("h1");
    if (heading?.checkVisibility({visibilityProperty: true})) window.seen.add(heading.innerText);
    requestAnimationFrame(look);
  };
  look();
"""


async def test_an_empty_programme_says_so_and_names_the_day(visit: OpenPage):
    opened = await visit("/")
    await expect(Shell(opened.page).heading).to_have_text("What’s on")
    await expect(opened.page.get_by_role("heading", name="Nothing planned yet")).to_be_visible()
    today = await opened.page.evaluate("String(new Date().getDate())")
    await expect(opened.page.locator("time")).to_contain_text(today)


async def test_the_page_goes_by_the_name_of_the_installation(visit: OpenPage):
    opened = await visit("/")
    await expect(opened.page.get_by_role("banner").get_by_role("link").first).to_have_text(
        SITE_NAME
    )
    assert await opened.page.title() == f"What’s on · {SITE_NAME}"


async def test_the_language_changes_on_the_spot_and_stays(visit: OpenPage):
    opened = await visit("/", width=PHONE)
    shell = Shell(opened.page)
    await opened.page.evaluate("window.sameDocument = true")
    await shell.speak("Deutsch")
    await expect(shell.heading).to_have_text("Programm")
    await expect(opened.page.locator("html")).to_have_attribute("lang", "de")
    assert await opened.page.title() == f"Programm · {SITE_NAME}"
    assert await opened.page.evaluate("window.sameDocument")

    await opened.open("/")
    await expect(shell.heading).to_have_text("Programm")
    await shell.speak("English")
    await expect(shell.heading).to_have_text("What’s on")


async def test_a_german_browser_never_sees_english(visit: OpenPage):
    opened = await visit("/", language="de")
    await opened.context.add_init_script(SEEN_HEADINGS)
    await opened.open("/")
    await expect(Shell(opened.page).heading).to_have_text("Programm")
    assert await opened.page.evaluate("[...window.seen]") == ["Programm"]


async def test_without_scripts_the_page_is_readable_in_any_language(visit: OpenPage):
    opened = await visit("/", language="de", scripts=False)
    await expect(Shell(opened.page).heading).to_be_visible()


async def test_a_catalogue_that_can_not_be_loaded_leaves_readable_english(visit: OpenPage):
    opened = await visit("/")
    opened.expects("ERR_FAILED")
    await opened.context.route(re.compile(r"/assets/de-.*\.js"), lambda route: route.abort())
    await opened.page.get_by_role("radio", name="Deutsch").click()
    await opened.open("/")
    await expect(Shell(opened.page).heading).to_have_text("What’s on")
    await expect(opened.page.locator("html")).to_have_attribute("lang", "en")


async def test_the_colours_follow_the_device_until_one_chooses(visit: OpenPage):
    opened = await visit("/", colours="dark")
    page, shell = opened.page, Shell(opened.page)
    ink = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    await shell.colour("Light")
    await expect(page.locator("html")).to_have_class("light")
    paper = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper != ink

    await opened.open("/")
    await expect(page.locator("html")).to_have_class("light")


async def test_the_first_tab_leads_past_the_header(visit: OpenPage):
    opened = await visit("/")
    shell = Shell(opened.page)
    await opened.page.keyboard.press("Tab")
    await expect(shell.skip_link).to_be_focused()
    await expect(shell.skip_link).to_be_in_viewport()
    await opened.page.keyboard.press("Enter")
    await expect(shell.main).to_be_focused()


async def test_going_to_another_page_moves_the_reader_to_its_content(visit: OpenPage):
    opened = await visit("/no/such/page")
    opened.expects("status of 404")
    await opened.page.get_by_role("link", name="See what’s on").click()
    await expect(Shell(opened.page).heading).to_have_text("What’s on")
    await expect(Shell(opened.page).main).to_be_focused()


async def test_an_address_without_a_page_answers_404_and_leads_on(visit: OpenPage):
    opened = await visit("/no/such/page")
    opened.expects("status of 404")
    assert opened.answer
    assert opened.answer.status == 404
    await expect(Shell(opened.page).heading).to_have_text("No such page")


async def test_a_page_that_breaks_says_so_and_the_server_learns_of_it(
    visit: OpenPage, server: Server
):
    async def break_it(route: Route) -> None:
        code = 'export default function () { throw new Error("planted fault") }'
        await route.fulfill(content_type="text/javascript", body=code)

    opened = await visit("/")
    opened.expects("planted fault", "status of 404")
    await opened.context.route(re.compile(r"/assets/_404_.*\.js"), break_it)
    await opened.open("/no/such/page")
    await expect(Shell(opened.page).heading).to_have_text("This page broke")
    assert not await opened.axe()
    until(lambda: "planted fault" in server.printed, "the server has logged the report")


async def test_a_lost_connection_is_said_and_so_is_its_return(visit: OpenPage, server: Server):
    async with wire_to(server.port) as wire:
        opened = await visit("/", address=wire.address, width=PHONE)
        opened.expects("WebSocket", "ERR_")
        wire.cut()
        shell = Shell(opened.page)
        lost = shell.status("No connection to the server.")
        await expect(lost).to_be_visible()
        assert not await opened.axe()
        strip = await lost.bounding_box()
        page = await opened.page.get_by_role("banner").bounding_box()
        assert strip
        assert page
        assert (strip["x"], strip["y"], strip["width"]) == (0, 0, PHONE)
        assert page["y"] >= strip["height"] > 0  # it hides nothing
        wire.mend()
        await expect(shell.status("Connected again.")).to_be_visible()
        await expect(shell.status("Connected again.")).to_have_count(0)


async def test_being_offline_is_said(visit: OpenPage):
    opened = await visit("/", language="de")
    opened.expects("WebSocket", "ERR_")
    await opened.context.set_offline(offline=True)
    await expect(Shell(opened.page).status("Du bist offline.")).to_be_visible()
    await opened.context.set_offline(offline=False)
    await expect(Shell(opened.page).status("Du bist offline.")).to_have_count(0)
