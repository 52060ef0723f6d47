"""Booking in the browser: the button tells the truth, and what it says is what happens."""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.builders.people import PASSWORD, a_user, actor_for
from tests.builders.waiting import in_time
from tests.drivers.server import Server
from tests.drivers.wire import wire_to
from tests.e2e.conftest import NewEvent, OpenPage, Take
from tests.e2e.screens.accounts import Login, Registration
from tests.e2e.screens.events import EventPage
from tests.e2e.visit import DESK, PHONE
from ticketapp.accounts.models import User
from ticketapp.bookings.service import book, cancel
from ticketapp.core.context import Context
from ticketapp.events.models import Event

AT_ONCE = 1_000
LANDING = "**/me/bookings/*"

VisitAs = Callable[..., Awaitable[EventPage]]


@pytest_asyncio.fixture(loop_scope="session")
async def visit_as(visit: OpenPage) -> VisitAs:
    """Sign in, and open an event's page."""

    async def opened(user: User, event: Event, **facts: object) -> EventPage:
        made = await visit(f"/login?next=/events/{event.slug}", **facts)
        await Login(made).send(user.email, PASSWORD)
        await Login(made).arrives(f"/events/{event.slug}")
        return EventPage(made)

    return opened


async def bookings_of(elsewhere: Context, event: Event) -> list[tuple[int, str]]:
    found = elsewhere.db.bookings.find({"event_id": event.id}).sort("created_at", 1)
    return [(each["quantity"], each["status"]) async for each in found]


async def test_a_stranger_on_a_phone_has_two_tickets_within_half_a_minute(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    event = await new_event("Cold start", capacity=5)
    begun = time.monotonic()
    opened = await visit(f"/events/{event.slug}", width=PHONE)
    page = EventPage(opened)
    await page.more.click()
    await page.press("Book 2 tickets")
    await opened.page.get_by_role("link", name="Make an account").click()
    await Registration(opened).send("Nina New", "nina.new@example.org", "another fine morning")
    await Registration(opened).arrives(f"/events/{event.slug}?tickets=2")
    await page.press("Book 2 tickets")
    await opened.page.wait_for_url(LANDING)
    codes = opened.page.get_by_role("img", name="QR code of ticket")
    await expect(codes.first).to_be_visible()
    assert time.monotonic() - begun < 30
    await expect(codes).to_have_count(2)
    assert await bookings_of(elsewhere, event) == [(2, "confirmed")]


async def test_two_people_watch_the_last_seats_go_and_the_line_move(
    visit_as: VisitAs, new_event: NewEvent, take: Take, elsewhere: Context
):
    event = await new_event("Last seats", capacity=3)
    first, second = await a_user(elsewhere), await a_user(elsewhere)
    here = await visit_as(first, event)
    there = await visit_as(second, event, width=PHONE)
    await here.more.click()
    await there.more.click()
    await here.press("Book 2 tickets")
    await here.page.wait_for_url(LANDING)

    # Two were chosen and one is left: the choice stays, and the button offers what can be had.
    await expect(there.sale).to_contain_text("Only 1 ticket is left.", timeout=AT_ONCE)
    await expect(there.count).to_have_text("2")
    await there.press("Join the waiting list")
    await there.page.wait_for_url(LANDING)
    await there.page.go_back()
    await there.visit.be_live()
    await expect(there.sale).to_contain_text("You are 1st of 1 in line")

    # A third person sees it, joins behind them, and moves up when they are served.
    third = await a_user(elsewhere)
    last = await visit_as(third, event)
    await last.more.click()
    await last.press("Join the waiting list")
    await last.page.wait_for_url(LANDING)
    await last.page.go_back()
    await last.visit.be_live()
    await expect(last.sale).to_contain_text("You are 2nd of 2 in line")
    owner = await actor_for(elsewhere, first)
    [booked] = [each async for each in elsewhere.db.bookings.find({"user_id": first.id})]
    await cancel(elsewhere, owner, booked["_id"], tickets=1)
    await expect(there.sale).to_contain_text("You have 2 tickets", timeout=AT_ONCE)
    await expect(last.sale).to_contain_text("You are 1st of 1 in line", timeout=AT_ONCE)


async def test_what_sold_out_under_the_finger_is_said_and_the_line_is_offered(
    visit_as: VisitAs, new_event: NewEvent, take: Take, server: Server, elsewhere: Context
):
    event = await new_event("Under the finger", capacity=1)
    async with wire_to(server.port) as wire:
        page = await visit_as(await a_user(elsewhere), event, address=wire.address)
        page.visit.expects("WebSocket", "ERR_")
        await expect(page.button("Book 1 ticket")).to_be_visible()
        wire.hold()
        await take(event, 1)
        await page.press("Book 1 ticket")
        await expect(page.button("Book 1 ticket")).to_have_attribute("aria-busy", "true")
        wire.release()
        await expect(page.problem).to_have_text("There are not enough tickets left.")
        await expect(page.button("Join the waiting list")).to_have_attribute("aria-busy", "false")
        await page.more.click()
        await expect(page.problem).to_have_count(0)  # it was about another choice
    assert await bookings_of(elsewhere, event) == [(1, "confirmed")]


async def test_pressing_twice_or_again_after_a_lost_answer_books_once(
    visit_as: VisitAs, new_event: NewEvent, server: Server, elsewhere: Context
):
    twice, lost = await new_event("Twice"), await new_event("Lost answer")
    async with wire_to(server.port) as wire:
        page = await visit_as(await a_user(elsewhere), twice, address=wire.address)
        page.visit.expects("WebSocket", "ERR_")
        await page.button("Book 1 ticket").dblclick()
        await page.page.wait_for_url(LANDING)
        assert await bookings_of(elsewhere, twice) == [(1, "confirmed")]

        await page.page.clock.install()
        await page.visit.open(f"/events/{lost.slug}")
        await expect(page.button("Book 1 ticket")).to_be_visible()
        wire.hold()
        await page.press("Book 1 ticket")
        await in_time(partial(bookings_of, elsewhere, lost))
        wire.cut()
        await page.page.clock.fast_forward(20_000)  # the button has waited long enough
        await expect(page.button("Book 1 ticket")).to_have_attribute("aria-busy", "false")
        await page.press("Book 1 ticket")
        wire.mend()
        await page.page.wait_for_url(LANDING)
        assert await bookings_of(elsewhere, lost) == [(1, "confirmed")]


async def test_booking_needs_no_mouse(visit_as: VisitAs, new_event: NewEvent, elsewhere: Context):
    event = await new_event("Keys", capacity=4)
    page = await visit_as(await a_user(elsewhere), event)
    keyboard = page.page.keyboard
    await page.main.get_by_role("button", name="Share").focus()
    await keyboard.press("Tab")
    await expect(page.button("One ticket fewer")).to_be_focused()
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await keyboard.press("Space")
    await expect(page.count).to_have_text("3")
    await keyboard.press("Tab")
    await expect(page.button("Book 3 tickets")).to_be_focused()
    await keyboard.press("Enter")
    await page.page.wait_for_url(LANDING)
    assert await bookings_of(elsewhere, event) == [(3, "confirmed")]


async def test_a_guest_books_with_a_name_and_an_address(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    event = await new_event("Guests", guest_booking=True, max_per_booking=2)
    opened = await visit(f"/events/{event.slug}?tickets=7", width=PHONE)
    page = EventPage(opened)
    await page.press("Book 2 tickets")  # more than two at once can't be had
    form = opened.page.get_by_role("dialog", name="Who are the tickets for?")
    await form.get_by_label("First name").fill("Gil")
    await form.get_by_role("button", name="Book 2 tickets").click()
    await expect(form.get_by_label("Last name")).to_be_focused()
    await expect(form.get_by_text("Enter a name.")).to_have_count(1)
    assert not await opened.axe_in_both_colours()
    await form.get_by_label("Last name").fill("Guest")
    await form.get_by_label("E-mail").fill("gil.guest@example.org")
    await form.get_by_role("button", name="Book 2 tickets").click()
    await opened.page.wait_for_url("**/manage/*.*")
    said = opened.page.get_by_role("status").filter(has_text="2 tickets are yours.")
    await expect(said).to_contain_text("We also mail them to gil.guest@example.org.")
    assert await bookings_of(elsewhere, event) == [(2, "confirmed")]


@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_axe_finds_nothing_in_what_the_panel_says(
    visit_as: VisitAs, new_event: NewEvent, take: Take, elsewhere: Context, width: int
):
    user = await a_user(elsewhere)
    me = await actor_for(elsewhere, user)
    event = await new_event("Said", capacity=4, max_per_person=5)
    page = await visit_as(user, event, width=width)
    await expect(page.button("Book 1 ticket")).to_be_visible()
    assert not await page.visit.axe_in_both_colours()
    await page.more.click()
    await page.more.click()
    await take(event, 2)
    await expect(page.sale).to_contain_text("Only 2 tickets are left.")
    assert not await page.visit.axe_in_both_colours()
    await book(elsewhere, me, event.id, 2)
    await expect(page.button("Join the waiting list")).to_be_visible()
    await book(elsewhere, me, event.id, 1)
    await expect(page.sale).to_contain_text("You are 1st of 1 in line")
    await expect(page.sale).to_contain_text("You have 2 tickets")
    assert not await page.visit.axe_in_both_colours()
    assert await page.page.evaluate("document.documentElement.scrollWidth") == width


async def test_what_can_not_be_booked_says_why_and_an_event_that_runs_says_so(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    opens_at = elsewhere.clock.now().replace(hour=10, minute=0, second=0, microsecond=0)
    later = await new_event("Later", booking_opens_at=opens_at + timedelta(days=2), timezone="UTC")
    running = await new_event("Running", days=-0.01)
    opened = await visit(f"/events/{later.slug}")
    page = EventPage(opened)
    button = page.sale.get_by_role("button", name="Opens ")
    await expect(button).to_contain_text("10:00")
    await expect(button).to_be_disabled()
    await expect(page.more).to_have_count(0)
    assert not await opened.axe_in_both_colours()
    await opened.open(f"/events/{running.slug}")
    await expect(page.main.get_by_text("On now")).to_be_visible()
