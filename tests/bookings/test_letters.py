"""The mails of bookings, as the outbox writes them, read back part by part."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from tests.builders.events import an_event
from tests.builders.people import HOME
from tests.builders.transfers import accept, link_of, offer
from ticketapp.bookings import service
from ticketapp.bookings.letters import COMPOSERS
from ticketapp.core.actor import Actor, Role
from ticketapp.outbox.letter import Brief, Rows
from ticketapp.tickets.tokens import signer_for


def buyer(number):
    return Actor(HOME, f"user-{number}", f"buyer{number}@example.org", f"Buyer {number}", Role.user)


async def letter_about(ctx, kind, booking, locale="en"):
    mail = await ctx.db.outbox.find_one({"kind": kind, "object_id": booking.id})
    given = {name: mail[name] for name in ("kind", "recipient", "recipient_name", "object_id",
                                           "version", "facts")}  # fmt: skip
    brief = Brief(mail_id=mail["_id"], locale=locale, secret=None, settings=ctx.settings, **given)
    return COMPOSERS[kind](brief)


def by_type(letter, start):
    return [each for each in letter.attachments if each.content_type.startswith(start)]


def tokens_of(ctx, booking):
    signer = signer_for(ctx.settings)
    return [signer.token(booking.event_id, each.id, each.version) for each in booking.tickets]


@pytest.mark.parametrize("locale", ["en", "de"])
async def test_a_confirmation_carries_codes_paper_and_date(ctx, locale):
    event = await an_event(ctx)
    booking = (await service.book(ctx, buyer(1), event.id, 2)).booking
    letter = await letter_about(ctx, "booking.confirmed", booking, locale)
    tokens = tokens_of(ctx, booking)
    pictures = [
        found.text
        for file in by_type(letter, "image/png")
        for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(file.content)))
    ]
    assert pictures == tokens
    [paper] = by_type(letter, "application/pdf")
    printed = [
        found.text
        for page in pypdfium2.PdfDocument(paper.content)
        for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    ]
    assert printed == tokens
    [date] = by_type(letter, "text/calendar")
    [entry] = icalendar.Calendar.from_ical(date.content).walk("VEVENT")
    assert (entry["UID"], entry["SUMMARY"]) == (f"{event.id}@ticketapp", event.name)


@pytest.mark.parametrize(
    ("variety", "locale", "date"),
    [
        ("en_GB", "en", "Friday, 18 June 2027, 20:00"),
        ("en", "en", "Friday, June 18, 2027, 8:00\u202fPM"),
        ("en_GB", "de", "Freitag, 18. Juni 2027, 20:00"),
    ],
)
async def test_a_mail_writes_dates_as_the_region_does_that_the_booking_came_from(
    ctx, clock, variety, locale, date
):
    starts_at = datetime(2027, 6, 18, 18, 0, tzinfo=UTC)
    event = await an_event(ctx, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
    actor = replace(buyer(1), origin=replace(HOME, variety=variety))
    booking = (await service.book(ctx, actor, event.id, 1)).booking
    letter = await letter_about(ctx, "booking.confirmed", booking, locale)
    [when] = [value for block in letter.blocks if isinstance(block, Rows)
              for name, value in block.rows if name in {"When", "Wann"}]  # fmt: skip
    assert when.startswith(date)
    [paper] = by_type(letter, "application/pdf")
    printed = pypdfium2.PdfDocument(paper.content)[0].get_textpage().get_text_bounded()
    assert date.replace("\u202f", " ") in printed.replace("\xa0", " ")
    offered = await offer(ctx, actor, booking.tickets[0])
    mail = await ctx.db.outbox.find_one({"kind": "transfer.offered"})
    assert mail["facts"]["variety"] == ""
    received = await accept(ctx, await link_of(ctx, booking, offered.ticket), actor)
    assert received.variety == variety


async def test_who_is_promoted_gets_the_same(ctx):
    event = await an_event(ctx, capacity=1)
    first = (await service.book(ctx, buyer(1), event.id, 1)).booking
    entry = (await service.book(ctx, buyer(2), event.id, 1)).booking
    waiting = await letter_about(ctx, "booking.waiting", entry)
    assert waiting.attachments == []
    done = await service.cancel(ctx, buyer(1), first.id)
    [promoted] = done.promoted
    letter = await letter_about(ctx, "booking.promoted", promoted)
    [picture] = by_type(letter, "image/png")
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert [found.text] == tokens_of(ctx, promoted)
    gone = await letter_about(ctx, "booking.cancelled", done.booking)
    [date] = gone.attachments
    assert "method=CANCEL" in date.content_type
    assert icalendar.Calendar.from_ical(date.content)["METHOD"] == "CANCEL"


async def still_owed(ctx, booking):
    """The kinds of mail about a booking that have yet to be sent, oldest first."""
    waiting = {"object_id": booking.id, "state": "queued"}
    mails = await ctx.db.outbox.find(waiting).sort("_id", 1).to_list(None)
    return [mail["kind"] for mail in mails]


async def test_no_confirmation_that_was_held_up_comes_after_the_cancellation(ctx):
    event = await an_event(ctx, capacity=2)
    booking = (await service.book(ctx, buyer(1), event.id, 2)).booking
    entry = (await service.book(ctx, buyer(2), event.id, 1)).booking
    await service.cancel(ctx, buyer(1), booking.id, tickets=1)
    assert await still_owed(ctx, entry) == ["booking.waiting", "booking.promoted"]
    assert await still_owed(ctx, booking) == ["booking.confirmed", "booking.reduced"]
    for whose, person in ((booking, buyer(1)), (entry, buyer(2))):
        await service.cancel(ctx, person, whose.id)
        assert await still_owed(ctx, whose) == ["booking.cancelled"]


async def test_who_has_passed_the_last_ticket_on_gets_no_late_confirmation(ctx):
    event = await an_event(ctx)
    booking = (await service.book(ctx, buyer(1), event.id, 1)).booking
    [ticket] = booking.tickets
    await offer(ctx, buyer(1), ticket)
    received = await accept(ctx, await link_of(ctx, booking, ticket))
    assert await still_owed(ctx, booking) == ["transfer.offered", "transfer.accepted"]
    assert await still_owed(ctx, received) == ["transfer.received"]
