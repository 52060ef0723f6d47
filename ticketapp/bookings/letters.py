"""The mails that bookings owe."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import Step
from ticketapp.bookings.sale import Happening
from ticketapp.core.i18n import N_, translate, translate_plural
from ticketapp.events.calendar import Method, calendar_of
from ticketapp.events.models import Event, EventStatus
from ticketapp.outbox.letter import (
    Attachment,
    Block,
    Brief,
    Button,
    Composers,
    Letter,
    Note,
    Paragraph,
    Picture,
    Rows,
)
from ticketapp.outbox.models import NewMail
from ticketapp.tickets import pdf
from ticketapp.tickets.codes import grouped
from ticketapp.tickets.pdf import TicketPage, pdf_of
from ticketapp.tickets.qr import png_of
from ticketapp.tickets.tokens import signer_for

_KINDS = {
    Step.booked: "booking.confirmed",
    Step.promoted: "booking.promoted",
    Step.waiting: "booking.waiting",
    Step.reduced: "booking.reduced",
    Step.cancelled: "booking.cancelled",
    Step.left: "booking.left",
}


def mail_about(event: Event, happening: Happening) -> NewMail | None:
    """The mail that is owed for something that came about, if any is.

    One for each version of a booking and kind, so that nothing is told twice.
    """
    kind = _KINDS.get(happening.step)
    if kind is None:
        return None
    booking = happening.booking
    return NewMail(
        kind=kind,
        recipient=booking.attendee.email,
        recipient_name=booking.attendee.name,
        locale=booking.locale,
        object_id=booking.id,
        version=booking.version,
        facts={
            "event": {
                "id": event.id,
                "slug": event.slug,
                "name": event.name,
                "starts_at": event.starts_at,
                "ends_at": event.ends_at,
                "timezone": event.timezone,
                "location": event.location,
                "sequence": event.sequence,
                "created_at": event.created_at,
                "updated_at": event.updated_at,
            },
            "is_guest": booking.user_id is None,
            "reference": booking.reference,
            "quantity": happening.quantity,
            "tickets": [
                {
                    "id": ticket.id,
                    "version": ticket.version,
                    "code": ticket.code,
                    "holder": ticket.holder.name,
                }
                for ticket in booking.valid_tickets
            ],
        },
    )


def _confirmed(brief: Brief) -> Letter:
    subject = translate_plural(
        "Your ticket for {event}",
        "Your {count} tickets for {event}",
        brief.facts["quantity"],
        brief.locale,
        event=brief.facts["event"]["name"],
    )
    return _letter(brief, subject, N_("your booking is confirmed."), with_tickets=True)


def _promoted(brief: Brief) -> Letter:
    subject = _say(brief, N_("You are in: tickets for {event}"))
    text = N_("seats became free and your turn came: your tickets are confirmed.")
    return _letter(brief, subject, text, with_tickets=True)


def _waiting(brief: Brief) -> Letter:
    subject = _say(brief, N_("You are on the waiting list for {event}"))
    text = N_("this event is sold out. As soon as seats become free for you, you get them.")
    return _letter(brief, subject, text)


def _reduced(brief: Brief) -> Letter:
    subject = _say(brief, N_("Fewer tickets for {event}"))
    text = N_("some of your tickets were cancelled. These are still yours:")
    return _letter(brief, subject, text, with_tickets=True)


def _cancelled(brief: Brief) -> Letter:
    subject = _say(brief, N_("Your booking for {event} is cancelled"))
    text = N_("your booking is cancelled. Its codes no longer work.")
    return _letter(brief, subject, text, calendar=Method.cancel)


def _left(brief: Brief) -> Letter:
    subject = _say(brief, N_("You left the waiting list for {event}"))
    return _letter(brief, subject, N_("you are no longer on the waiting list."))


def _letter(
    brief: Brief,
    subject: str,
    text: str,
    *,
    with_tickets: bool = False,
    calendar: Method | None = None,
) -> Letter:
    event = brief.facts["event"]
    attachments: list[Attachment] = []
    blocks: list[Block] = [
        Paragraph(translate(N_("Hello {name},"), brief.locale, name=brief.recipient_name)),
        Paragraph(translate(text, brief.locale)),
        Rows(
            (
                (translate(N_("Event"), brief.locale), event["name"]),
                (translate(N_("When"), brief.locale), _when(brief)),
                (translate(N_("Where"), brief.locale), event["location"]),
                (translate(N_("Booking"), brief.locale), brief.facts["reference"]),
            )
        ),
    ]
    if with_tickets:
        pages = _pages(brief)
        blocks += _codes(brief, pages)
        attachments += _files(brief, pages)
        calendar = Method.publish
    if calendar:
        attachments.append(_date(brief, calendar))
    blocks.append(Note(translate(N_("Times are those at the event’s place."), brief.locale)))
    return Letter(subject, blocks, attachments=attachments)


def _codes(brief: Brief, pages: list[TicketPage]) -> list[Block]:
    """Each ticket's QR code and the code to type, then the way to all of them."""
    label = translate(N_("Ticket"), brief.locale)
    blocks: list[Block] = []
    for number, page in enumerate(pages, 1):
        name = f"{label} {number}"
        alt = translate(N_("QR code of ticket {code}"), brief.locale, code=grouped(page.code))
        blocks += [Rows([(name, grouped(page.code))]), Picture(_inline_id(number), alt)]
    return [*blocks, Button(translate(N_("Show my tickets"), brief.locale), _address(brief))]


def _files(brief: Brief, pages: list[TicketPage]) -> list[Attachment]:
    """The QR codes for their places in the letter, and the tickets to print."""
    codes = [
        Attachment(f"{page.code}.png", "image/png", png_of(page.token), _inline_id(number))
        for number, page in enumerate(pages, 1)
    ]
    made_at: datetime = brief.facts["event"]["updated_at"]
    paper = pdf_of(pages, brief.locale, made_at)
    return [*codes, Attachment(f"tickets-{brief.facts['reference']}.pdf", pdf.MEDIA_TYPE, paper)]


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


def _date(brief: Brief, method: Method) -> Attachment:
    calendar = calendar_of([_Date(**brief.facts["event"])], brief.settings, method=method)
    kind = f"text/calendar; method={method.value}; charset=utf-8"
    return Attachment(f"{brief.facts['reference']}.ics", kind, calendar)


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


def _address(brief: Brief) -> str:
    site, booking_id = brief.settings.public_url, brief.object_id
    if brief.facts["is_guest"]:
        return f"{site}/manage/{booking_id}.{manage_key(brief.settings, booking_id)}"
    return f"{site}/me/bookings/{booking_id}"


def _when(brief: Brief) -> str:
    event = brief.facts["event"]
    starts_at: datetime = event["starts_at"]
    zone = ZoneInfo(event["timezone"])
    return format_datetime(starts_at.astimezone(zone), "full", locale=brief.locale)


def _say(brief: Brief, text: str) -> str:
    return translate(text, brief.locale, event=brief.facts["event"]["name"])


COMPOSERS: Composers = {
    "booking.confirmed": _confirmed,
    "booking.promoted": _promoted,
    "booking.waiting": _waiting,
    "booking.reduced": _reduced,
    "booking.cancelled": _cancelled,
    "booking.left": _left,
}
