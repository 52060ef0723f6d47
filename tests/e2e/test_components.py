"""What the components promise, tried on the page that shows them all."""

import re
from collections.abc import Generator

import pytest
from playwright.async_api import Locator, Page, expect

from tests.drivers.gallery import Gallery
from tests.e2e.conftest import OpenPage
from tests.e2e.visit import DESK, PHONE


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Generator[Gallery]:
    built = Gallery(tmp_path_factory.mktemp("gallery"))
    try:
        yield built.start()
    finally:
        built.stop()


def alert(page: Page, text: str) -> Locator:
    return page.get_by_role("alert").filter(has_text=text)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_axe_finds_nothing_in_any_component(visit: OpenPage, gallery, width):
    opened = await visit("/", address=gallery.address, width=width)
    assert not await opened.axe_in_both_colours()
    assert await opened.page.evaluate("document.documentElement.scrollWidth") == width
    await button(opened.page, "Remove").click()
    await expect(opened.page.get_by_role("dialog")).to_be_visible()
    assert not await opened.axe_in_both_colours()


async def test_a_button_pressed_twice_at_once_acts_once_and_then_again(visit: OpenPage, gallery):
    opened = await visit("/", address=gallery.address)
    page = opened.page
    book, pressed = button(page, "Book"), page.locator("#pressed")
    await book.evaluate("button => { button.click(); button.click(); button.click() }")
    await expect(pressed).to_have_text("1")
    await expect(book).to_have_attribute("aria-busy", "false")
    await book.click()
    await expect(pressed).to_have_text("2")


async def test_a_dialog_asks_once_says_the_consequence_and_gives_the_focus_back(
    visit: OpenPage, gallery
):
    opened = await visit("/", address=gallery.address)
    page = opened.page
    dialog = page.get_by_role("dialog", name="Remove Ada?")
    await button(page, "Remove").click()
    await expect(dialog).to_contain_text("3 people in line will get these tickets.")

    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(button(page, "Remove")).to_be_focused()
    await expect(page.get_by_role("cell", name="Ada Lovelace")).to_be_visible()

    await button(page, "Remove").click()
    await button(page, "Remove her").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("cell", name="Ada Lovelace")).to_have_count(0)


async def test_a_notice_is_said_once_and_not_again_after_a_reload(visit: OpenPage, gallery):
    opened = await visit("/", address=gallery.address)
    said = opened.page.get_by_role("status").get_by_text("Language")
    await button(opened.page, "Tell me").click()
    await expect(said).to_be_visible()
    await opened.page.get_by_role("button", name="Close this message").click()
    await expect(said).to_have_count(0)

    await opened.page.reload()
    await opened.be_live()
    await expect(said).to_have_count(0)
    await button(opened.page, "Tell me").click()
    await expect(said).to_have_count(1)


async def test_a_notice_goes_by_itself_but_one_that_matters_stays_until_it_is_closed(
    visit: OpenPage, gallery
):
    opened = await visit("/", address=gallery.address)
    said = opened.page.locator(".notices")
    await opened.page.clock.install()
    await button(opened.page, "Tell me").click()
    await button(opened.page, "Warn me").click()
    await expect(said).to_have_text("LanguageSettings")
    await opened.page.clock.fast_forward(20_000)
    await expect(said).to_have_text("Settings")
    await button(opened.page, "Close this message").click()
    await expect(said).to_be_empty()


async def test_a_refusal_without_a_place_of_its_own_is_shown_above_the_form(
    visit: OpenPage, gallery
):
    opened = await visit("/", address=gallery.address, language="de")
    await button(opened.page, "Not for you").click()
    await expect(alert(opened.page, "Dein Konto darf das nicht.")).to_be_visible()


async def test_the_server_answers_in_the_language_chosen_on_the_open_page(visit: OpenPage, gallery):
    opened = await visit("/", address=gallery.address)
    await opened.page.get_by_role("radio", name="Deutsch").check()
    await button(opened.page, "Not for you").click()
    await expect(alert(opened.page, "Dein Konto darf das nicht.")).to_be_visible()


async def test_what_is_wrong_with_a_field_belongs_to_the_field(visit: OpenPage, gallery):
    opened = await visit("/", address=gallery.address)
    email = opened.page.get_by_role("textbox", name="E-mail")
    await email.fill("x")
    await button(opened.page, "Send").click()
    await expect(email).to_have_attribute("aria-invalid", "true")
    await expect(email).to_have_accessible_description(
        "We write once. This needs at least 3 characters."
    )
    await email.fill("ada@example.org")
    await button(opened.page, "Send").click()
    await expect(email).to_have_attribute("aria-invalid", "false")
    await expect(opened.page.get_by_text("Hello ada@example.org,")).to_be_visible()


async def test_a_password_can_be_shown_and_hidden_again(visit: OpenPage, gallery):
    opened = await visit("/", address=gallery.address)
    password = opened.page.get_by_label("Password", exact=True)
    await password.fill("a good one")
    await expect(password).to_have_attribute("type", "password")
    await button(opened.page, "Show").click()
    await expect(password).to_have_attribute("type", "text")
    await expect(password).to_have_value("a good one")
    await button(opened.page, "Hide").click()
    await expect(password).to_have_attribute("type", "password")


async def test_a_table_is_sorted_by_its_address_and_says_so(visit: OpenPage, gallery):
    opened = await visit("/", address=gallery.address)
    page = opened.page
    heading = page.get_by_role("columnheader", name="E-mail")
    await expect(heading).to_have_attribute("aria-sort", "none")
    await heading.get_by_role("link").click()
    await expect(heading).to_have_attribute("aria-sort", "ascending")
    await heading.get_by_role("link").click()
    await expect(heading).to_have_attribute("aria-sort", "descending")
    await expect(page).to_have_url(re.compile(r"\?sort=-email$"))
    await page.go_back()
    await expect(heading).to_have_attribute("aria-sort", "ascending")


async def test_numbers_dates_and_plurals_follow_the_language(visit: OpenPage, gallery):
    opened = await visit("/", address=gallery.address, language="en-GB")
    page = opened.page
    await expect(page.locator("#in-berlin")).to_have_text("Fri, 5 Mar 2027, 19:30")
    await expect(page.locator("#in-new-york")).to_have_text(re.compile("Friday,? 5 March 2027"))
    await expect(page.locator("#figure")).to_have_text("1,234,567")
    await expect(page.locator("#plural")).to_have_text("1 ticket")
    await button(page, "One more").click()
    await expect(page.locator("#plural")).to_have_text("2 tickets")

    await page.get_by_role("radio", name="Deutsch").check()
    await expect(page.locator("#in-berlin")).to_have_text("Fr., 5. März 2027, 19:30")
    await expect(page.locator("#figure")).to_have_text("1.234.567")
    await expect(page.locator("#facts")).to_contain_text("12.000")
