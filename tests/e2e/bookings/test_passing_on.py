"""A ticket goes from one person's phone to another's, in the browser."""

from playwright.async_api import expect

from tests.builders.people import PASSWORD, a_user, actor_for
from tests.builders.transfers import now, offer, taker
from tests.drivers.caught_mail import CaughtMail, path_in
from tests.drivers.server import Server
from tests.e2e.conftest import NewEvent, OpenPage
from tests.e2e.screens.accounts import Login
from tests.e2e.screens.transfers import GiversTicket, OfferedTicket
from tests.e2e.visit import DESK, PHONE
from ticketapp.bookings.models import Booking
from ticketapp.bookings.service import book
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.events.models import Event

AT_ONCE = 5_000


async def robins_ticket(elsewhere: Context, event: Event) -> tuple[Actor, Booking]:
    robin = await actor_for(elsewhere, await a_user(elsewhere, name="Robin Meyer"))
    return robin, (await book(elsewhere, robin, event.id, 1)).booking


async def robins_page(visit: OpenPage, robin: Actor, booking: Booking) -> GiversTicket:
    opened = await visit(f"/login?next=/me/bookings/{booking.id}", width=PHONE)
    await Login(opened).send(robin.email, PASSWORD)
    ticket = GiversTicket(opened)
    await expect(ticket.give.or_(ticket.take_back)).to_be_visible()
    return ticket


async def test_a_ticket_is_offered_to_somebody_and_taken_back(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    robin, booking = await robins_ticket(elsewhere, await new_event("Passing on"))
    giver = await robins_page(visit, robin, booking)
    await giver.give.click()
    await giver.offer("", "no address")
    await expect(giver.dialog).to_contain_text("Enter a name.")
    await giver.offer("Tina Taker", "no address")
    await expect(giver.dialog).to_contain_text("Enter an e-mail address")
    assert await giver.visit.axe_in_both_colours() == []
    await giver.offer("Tina Taker", "tina@example.org")
    await expect(giver.ticket).to_contain_text("Offered to Tina Taker until")
    await expect(giver.dialog).not_to_be_visible()
    assert await giver.visit.axe_in_both_colours() == []
    await giver.take_back.click()
    await expect(giver.give).to_be_visible()
    assert not (await now(elsewhere, booking)).tickets[0].is_offered


async def test_who_presses_behind_the_link_has_the_ticket_and_the_giver_sees_it(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context, server: Server
):
    event, mails = await new_event("Passed on"), CaughtMail(server.data_dir)
    robin, booking = await robins_ticket(elsewhere, event)
    subject = f"Robin Meyer gives you a ticket for {event.name}"
    await offer(elsewhere, robin, booking.tickets[0], taker("uwe"))
    gone = path_in(await mails.to("uwe@example.org", subject), "/transfer/")
    await offer(elsewhere, robin, booking.tickets[0], taker("tina"))
    link = path_in(await mails.to("tina@example.org", subject), "/transfer/")
    giver = await robins_page(visit, robin, booking)
    page = OfferedTicket(await visit(gone, width=DESK))
    await expect(page.heading).to_have_text("This ticket is no longer on offer")

    await page.visit.open(link)
    await expect(page.heading).to_have_text("Robin Meyer gives you a ticket")
    await expect(page.robots).to_have_attribute("content", "noindex")
    assert (await now(elsewhere, booking)).tickets[0].is_offered
    assert await page.visit.axe_in_both_colours() == []
    await page.accept.click()
    await expect(page.heading).to_have_text("The ticket is yours")
    await expect(giver.passed_on).to_be_visible(timeout=AT_ONCE)
    assert await page.visit.axe() == []

    await page.show.click()
    await expect(page.holder).to_have_text("Tina Taker")
    await page.visit.open(link)
    await expect(page.heading).to_have_text("Accepted already")
    await page.visit.open("/transfer/nonsense")
    await expect(page.heading).to_have_text("This link is not complete")
