"""What the mails about events say, read back from the message as it travels."""

import io
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import icalendar
import pytest
import zxingcpp
from PIL import Image

from tests.announcements.people import ROBOT, booked
from tests.builders.events import an_event
from ticketapp.announcements.service import carry_out_announcements, plan_reminders
from ticketapp.domains import COMPOSERS
from ticketapp.events.service import cancel_event, edit_event
from ticketapp.outbox.letter import Brief
from ticketapp.outbox.message import write_message
from ticketapp.tickets.tokens import signer_for

STARTS = datetime(2032, 7, 2, 17, 30, tzinfo=UTC)


@pytest.fixture
async def event(ctx, clock):
    """One seat, on a summer evening in Berlin."""
    clock.advance(seconds=(STARTS - timedelta(days=7) - clock.now()).total_seconds())
    return await an_event(ctx, capacity=1, starts_at=STARTS, ends_at=STARTS + timedelta(hours=3))


async def message_to(ctx, number, kind, locale="en"):
    """The last mail of this kind to somebody, parsed by a reader that is not ours."""
    query = {"kind": kind, "recipient": f"buyer{number}@example.org"}
    mail = await ctx.db.outbox.find_one(query, sort=[("_id", -1)])
    given = {name: mail[name] for name in ("kind", "recipient", "recipient_name", "object_id",
                                           "version", "facts")}  # fmt: skip
    brief = Brief(mail_id=mail["_id"], locale=locale, secret=None, settings=ctx.settings, **given)
    message = write_message(COMPOSERS[kind](brief), brief, ctx.clock.now())
    return message_from_bytes(message.content, policy=default)


def body(message, kind):
    return " ".join(message.get_body((kind,)).get_content().split())


def calendar_in(message):
    [part] = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["METHOD"]
    [entry] = calendar.walk("VEVENT")
    return calendar["METHOD"], entry


MOVED = {"starts_at": STARTS + timedelta(days=1), "ends_at": STARTS + timedelta(days=1, hours=4),
         "location": "Old Mill, Potsdam"}  # fmt: skip
SAID = {
    "en": ("New time and place: Summer Concert", "Friday, July 2, 2032, 7:30 PM – 10:30 PM (CEST)",
           "Saturday, July 3, 2032, 7:30 PM – 11:30 PM (CEST)", "printed ones too",
           "waiting list"),
    "de": ("Neue Zeit, neuer Ort: Summer Concert",
           "Freitag, 2. Juli 2032, 19:30 – 22:30 (CEST)",
           "Samstag, 3. Juli 2032, 19:30 – 23:30 (CEST)", "auch die gedruckten",
           "Warteliste"),
}  # fmt: skip


@pytest.mark.parametrize("locale", ["en", "de"])
async def test_a_change_says_old_and_new_and_brings_the_calendar_up_to_date(ctx, event, locale):
    await booked(ctx, 1, event)
    await booked(ctx, 2, event)
    await edit_event(ctx, ROBOT, event.id, event.version, MOVED)
    await carry_out_announcements(ctx)
    subject, before, after, of_holders, of_waiters = SAID[locale]
    _, first = calendar_in(await message_to(ctx, 1, "booking.confirmed"))
    for number, said in ((1, of_holders), (2, of_waiters)):
        message = await message_to(ctx, number, "event.changed", locale)
        assert message["Subject"] == subject
        for kind in ("plain", "html"):
            text = body(message, kind)
            for each in (before, after, "Town Hall, Berlin", "Old Mill, Potsdam", said):
                assert each in text
        method, entry = calendar_in(message)
        assert (method, entry["UID"]) == ("PUBLISH", first["UID"])
        assert entry["SEQUENCE"] == first["SEQUENCE"] + 1
        assert (entry.start, entry.end) == (MOVED["starts_at"], MOVED["ends_at"])
        assert entry["LOCATION"] == "Old Mill, Potsdam"
        assert entry["ORGANIZER"] == first["ORGANIZER"] == "mailto:tickets@tickets.test"


@pytest.mark.parametrize(
    ("changes", "subject", "missing"),
    [
        ({"location": "Old Mill"}, "New place: Summer Concert", "Old time"),
        ({"ends_at": STARTS + timedelta(hours=4)}, "New time: Summer Concert", "Old place"),
        ({"timezone": "Europe/London"}, "New time: Summer Concert", "Old place"),
    ],
)
async def test_what_stays_is_not_called_new(ctx, event, changes, subject, missing):
    await booked(ctx, 1, event)
    await edit_event(ctx, ROBOT, event.id, event.version, changes)
    await carry_out_announcements(ctx)
    message = await message_to(ctx, 1, "event.changed")
    assert message["Subject"] == subject
    assert missing not in body(message, "plain")


@pytest.mark.parametrize(("locale", "subject"), [("en", "Cancelled: "), ("de", "Abgesagt: ")])
async def test_a_cancellation_says_why_and_takes_the_date_off_the_calendar(
    ctx, event, locale, subject
):
    await booked(ctx, 1, event)
    await booked(ctx, 2, event)
    _, first = calendar_in(await message_to(ctx, 1, "booking.confirmed"))
    await cancel_event(ctx, ROBOT, event.id, "A storm took the roof.")
    message = await message_to(ctx, 1, "event.cancelled", locale)
    assert message["Subject"] == f"{subject}Summer Concert"
    assert "A storm took the roof." in body(message, "plain")
    assert "A storm took the roof." in body(message, "html")
    method, entry = calendar_in(message)
    assert (method, entry["UID"], entry["STATUS"]) == ("CANCEL", first["UID"], "CANCELLED")
    assert entry["SEQUENCE"] > first["SEQUENCE"]
    waiter = await message_to(ctx, 2, "event.cancelled", locale)
    assert not list(waiter.iter_attachments()), "who waited has no date to take off"


@pytest.mark.parametrize(
    ("locale", "subject", "doors"),
    [
        ("en", "Reminder: Summer Concert, Friday, July 2, 2032, 7:30 PM", "Doors open: 5:30 PM"),
        ("de", "Erinnerung: Summer Concert, Freitag, 2. Juli 2032, 19:30", "Einlass ab: 17:30"),
    ],
)
async def test_a_reminder_says_when_and_where_and_has_the_codes(
    ctx, clock, event, locale, subject, doors
):
    booking = await booked(ctx, 1, event)
    clock.advance(days=6)
    await plan_reminders(ctx)
    await carry_out_announcements(ctx)
    message = await message_to(ctx, 1, "event.reminder", locale)
    assert message["Subject"].replace("\u202f", " ").startswith(subject)
    assert doors in body(message, "plain")
    assert "Town Hall, Berlin" in body(message, "html")
    pictures = [part for part in message.walk() if part.get_content_type() == "image/png"]
    codes = [
        found.text
        for picture in pictures
        for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.get_content())))
    ]
    signer = signer_for(ctx.settings)
    tickets = booking.tickets
    assert codes == [signer.token(event.id, ticket.id, ticket.version) for ticket in tickets]
