"""A booking's files for browsers: for their owner, for a guest with the key, for nobody else."""

import re

import icalendar
import pypdfium2
import pytest
import zxingcpp

from tests.builders.events import an_event
from tests.builders.people import HOME, a_user, actor_for, signed_in
from tests.drivers.edge import edge_of, open_client
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import Person
from ticketapp.bookings.service import book, cancel
from ticketapp.core.actor import Origin, anonymous
from ticketapp.tickets.tokens import signer_for
from ticketapp.web.session_cookie import cookie_name
from ticketapp.web.ticket_files import own_pages_head, ticket_routes

GUEST = Person("Gudrun Gast", "gudrun@example.org")
FILES = ("tickets.pdf", "calendar.ics", "kept.html", "tickets/{ticket}.pdf")


@pytest.fixture
async def browser(without_limits, built):
    edge = edge_of(
        without_limits, built_front_end=built, head_for=own_pages_head, forms=ticket_routes()
    )
    async with open_client(edge, without_limits) as client:
        yield client


async def cookies_of(ctx, user):
    return {"Cookie": f"{cookie_name(ctx.settings)}={await signed_in(ctx, user)}"}


async def a_booking(ctx, user, seats=2):
    event = await an_event(ctx, name="Jazz & <b>Blues</b>")
    return (await book(ctx, await actor_for(ctx, user), event.id, seats)).booking


def addresses(booking):
    ticket = booking.tickets[0].id
    return [f"/bookings/{booking.id}/{file.format(ticket=ticket)}" for file in FILES]


def tokens_of(ctx, booking):
    signer = signer_for(ctx.settings)
    return [signer.token(booking.event_id, each.id, each.version) for each in booking.valid_tickets]


def codes_on(paper):
    return [
        found.text
        for page in pypdfium2.PdfDocument(paper)
        for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    ]


async def test_the_owner_gets_paper_calendar_and_copy_for_nobody_on_the_way_to_keep(ctx, browser):
    user = await a_user(ctx)
    booking = await a_booking(ctx, user)
    headers = await cookies_of(ctx, user)
    every, date, _, one = [await browser.get(each, headers=headers) for each in addresses(booking)]
    assert codes_on(every.content) == tokens_of(ctx, booking)
    assert codes_on(one.content) == tokens_of(ctx, booking)[:1]
    assert icalendar.Calendar.from_ical(date.content)["METHOD"] == "PUBLISH"
    for address in addresses(booking):
        answer = await browser.get(address, headers=headers)
        assert answer.headers["cache-control"].startswith("private"), address


async def test_nobody_else_gets_any_of_it(ctx, browser):
    owner, other = await a_user(ctx), await a_user(ctx)
    booking, others = await a_booking(ctx, owner), await a_booking(ctx, other)
    stranger, mine = await cookies_of(ctx, other), await cookies_of(ctx, owner)
    for address in addresses(booking):
        for headers in ({}, stranger):
            assert (await browser.get(address, headers=headers)).status_code == 404, address
        wrong = f"{address}?key={manage_key(ctx.settings, others.id)}"
        assert (await browser.get(wrong)).status_code == 404, address
    foreign = f"/bookings/{booking.id}/tickets/{others.tickets[0].id}.pdf"
    assert (await browser.get(foreign, headers=mine)).status_code == 404


async def test_a_guests_key_opens_that_booking_and_is_written_nowhere(ctx, browser, capsys):
    event = await an_event(ctx, guest_booking=True)
    made = [
        (await book(ctx, anonymous(HOME), event.id, 1, attendee=GUEST)).booking for _ in range(2)
    ]
    key = manage_key(ctx.settings, made[0].id)
    for address in addresses(made[0]):
        assert (await browser.get(f"{address}?key={key}")).status_code == 200, address
    for address in addresses(made[1]):
        assert (await browser.get(f"{address}?key={key}")).status_code == 404, address
    for nonsense in ("", "x", "ä" * 300, "%00", "%ED%A0%80"):
        for address in addresses(made[0]):
            assert (await browser.get(f"{address}?key={nonsense}")).status_code == 404
    printed = capsys.readouterr()
    assert made[0].id in printed.out
    assert key not in printed.out + printed.err


async def test_the_copy_holds_the_live_tickets_and_runs_nothing_but_its_own_script(ctx, browser):
    user = await a_user(ctx, name="Robin <i>Meyer</i>")
    booking = await a_booking(ctx, user, 3)
    owner, headers = await actor_for(ctx, user), await cookies_of(ctx, user)
    gone = booking.tickets[2]
    await cancel(ctx, owner, booking.id, ticket_ids=(gone.id,))
    address = f"/bookings/{booking.id}/kept.html"
    page = await browser.get(address, headers=headers)
    assert re.sub("-", "", page.text).count(booking.tickets[0].code) >= 1
    assert gone.code not in page.text.replace("-", "")
    assert "Jazz &amp; &lt;b&gt;Blues&lt;/b&gt;" in page.text
    assert "Robin &lt;i&gt;Meyer" in page.text
    assert "Town Hall, Berlin" in page.text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "'unsafe-inline'" not in policy.partition("script-src")[2]
    assert page.headers["x-robots-tag"] == "noindex"
    german = await browser.get(address, headers={**headers, "Accept-Language": "de"})
    assert "Diese Kopie deiner Tickets" in german.text
    british = await browser.get(address, headers={**headers, "Accept-Language": "en-GB"})
    assert re.search(r"on this device on \d+ \w+ \d+, \d\d:\d\d", british.text)
    await cancel(ctx, owner, booking.id)
    assert (await browser.get(address, headers=headers)).status_code == 409


async def test_pages_of_one_person_are_not_for_search_engines():
    for path in ("/me", "/me/bookings/x", "/manage/x.y"):
        head = await own_pages_head(path, Origin())
        assert head is not None
        assert not head.indexed
    for path in ("/", "/events/me", "/meet", "/management"):
        assert await own_pages_head(path, Origin()) is None


async def test_no_page_tells_another_its_path(browser):
    """Those of mailed links open what they lead to."""
    assert (await browser.get("/manage/x.y")).headers["referrer-policy"] == "strict-origin"
