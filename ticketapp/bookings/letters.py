"""The mails that bookings owe."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ticketapp.bookings.letter_parts import (
    about_times,
    booking_row,
    calendar_entry,
    code_pictures,
    facts_about,
    greeting,
    paper,
    say,
    ticket_codes,
    way_to_booking,
    when_it_is,
)
from ticketapp.bookings.models import Booking, Step
from ticketapp.bookings.sale import Happening
from ticketapp.bookings.transfer_letters import RECEIVED, transfer_mail_about
from ticketapp.core.i18n import N_, translate, translate_plural
from ticketapp.events.calendar import Method
from ticketapp.events.models import Event, EventStatus
from ticketapp.outbox.letter import Attachment, Block, Brief, Composers, Letter, Paragraph, Rows
from ticketapp.outbox.models import NewMail

CHANGED, REMINDER, CALLED_OFF = "event.changed", "event.reminder", "event.cancelled"
ENDED = (Step.cancelled, Step.left)
_KINDS = {
    Step.booked: "booking.confirmed",
    Step.promoted: "booking.promoted",
    Step.waiting: "booking.waiting",
    Step.reduced: "booking.reduced",
    Step.cancelled: "booking.cancelled",
    Step.left: "booking.left",
}

# Once the booking is over they have no point, and would say the last word if they came late.
POINTLESS = (
    CHANGED,
    REMINDER,
    RECEIVED,
    "booking.confirmed",
    "booking.promoted",
    "booking.waiting",
    "booking.reduced",
    "booking.resent",
)


def mail_about(event: Event, happening: Happening) -> NewMail | None:
    """The mail that is owed for something that came about, if any is.

    One for each version of a booking and kind, so that nothing is told twice.
    """
    kind = _KINDS.get(happening.step)
    if not happening.mailed:
        return None
    if kind is None:
        return transfer_mail_about(event, happening)
    booking = happening.booking
    facts: dict[str, Any] = {"quantity": happening.quantity}
    if event.status is EventStatus.cancelled and happening.step in ENDED:
        kind = CALLED_OFF
        facts |= {"reason": event.cancelled_reason, "waited": happening.step is Step.left}
    return _mail(event, booking, kind, booking.version, facts)


def mail_again(event: Event, booking: Booking, now: datetime) -> NewMail:
    """What a booking holds at this moment: its tickets, or its place in line.

    Asked for several times within a minute, it is one mail.
    """
    facts = {"quantity": booking.quantity}
    return _mail(event, booking, "booking.resent", int(now.timestamp()) // 60, facts)


def _mail(
    event: Event, booking: Booking, kind: str, version: int, facts: Mapping[str, Any]
) -> NewMail:
    return NewMail(
        kind=kind,
        recipient=booking.attendee.email,
        recipient_name=booking.attendee.name,
        locale=booking.locale,
        object_id=booking.id,
        version=version,
        facts={**facts_about(event, booking), **facts},
    )


def _confirmed(brief: Brief) -> Letter:
    text = N_("Your booking is confirmed.")
    return _letter(brief, _subject_of_tickets(brief), text, with_tickets=True)


def _resent(brief: Brief) -> Letter:
    if not brief.facts["tickets"]:
        return _waiting(brief)
    text = N_("Here are your tickets once more.")
    return _letter(brief, _subject_of_tickets(brief), text, with_tickets=True)


def _subject_of_tickets(brief: Brief) -> str:
    return translate_plural(
        "Your ticket for {event}",
        "Your {count} tickets for {event}",
        brief.facts["quantity"],
        brief.locale,
        event=brief.facts["event"]["name"],
    )


def _promoted(brief: Brief) -> Letter:
    subject = say(brief, N_("You are in: tickets for {event}"))
    text = N_("Seats became free and your turn came: your tickets are confirmed.")
    return _letter(brief, subject, text, with_tickets=True)


def _waiting(brief: Brief) -> Letter:
    subject = say(brief, N_("You are on the waiting list for {event}"))
    text = N_("This event is sold out. As soon as seats become free for you, you get them.")
    return _letter(brief, subject, text)


def _reduced(brief: Brief) -> Letter:
    subject = say(brief, N_("Fewer tickets for {event}"))
    text = N_("Some of your tickets were cancelled. These are still yours:")
    return _letter(brief, subject, text, with_tickets=True)


def _cancelled(brief: Brief) -> Letter:
    subject = say(brief, N_("Your booking for {event} is cancelled"))
    text = N_("Your booking is cancelled. Its codes no longer work.")
    return _letter(brief, subject, text, calendar=Method.cancel)


def _left(brief: Brief) -> Letter:
    subject = say(brief, N_("You left the waiting list for {event}"))
    return _letter(brief, subject, N_("You are no longer on the waiting list."))


def _called_off(brief: Brief) -> Letter:
    waited = brief.facts["waited"]
    text = N_("This event is cancelled, and your booking with it. Its codes no longer work.")
    if waited:
        text = N_("This event is cancelled, so there is nothing left to wait for.")
    subject = say(brief, N_("Cancelled: {event}"))
    return _letter(brief, subject, text, calendar=None if waited else Method.cancel)


def _letter(
    brief: Brief,
    subject: str,
    text: str,
    *,
    with_tickets: bool = False,
    calendar: Method | None = None,
) -> Letter:
    attachments: list[Attachment] = []
    reason = brief.facts.get("reason")
    why = [(translate(N_("Reason"), brief.locale), reason)] if reason else []
    blocks: list[Block] = [
        greeting(brief),
        Paragraph(translate(text, brief.locale)),
        Rows(
            (
                *why,
                (translate(N_("Event"), brief.locale), brief.facts["event"]["name"]),
                (translate(N_("When"), brief.locale), when_it_is(brief)),
                (translate(N_("Where"), brief.locale), brief.facts["event"]["location"]),
                booking_row(brief),
            )
        ),
    ]
    if with_tickets:
        blocks += [*ticket_codes(brief), way_to_booking(brief)]
        attachments += [*code_pictures(brief), paper(brief)]
        calendar = Method.publish
    if calendar:
        attachments.append(calendar_entry(brief, calendar))
    blocks.append(about_times(brief))
    return Letter(subject, blocks, attachments=attachments)


COMPOSERS: Composers = {
    "booking.confirmed": _confirmed,
    "booking.resent": _resent,
    "booking.promoted": _promoted,
    "booking.waiting": _waiting,
    "booking.reduced": _reduced,
    "booking.cancelled": _cancelled,
    "booking.left": _left,
    CALLED_OFF: _called_off,
}
