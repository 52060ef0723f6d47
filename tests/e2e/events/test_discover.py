"""Finding an event, and a list that stays true while one looks at it."""

import re
from datetime import UTC, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import NewEvent, OpenPage, Take
from tests.e2e.screens.events import EventPage, Programme
from tests.e2e.screens.shell import Shell
from tests.e2e.visit import DESK, PHONE
from ticketapp.core.actor import system
from ticketapp.core.context import Context
from ticketapp.events.service import cancel_event, edit_event

AT_ONCE = 1_000


def query_of(programme: Programme) -> dict[str, list[str]]:
    return parse_qs(urlsplit(programme.page.url).query)


async def test_an_event_is_found_by_word_and_back_undoes_it(visit: OpenPage, new_event: NewEvent):
    wanted = await new_event("Theremin Evening", metadata={"tags": ["electronics"]})
    other = await new_event("Knitting")
    programme = Programme(await visit("/"))
    await expect(programme.card(other.name)).to_be_visible()
    await programme.search("theremin")
    await expect(programme.names).to_have_text([wanted.name])
    assert query_of(programme) == {"q": ["theremin"]}

    await programme.link(wanted.name).click()
    await expect(EventPage(programme.visit).heading).to_have_text(wanted.name)
    await programme.page.go_back()
    await expect(programme.names).to_have_text([wanted.name])
    await expect(programme.page.get_by_label("Search")).to_have_value("theremin")


async def test_an_address_with_filters_shows_the_same_to_whoever_opens_it(
    visit: OpenPage, new_event: NewEvent
):
    wanted = await new_event("Vernissage", location="Galerie Quittenhof, Ulm")
    programme = Programme(await visit("/?q=quittenhof&available=true", width=PHONE))
    await expect(programme.names).to_have_text([wanted.name])
    await expect(programme.page.get_by_label("Still available")).to_be_checked()


async def test_an_event_is_found_by_its_day(visit: OpenPage, new_event: NewEvent):
    wanted = await new_event("Dayfinder", days=400, timezone="UTC")
    programme = Programme(await visit("/?q=dayfinder"))
    day = wanted.starts_at.astimezone(UTC).date()
    await programme.choose_day((day + timedelta(days=30)).isoformat())
    await expect(programme.page.get_by_role("heading", name="Nothing fits")).to_be_visible()
    await programme.link("On any day").click()
    await expect(programme.names).to_have_text([wanted.name])
    await programme.choose_day(day.isoformat())
    await expect(programme.page).to_have_url(re.compile(f"from={day}&to={day}"))
    await expect(programme.names).to_have_text([wanted.name])


async def test_the_days_asked_for_most_are_one_press_away(visit: OpenPage, new_event: NewEvent):
    soon, late = await new_event("Chips", days=3), await new_event("Chips", days=60)
    programme = Programme(await visit("/?q=chips"))
    await expect(programme.names).to_have_text([soon.name, late.name])
    await programme.link("Next 7 days").click()
    await expect(programme.names).to_have_text([soon.name])
    await expect(programme.link("Next 7 days")).to_have_attribute("aria-current", "true")
    await programme.link("Any day").click()
    await expect(programme.names).to_have_text([soon.name, late.name])


async def test_what_is_sold_out_can_be_left_out(visit: OpenPage, new_event: NewEvent, take: Take):
    full, free = await new_event("Wanted", capacity=1), await new_event("Wanted", capacity=5)
    await take(full, 1)
    programme = Programme(await visit("/?q=wanted"))
    await expect(programme.card(full.name)).to_contain_text("Sold out")
    await expect(programme.card(free.name)).to_contain_text("5 left")
    await programme.only_available()
    await expect(programme.names).to_have_text([free.name])


async def test_seats_tick_over_in_every_open_list_without_a_reload(
    visit: OpenPage, new_event: NewEvent, take: Take
):
    event = await new_event("Countdown", capacity=3)
    here = Programme(await visit("/?q=countdown"))
    there = Programme(await visit("/?q=countdown", width=PHONE, language="de"))
    await expect(here.card(event.name)).to_contain_text("3 left")
    for seats, english, german in (
        (2, "1 left", "1 frei"),
        (1, "Sold out", "Ausverkauft"),
        (2, "Sold out · 1 waiting", "Ausverkauft · 1 wartet"),
    ):
        await take(event, seats)
        await expect(here.card(event.name)).to_contain_text(english, timeout=AT_ONCE)
        await expect(there.card(event.name)).to_contain_text(german, timeout=AT_ONCE)


async def test_an_edit_and_a_cancellation_appear_on_the_card_at_once(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    event = await new_event("Rename me")
    programme = Programme(await visit("/?q=rename"))
    await expect(programme.card(event.name)).to_be_visible()
    changes = {"name": "Renamed while you looked", "location": "Elsewhere Hall"}
    await edit_event(elsewhere, system("test"), event.id, None, changes)
    card = programme.card("Renamed while you looked")
    await expect(card).to_contain_text("Elsewhere Hall", timeout=AT_ONCE)
    await cancel_event(elsewhere, system("test"), event.id, "No singer")
    await expect(card).to_contain_text("Cancelled", timeout=AT_ONCE)


async def test_booking_opens_in_an_open_list_when_its_time_has_come(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    opens_at = elsewhere.clock.now() + timedelta(seconds=5)
    event = await new_event("Doors", booking_opens_at=opens_at, capacity=7)
    programme = Programme(await visit("/?q=doors"))
    await expect(programme.card(event.name)).to_contain_text("Opens")
    await expect(programme.card(event.name)).to_contain_text("7 left", timeout=8_000)
    assert elsewhere.clock.now() >= opens_at


async def test_more_is_shown_below_without_a_jump_and_stays_when_one_comes_back(
    visit: OpenPage, new_event: NewEvent
):
    for _ in range(30):
        await new_event("Plenty")
    programme = Programme(await visit("/?q=plenty"))
    await expect(programme.cards).to_have_count(24)
    more = programme.link("More events")
    await more.scroll_into_view_if_needed()
    last = programme.cards.nth(23)
    before = await last.bounding_box()
    await more.click()
    await expect(programme.cards).to_have_count(30)
    after = await last.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2
    await expect(more).to_have_count(0)

    await programme.cards.nth(28).get_by_role("link").click()
    await expect(EventPage(programme.visit).sale).to_be_visible()
    await programme.page.go_back()
    await expect(programme.cards).to_have_count(30)


async def test_by_keyboard_alone_one_filters_opens_more_and_an_event(
    visit: OpenPage, new_event: NewEvent
):
    for _ in range(26):
        await new_event("Typewriter")
    opened = await visit("/")
    programme, keyboard = Programme(opened), opened.page.keyboard
    await opened.page.get_by_label("Search").focus()
    await keyboard.type("typewriter")
    await expect(programme.names.filter(has_not_text="Typewriter")).to_have_count(0)
    await expect(programme.cards).to_have_count(24)
    await programme.link("More events").focus()
    await keyboard.press("Enter")
    await expect(programme.cards).to_have_count(26)
    await expect(programme.cards.nth(24).get_by_role("link")).to_be_focused()
    await keyboard.press("Enter")
    await expect(EventPage(opened).sale).to_be_visible()
    await expect(Shell(opened.page).main).to_be_focused()


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_axe_finds_nothing_in_the_list(
    visit: OpenPage, new_event: NewEvent, take: Take, elsewhere: Context, colours, width
):
    word = f"axe{width}{colours}"
    await new_event(word, timezone="Asia/Tokyo", capacity=5)
    await take(await new_event(word, capacity=1), 1)
    off = await new_event(word)
    opened = await visit(f"/?q={word}", width=width, colours=colours)
    programme = Programme(opened)
    await expect(programme.cards).to_have_count(3)
    await cancel_event(elsewhere, system("test"), off.id, "No singer")
    await expect(programme.card(off.name)).to_contain_text("Cancelled")
    assert not await opened.axe()
    assert await opened.page.evaluate("document.documentElement.scrollWidth") == width
    await programme.search("nothing like it")
    await expect(opened.page.get_by_role("heading", name="Nothing fits")).to_be_visible()
    assert not await opened.axe()


async def test_times_are_those_of_the_place_and_the_visitors_where_they_differ(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    at = (elsewhere.clock.now() + timedelta(days=40)).replace(hour=3, minute=0, second=0)
    tokyo = await new_event(
        "Zones", starts_at=at, ends_at=at + timedelta(hours=2), timezone="Asia/Tokyo"
    )
    opened = await visit("/?q=zones")
    zone = await opened.page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    card = Programme(opened).card(tokyo.name)
    await expect(card).to_contain_text(re.compile(r"12:00.*2:00.*GMT\+9"))
    assert zone != "Asia/Tokyo"
    await expect(card).to_contain_text("Your time:")


async def test_by_a_24_hour_clock_hours_have_two_digits(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    at = (elsewhere.clock.now() + timedelta(days=5)).replace(hour=6, minute=5)
    early = await new_event("Frühauf", days=30, booking_opens_at=at, timezone="Etc/UTC")
    opened = await visit("/?q=Frühauf", language="de")
    await expect(Programme(opened).card(early.name)).to_contain_text(re.compile(r"\b06:05"))
