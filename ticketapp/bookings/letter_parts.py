"""What letters about bookings are put together from, and the facts that these parts need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import Booking
from ticketapp.core.i18n import N_, dates_in, translate
from ticketapp.events.calendar import Method, calendar_of
from ticketapp.events.models import Event, EventStatus
from ticketapp.outbox.letter import Attachment, Block, Brief, Button, Note, Paragraph, Picture, Rows
from ticketapp.tickets import pdf
from ticketapp.tickets.codes import grouped
from ticketapp.tickets.pdf import TicketPage, pdf_of, when
from ticketapp.tickets.qr import png_of
from ticketapp.tickets.tokens import signer_for

_EVENT_FACTS = (
    "id",
    "slug",
    "name",
    "starts_at",
    "ends_at",
    "timezone",
    "location",
    "sequence",
    "created_at",
    "updated_at",
)


def event_facts(event: Event) -> dict[str, Any]:
    """What letters and the calendars in them tell of an event."""
    return {name: getattr(event, name) for name in _EVENT_FACTS}


def facts_about(event: Event, booking: Booking) -> dict[str, Any]:
    """What every letter about a booking may need, as it stands now."""
    return {
        "event": event_facts(event),
        "is_guest": booking.user_id is None,
        "variety": booking.variety,
        "reference": booking.reference,
        "quantity": booking.quantity,
        "tickets": [
            {
                "id": ticket.id,
                "version": ticket.version,
                "code": ticket.code,
                "holder": ticket.holder.name,
            }
            for ticket in booking.valid_tickets
        ],
    }


def say(brief: Brief, text: str) -> str:
    """A text that names the event."""
    return translate(text, brief.locale, event=brief.facts["event"]["name"])


def greeting(brief: Brief) -> Paragraph:
    return Paragraph(translate(N_("Hello {name},"), brief.locale, name=brief.recipient_name))


def variety_of(brief: Brief) -> str:
    """How dates are written: as the person's region does it, if that is known."""
    return dates_in(brief.locale, brief.facts.get("variety", ""))


def booking_row(brief: Brief) -> tuple[str, str]:
    return translate(N_("Booking"), brief.locale), brief.facts["reference"]


def when_it_is(brief: Brief, event: Mapping[str, Any] | None = None) -> str:
    """The day and the hours of the event, or of what it was before, by the clocks there."""
    facts = event or brief.facts["event"]
    return when(facts["starts_at"], facts["ends_at"], facts["timezone"], variety_of(brief))


def moment_there(brief: Brief, moment: datetime) -> str:
    """A day and time by the clocks at the event's place."""
    local = moment.astimezone(ZoneInfo(brief.facts["event"]["timezone"]))
    variety = variety_of(brief)
    day = format_date(local, "full", locale=variety)
    return f"{day}, {format_time(local, 'short', locale=variety)} ({local.tzname()})"


def about_times(brief: Brief) -> Note:
    return Note(translate(N_("Times are those at the event’s place."), brief.locale))


def way_to_booking(brief: Brief, label: str = N_("Show my tickets")) -> Button:
    """The way to all tickets; a guest's holds the key to them."""
    site, booking_id = brief.settings.public_url, brief.object_id
    address = f"{site}/me/bookings/{booking_id}"
    if brief.facts["is_guest"]:
        address = f"{site}/manage/{booking_id}.{manage_key(brief.settings, booking_id)}"
    return Button(translate(label, brief.locale), address)


def ticket_codes(brief: Brief) -> list[Block]:
    """Each ticket's QR code, in its place, and the code to type."""
    label = translate(N_("Ticket"), brief.locale)
    blocks: list[Block] = []
    for number, page in enumerate(_pages(brief), 1):
        name = f"{label} {number}"
        alt = translate(N_("QR code of ticket {code}"), brief.locale, code=grouped(page.code))
        blocks += [Rows([(name, grouped(page.code))]), Picture(_inline_id(number), alt)]
    return blocks


def code_pictures(brief: Brief) -> list[Attachment]:
    """The QR codes that `ticket_codes` shows."""
    return [
        Attachment(f"{page.code}.png", "image/png", png_of(page.token), _inline_id(number))
        for number, page in enumerate(_pages(brief), 1)
    ]


def paper(brief: Brief) -> Attachment:
    """The tickets to print."""
    made_at: datetime = brief.facts["event"]["updated_at"]
    content = pdf_of(_pages(brief), brief.locale, made_at, variety_of(brief))
    return Attachment(f"tickets-{brief.facts['reference']}.pdf", pdf.MEDIA_TYPE, content)


def calendar_entry(brief: Brief, method: Method) -> Attachment:
    """The event for a calendar; it replaces what the calendar has of it, or takes it off."""
    calendar = calendar_of([_Date(**brief.facts["event"])], brief.settings, method=method)
    kind = f"text/calendar; method={method.value}; charset=utf-8"
    return Attachment(f"{brief.facts['reference']}.ics", kind, calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Date:
    """The event, as far as a mail knows it: enough for a calendar."""

    id: str
    slug: str
    name: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    location: str
    sequence: int
    created_at: datetime
    updated_at: datetime
    description: str = ""
    status: EventStatus = EventStatus.upcoming


def _pages(brief: Brief) -> list[TicketPage]:
    event, signer = brief.facts["event"], signer_for(brief.settings)
    return [
        TicketPage(
            event_name=event["name"],
            starts_at=event["starts_at"],
            ends_at=event["ends_at"],
            timezone=event["timezone"],
            location=event["location"],
            holder=ticket["holder"],
            reference=brief.facts["reference"],
            code=ticket["code"],
            token=signer.token(event["id"], ticket["id"], ticket["version"]),
        )
        for ticket in brief.facts["tickets"]
    ]


def _inline_id(number: int) -> str:
    return f"qr-{number}"
