"""The mails of a ticket that changes hands, read back part by part."""

import io

import icalendar
import pytest
import zxingcpp
from PIL import Image

from tests.builders.transfers import accept, booked, giver, link_of, offer
from ticketapp.bookings.transfer_letters import COMPOSERS
from ticketapp.bookings.transfers import expire_offers, take_back
from ticketapp.outbox.letter import Brief
from ticketapp.outbox.render import render_html, render_text
from ticketapp.tickets.codes import grouped
from ticketapp.tickets.tokens import signer_for


async def letter(ctx, kind, locale="en"):
    """The one mail of this kind, its text, and to whom it goes."""
    [mail] = await ctx.db.outbox.find({"kind": kind}).to_list(None)
    given = {name: mail[name] for name in ("kind", "recipient", "recipient_name", "object_id",
                                           "version", "facts")}  # fmt: skip
    brief = Brief(mail_id=mail["_id"], locale=locale, secret=None, settings=ctx.settings, **given)
    written = COMPOSERS[kind](brief)
    assert written.subject in render_html(written, locale, ctx.settings).replace("&#39;", "'")
    return written, render_text(written, locale, ctx.settings), mail["recipient"]


@pytest.mark.parametrize("locale", ["en", "de"])
async def test_an_offer_says_who_gives_what_until_when_and_holds_no_code(ctx, locale):
    event, booking = await booked(ctx, location="Town Hall, Berlin")
    await offer(ctx, giver(), booking.tickets[0])
    written, text, recipient = await letter(ctx, "transfer.offered", locale)
    assert recipient == "tina@example.org"
    assert "Giver 1" in written.subject
    assert event.name in written.subject
    assert f"http://tickets.test/transfer/{await link_of(ctx, booking, booking.tickets[0])}" in text
    assert "Town Hall" in text
    assert not written.attachments
    assert grouped(booking.tickets[0].code) not in text


@pytest.mark.parametrize("locale", ["en", "de"])
async def test_who_took_it_gets_codes_paper_and_date_and_who_gave_it_the_news(ctx, locale):
    event, booking = await booked(ctx)
    [ticket] = booking.tickets
    await offer(ctx, giver(), ticket)
    taken = await accept(ctx, await link_of(ctx, booking, ticket))
    written, text, recipient = await letter(ctx, "transfer.received", locale)
    [new] = taken.tickets
    assert recipient == "tina@example.org"
    assert grouped(new.code) in text
    assert f"/manage/{taken.id}." in text
    [picture] = [each for each in written.attachments if each.content_type == "image/png"]
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert found.text == signer_for(ctx.settings).token(event.id, new.id, new.version)
    assert [each for each in written.attachments if each.content_type == "application/pdf"]
    [date] = [each for each in written.attachments if each.content_type.startswith("text/cal")]
    [entry] = icalendar.Calendar.from_ical(date.content).walk("VEVENT")
    assert entry["SUMMARY"] == event.name
    told, text, recipient = await letter(ctx, "transfer.accepted", locale)
    assert recipient == giver().email
    assert "Tina Taker" in told.subject
    assert grouped(new.code) not in text
    assert not told.attachments


async def test_the_other_person_is_told_of_what_was_taken_back_and_the_giver_of_what_lapsed(
    ctx, clock
):
    event, booking = await booked(ctx, 2)
    first, second = booking.tickets
    await offer(ctx, giver(), first)
    await take_back(ctx, giver(), first.id)
    written, text, recipient = await letter(ctx, "transfer.withdrawn")
    assert (recipient, written.subject) == (
        "tina@example.org", f"The ticket for {event.name} is no longer on offer",
    )  # fmt: skip
    assert "/transfer/" not in text
    await offer(ctx, giver(), second)
    clock.advance(hours=48)
    await expire_offers(ctx)
    _, text, recipient = await letter(ctx, "transfer.expired")
    assert recipient == giver().email
    assert grouped(second.code) in text
