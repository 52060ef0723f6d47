"""Tickets in their holder's hand: on the screen, off the network, given back, waited for."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest_asyncio
from playwright.async_api import Route, expect

from tests.builders.people import PASSWORD, a_user, actor_for
from tests.builders.waiting import in_time
from tests.drivers.server import Server
from tests.drivers.wire import wire_to
from tests.e2e.conftest import NewEvent, OpenPage, Take
from tests.e2e.screens.accounts import Login
from tests.e2e.screens.tickets import TicketPage
from tests.e2e.visit import DESK, PHONE
from ticketapp.accounts.models import User
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import Booking, Person
from ticketapp.bookings.service import book, cancel
from ticketapp.core.actor import anonymous
from ticketapp.core.context import Context
from ticketapp.events.models import Event
from ticketapp.tickets.codes import grouped
from ticketapp.tickets.tokens import signer_for

AT_ONCE = 2_000
LOST = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_EMPTY_RESPONSE", "WebSocket", "ERR_")

VisitAs = Callable[..., Awaitable[TicketPage]]


@pytest_asyncio.fixture(loop_scope="session")
async def visit_as(visit: OpenPage) -> VisitAs:
    """Sign in, and open one of one's own pages."""

    async def opened(user: User, path: str, **facts: object) -> TicketPage:
        made = await visit(f"/login?next={path}", **facts)
        await Login(made).send(user.email, PASSWORD)
        await Login(made).arrives(path)
        await made.be_live()
        return TicketPage(made)

    return opened


async def booked(ctx: Context, user: User, event: Event, seats: int) -> Booking:
    made = await book(ctx, await actor_for(ctx, user), event.id, seats)
    return made.booking


def token(ctx: Context, booking: Booking, number: int) -> str:
    """The token of the booking's ticket of that number, from 1."""
    ticket = booking.tickets[number - 1]
    return signer_for(ctx.settings).token(booking.event_id, ticket.id, ticket.version)


async def sign_out_elsewhere_before_the_copy_arrives(shown: TicketPage, address: str) -> None:
    """Load the tickets anew, and let another tab of the browser sign out before they are kept."""
    on_its_way, signed_out, arrived = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        on_its_way.set()
        await signed_out.wait()
        await route.fulfill(response=answer)
        arrived.set()

    await shown.page.route("**/kept.html", late)
    await shown.page.reload()
    await on_its_way.wait()
    other = await shown.page.context.new_page()
    await other.goto(f"{address}/me/account")
    await other.get_by_role("button", name="Sign out").first.click()
    await other.wait_for_url(f"{address}/")
    assert await shown.kept() == []
    signed_out.set()
    await arrived.wait()
    await shown.has_kept_what_came()


async def test_tickets_are_turned_by_buttons_and_keys_and_read_by_a_scanner(
    visit_as: VisitAs, new_event: NewEvent, elsewhere: Context
):
    user = await a_user(elsewhere, name="Robin Meyer")
    event = await new_event("Jazz Night", location="Old Wharf")
    booking = await booked(elsewhere, user, event, 3)
    shown = await visit_as(user, f"/me/bookings/{booking.id}", width=PHONE, colours="dark")
    await expect(shown.heading).to_have_text(event.name)
    to_event = shown.page.get_by_role("link", name="To the event")
    await expect(to_event).to_have_attribute("href", f"/events/{event.slug}")
    await expect(shown.deck).to_contain_text("Ticket 1 of 3")
    assert await shown.codes() == [token(elsewhere, booking, 1)]

    await shown.button("Next ticket").click()
    await expect(shown.deck).to_contain_text("Ticket 2 of 3")
    assert await shown.codes() == [token(elsewhere, booking, 2)]
    await shown.strip.focus()
    await shown.page.keyboard.press("ArrowRight")
    await expect(shown.deck).to_contain_text("Ticket 3 of 3")
    await shown.page.keyboard.press("Home")
    await expect(shown.deck).to_contain_text("Ticket 1 of 3")

    await shown.tickets.first.get_by_role("button", name="Show the code").click()
    await expect(shown.dialog).to_contain_text(grouped(booking.tickets[0].code))
    assert await shown.codes() == [token(elsewhere, booking, 1)]
    colours = "getComputedStyle(document.querySelector('dialog[open]')).backgroundColor"
    assert await shown.page.evaluate(colours) == "rgb(255, 255, 255)"
    assert not await shown.visit.axe()
    await shown.page.keyboard.press("Escape")
    await expect(shown.dialog).to_have_count(0)
    for width in (PHONE, DESK):
        await shown.page.set_viewport_size({"width": width, "height": 800})
        assert not await shown.visit.axe_in_both_colours()


async def test_a_device_shows_the_tickets_without_network_and_forgets_them_with_the_session(
    visit_as: VisitAs, new_event: NewEvent, elsewhere: Context, server: Server
):
    user = await a_user(elsewhere, name="Robin Meyer")
    event = await new_event("Cellar Concert", location="Deep Down")
    booking = await booked(elsewhere, user, event, 2)
    path = f"/me/bookings/{booking.id}"
    async with wire_to(server.port) as wire:
        shown = await visit_as(user, path, width=PHONE, address=wire.address)
        shown.visit.expects(*LOST)
        await in_time(lambda: shown.can_show(path))
        wire.cut()
        await shown.page.context.set_offline(True)
        await shown.page.reload()
        for text in (event.name, "Deep Down", "Robin Meyer", grouped(booking.tickets[0].code)):
            await expect(shown.main).to_contain_text(text)
        await expect(shown.main).to_contain_text(re.compile(r"on this device on \w+ \d"))
        assert token(elsewhere, booking, 1) in await shown.codes()
        assert not await shown.visit.axe()

        wire.mend()
        await cancel(
            elsewhere, await actor_for(elsewhere, user), booking.id,
            ticket_ids=(booking.tickets[0].id,),
        )  # fmt: skip
        await shown.page.context.set_offline(False)
        await shown.visit.be_live(within=45)  # a slow answer has the copy look again in 20 s
        await expect(shown.tickets).to_have_count(1)
        code = grouped(booking.tickets[0].code)
        await in_time(lambda: shown.keeps_without(path, code))
        await sign_out_elsewhere_before_the_copy_arrives(shown, wire.address)
        assert await shown.kept() == []


async def test_giving_tickets_back_serves_the_line_which_sees_it_and_the_door_at_once(
    visit_as: VisitAs, new_event: NewEvent, elsewhere: Context
):
    giver, waiter = await a_user(elsewhere), await a_user(elsewhere)
    event = await new_event("Full House", capacity=3)
    held = await booked(elsewhere, giver, event, 3)
    entry = await booked(elsewhere, waiter, event, 2)
    there = await visit_as(waiter, f"/me/bookings/{entry.id}", width=PHONE)
    await expect(there.main).to_contain_text("of 1 in line")
    assert not await there.visit.axe_in_both_colours()

    here = await visit_as(giver, f"/me/bookings/{held.id}")
    await here.button("Cancel tickets").click()
    choices = here.dialog.get_by_role("checkbox")
    for number in (0, 1):
        await choices.nth(number).check()
    await expect(here.dialog).to_contain_text("1 person in line gets the seats")
    assert not await here.visit.axe()
    await here.button("Cancel 2 tickets").click()
    await expect(here.tickets).to_have_count(1)
    await expect(there.tickets).to_have_count(2, timeout=AT_ONCE)

    at_the_door = {"tickets.0.checked_in_at": datetime.now(UTC)}
    await elsewhere.db.bookings.update_one({"_id": entry.id}, {"$set": at_the_door})
    await expect(there.tickets.first).to_contain_text("Used", timeout=AT_ONCE)


async def test_a_guest_needs_only_the_mailed_link_and_anybody_else_finds_nothing(
    visit: OpenPage, visit_as: VisitAs, new_event: NewEvent, elsewhere: Context
):
    event = await new_event("Open Stage", guest_booking=True)
    guest = Person("Gudrun Gast", "gudrun@example.org")
    booking = (await book(elsewhere, anonymous(), event.id, 1, attendee=guest)).booking
    key = manage_key(elsewhere.settings, booking.id)
    shown = TicketPage(await visit(f"/manage/{booking.id}.{key}", width=PHONE))
    await expect(shown.tickets).to_have_count(1)
    assert await shown.codes() == [token(elsewhere, booking, 1)]
    async with shown.page.expect_download() as calendar:
        await shown.page.get_by_role("link", name="Add to calendar").click()
    assert (await calendar.value).suggested_filename == f"{booking.reference}.ics"
    async with shown.page.expect_download() as paper:
        await shown.button("Share or save").click()
    assert (await paper.value).suggested_filename.endswith(".pdf")

    wrong = TicketPage(await visit(f"/manage/{booking.id}.{key[::-1]}"))
    never = TicketPage(await visit("/manage/never.was"))
    other = await visit_as(await a_user(elsewhere), f"/me/bookings/{booking.id}")
    for missing in (wrong, never, other):
        await expect(missing.heading).to_have_text("No such booking")
    assert await wrong.main.inner_text() == await never.main.inner_text()


async def test_my_tickets_begin_with_what_comes_next_and_the_line_moves_there(
    visit_as: VisitAs, new_event: NewEvent, elsewhere: Context, take: Take
):
    user = await a_user(elsewhere)
    own = await visit_as(user, "/me", width=PHONE)
    await expect(own.main).to_contain_text("Nothing booked yet")
    later, gone = await new_event("Later", days=20), await new_event("Gone", days=3)
    soon = await new_event("Soon", days=2, capacity=1)
    ahead, behind = await a_user(elsewhere), await a_user(elsewhere)
    seat = await booked(elsewhere, ahead, soon, 1)
    first = await booked(elsewhere, behind, soon, 1)
    await booked(elsewhere, user, later, 2)
    await booked(elsewhere, user, soon, 1)
    call_off = await booked(elsewhere, user, gone, 1)
    await cancel(elsewhere, await actor_for(elsewhere, user), call_off.id)
    await own.visit.open("/me")
    names = own.main.get_by_role("heading", level=3)
    await expect(names).to_have_text([soon.name, later.name, gone.name])
    await expect(own.main).to_contain_text("2 of 2 in line")
    assert not await own.visit.axe_in_both_colours()
    await cancel(elsewhere, await actor_for(elsewhere, behind), first.id)
    await expect(own.main).to_contain_text("1 of 1 in line", timeout=AT_ONCE)
    await cancel(elsewhere, await actor_for(elsewhere, ahead), seat.id)
    await expect(own.main).not_to_contain_text("in line", timeout=AT_ONCE)
    await own.page.get_by_role("link", name=soon.name).click()
    await expect(TicketPage(own.visit).tickets).to_have_count(1)
