"""Tickets and dates as files over HTTP."""

import io

import icalendar
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from tests.api.bookings.conftest import GUEST, booked
from tests.builders.events import an_event
from tests.drivers.edge import problem_of
from ticketapp.bookings.manage_links import manage_key


def codes_on(pdf):
    return [
        [found.text for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())]
        for page in pypdfium2.PdfDocument(pdf)
    ]


async def test_a_tickets_pictures_and_paper_carry_its_token(ctx, person):
    event = await an_event(ctx)
    [ticket] = (await booked(person, event))["tickets"]
    path = f"/tickets/{ticket['id']}"
    png = await person.get(f"{path}/qr.png")
    assert png.headers["content-type"] == "image/png"
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.content)))
    assert found.text == ticket["token"]
    svg = await person.get(f"{path}/qr.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in svg.content
    paper = await person.get(f"{path}/ticket.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert codes_on(paper.content) == [[ticket["token"]]]
    for file in (png, svg, paper):
        assert file.headers["cache-control"].startswith("private")


async def test_a_bookings_paper_has_a_page_for_each_valid_ticket(ctx, person):
    event = await an_event(ctx)
    booking = await booked(person, event, 3)
    gone, *kept = [ticket["token"] for ticket in booking["tickets"]]
    await person.post(
        f"/bookings/{booking['id']}/cancel", {"ticket_ids": [booking["tickets"][0]["id"]]}
    )
    paper = await person.get(f"/bookings/{booking['id']}/tickets.pdf")
    assert codes_on(paper.content) == [[token] for token in kept]
    assert booking["reference"] in paper.headers["content-disposition"]
    void = f"/tickets/{booking['tickets'][0]['id']}"
    for file in ("qr.svg", "qr.png", "ticket.pdf"):
        problem_of(await person.get(f"{void}/{file}"), 409, "no_tickets")
    assert gone not in kept


async def test_who_waits_has_no_tickets_to_print(ctx, somebody):
    event = await an_event(ctx, capacity=1)
    await booked(await somebody(), event)
    person = await somebody()
    entry = await booked(person, event)
    refused = await person.get(f"/bookings/{entry['id']}/tickets.pdf")
    problem_of(refused, 409, "no_tickets")


async def test_a_calendar_takes_the_event_up_and_off_again(ctx, person):
    event = await an_event(ctx)
    booking = await booked(person, event)
    path = f"/bookings/{booking['id']}"
    file = await person.get(f"{path}/calendar.ics")
    assert file.headers["content-type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(file.content)
    [entry] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], entry["UID"]) == ("PUBLISH", f"{event.id}@ticketapp")
    assert entry["DTSTART"].dt == event.starts_at.replace(microsecond=0)
    await person.delete(path)
    off = icalendar.Calendar.from_ical((await person.get(f"{path}/calendar.ics")).content)
    [entry] = off.walk("VEVENT")
    assert (off["METHOD"], entry["STATUS"]) == ("CANCEL", "CANCELLED")


async def test_a_guests_key_opens_the_files_of_that_booking_alone(ctx, api):
    event = await an_event(ctx, guest_booking=True)
    mine = await booked(api, event, attendee=GUEST)
    other = await booked(api, event, attendee=GUEST | {"email": "other@example.org"})
    key = manage_key(ctx.settings, mine["id"])
    files = ("qr.svg", "qr.png", "ticket.pdf")
    paths = [f"/tickets/{mine['tickets'][0]['id']}/{file}" for file in files]
    paths += [f"/bookings/{mine['id']}/{file}" for file in ("tickets.pdf", "calendar.ics")]
    for path in paths:
        assert (await api.get(f"{path}?key={key}")).status_code == 200, path
        problem_of(await api.get(path), 404, "not_found")
    theirs = f"/tickets/{other['tickets'][0]['id']}/qr.svg?key={key}"
    problem_of(await api.get(theirs), 404, "not_found")


@pytest.mark.parametrize("file", ["qr.svg", "qr.png", "ticket.pdf"])
async def test_a_ticket_that_never_was_has_no_files(person, file):
    problem_of(await person.get(f"/tickets/made-up/{file}"), 404, "not_found")
