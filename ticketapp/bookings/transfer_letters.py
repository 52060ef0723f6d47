"""The mails that tickets owe on their way from one person to another."""

from typing import Any

from ticketapp.bookings.letter_parts import (
    about_times,
    booking_row,
    calendar_entry,
    code_pictures,
    facts_about,
    greeting,
    moment_there,
    paper,
    say,
    ticket_codes,
    way_to_booking,
    when_it_is,
)
from ticketapp.bookings.models import Offer, Step, Ticket
from ticketapp.bookings.sale import Happening
from ticketapp.bookings.transfer_links import transfer_token
from ticketapp.core.i18n import N_, translate
from ticketapp.events.calendar import Method
from ticketapp.events.models import Event
from ticketapp.outbox.letter import Block, Brief, Button, Composers, Letter, Note, Paragraph, Rows
from ticketapp.outbox.models import NewMail
from ticketapp.tickets.codes import grouped

OFFERED = "transfer.offered"
WITHDRAWN = "transfer.withdrawn"
EXPIRED = "transfer.expired"
ACCEPTED = "transfer.accepted"
RECEIVED = "transfer.received"
# What tells one person of the other by name; it goes when either is erased.
NAMING = (OFFERED, EXPIRED, ACCEPTED)

_TO_THE_OTHER = {Step.offered: OFFERED, Step.withdrawn: WITHDRAWN}
_TO_THE_GIVER = {Step.expired: EXPIRED, Step.transferred: ACCEPTED}


def transfer_mail_about(event: Event, happening: Happening) -> NewMail | None:
    """The mail that is owed for a step of a transfer."""
    booking, ticket = happening.booking, happening.ticket
    if happening.step is Step.received:
        return _mail(RECEIVED, happening, facts_about(event, booking))
    if ticket is None or ticket.offer is None:
        return None
    offer = ticket.offer
    facts: dict[str, Any] = {**facts_about(event, booking), "tickets": []}
    if happening.step in _TO_THE_GIVER:
        named = {"code": ticket.code, "other": offer.to.name}
        return _mail(_TO_THE_GIVER[happening.step], happening, facts | named)
    facts["variety"] = ""  # of whom it is offered to, the language may be known, but no region
    if happening.step is Step.offered:
        facts |= _offered_facts(happening, ticket, offer)
    return _mail(_TO_THE_OTHER[happening.step], happening, facts, offer)


def _offered_facts(happening: Happening, ticket: Ticket, offer: Offer) -> dict[str, Any]:
    """What makes the link is no secret: only the application can sign it."""
    return {
        "ticket_id": ticket.id,
        "offer_id": offer.id,
        "expires_at": offer.expires_at,
        "other": happening.booking.attendee.name,
    }


def _mail(
    kind: str, happening: Happening, facts: dict[str, Any], offer: Offer | None = None
) -> NewMail:
    """A mail to whom the booking belongs, or else to whom the offer is made."""
    booking = happening.booking
    to = offer.to if offer else booking.attendee
    return NewMail(
        kind=kind,
        recipient=to.email,
        recipient_name=to.name,
        locale=offer.locale if offer else booking.locale,
        object_id=booking.id,
        version=booking.version,
        facts=facts,
    )


def _offered(brief: Brief) -> Letter:
    facts, settings = brief.facts, brief.settings
    token = transfer_token(settings, facts["ticket_id"], facts["offer_id"])
    until = moment_there(brief, facts["expires_at"])
    return Letter(
        _say(brief, N_("{other} gives you a ticket for {event}")),
        [
            greeting(brief),
            Paragraph(_say(brief, N_("{other} wants you to have a ticket for {event}."))),
            _event_rows(brief),
            Button(
                translate(N_("Look at the ticket"), brief.locale),
                f"{settings.public_url}/transfer/{token}",
            ),
            Paragraph(
                translate(
                    N_("It is yours once you accept it there, until {until}. It costs nothing."),
                    brief.locale,
                    until=until,
                )
            ),
            Note(
                translate(
                    N_("If you don’t want it or don’t know the sender, ignore this mail."),
                    brief.locale,
                )
            ),
            about_times(brief),
        ],
    )


def _withdrawn(brief: Brief) -> Letter:
    return Letter(
        say(brief, N_("The ticket for {event} is no longer on offer")),
        [
            greeting(brief),
            Paragraph(
                say(
                    brief,
                    N_(
                        "The ticket for {event} that was offered to you was taken back or "
                        "cancelled. There is nothing for you to do."
                    ),
                )
            ),
        ],
    )


def _expired(brief: Brief) -> Letter:
    text = N_(
        "{other} did not take the ticket in time. It is still yours and its code works as "
        "before. You can offer it again."
    )
    return _to_giver(brief, N_("Still yours: your ticket for {event}"), text)


def _accepted(brief: Brief) -> Letter:
    text = N_(
        "{other} has taken your ticket. The code you have for it no longer works; the new one "
        "is theirs alone."
    )
    return _to_giver(brief, N_("{other} took your ticket for {event}"), text)


def _received(brief: Brief) -> Letter:
    """As for any booking: codes, paper and the date."""
    return Letter(
        say(brief, N_("Your ticket for {event}")),
        [
            greeting(brief),
            Paragraph(
                translate(N_("The ticket is yours now. This is its new code."), brief.locale)
            ),
            _event_rows(brief, booking_row(brief)),
            *ticket_codes(brief),
            way_to_booking(brief),
            about_times(brief),
        ],
        attachments=[*code_pictures(brief), paper(brief), calendar_entry(brief, Method.publish)],
    )


def _to_giver(brief: Brief, subject: str, text: str) -> Letter:
    code = translate(N_("Ticket"), brief.locale), grouped(brief.facts["code"])
    blocks: list[Block] = [
        greeting(brief),
        Paragraph(_say(brief, text)),
        _event_rows(brief, booking_row(brief), code),
        way_to_booking(brief),
        about_times(brief),
    ]
    return Letter(_say(brief, subject), blocks)


def _event_rows(brief: Brief, *more: tuple[str, str]) -> Rows:
    event = brief.facts["event"]
    return Rows(
        (
            (translate(N_("Event"), brief.locale), event["name"]),
            (translate(N_("When"), brief.locale), when_it_is(brief)),
            (translate(N_("Where"), brief.locale), event["location"]),
            *more,
        )
    )


def _say(brief: Brief, text: str) -> str:
    """A text that names the event, the other person, or both."""
    facts = brief.facts
    return translate(text, brief.locale, event=facts["event"]["name"], other=facts["other"])


COMPOSERS: Composers = {
    OFFERED: _offered,
    WITHDRAWN: _withdrawn,
    EXPIRED: _expired,
    ACCEPTED: _accepted,
    RECEIVED: _received,
}
