"""How a ticket goes from one person to another: pure, as all that decides about a sale (`rules`).

A ticket that is held out stays its giver's, and works at the door, until the other person takes
it. Then it is void, and for its seat there is a new ticket in a booking of that person's own. No
seat becomes free on the way, so that nobody in line is passed over.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from ticketapp.bookings.errors import (
    AlreadyCancelled,
    AlreadyTransferred,
    LimitReached,
    NotOffered,
    TicketUsed,
    TransferClosed,
    TransferExpired,
    TransferWithdrawn,
)
from ticketapp.bookings.models import (
    Acceptance,
    Booking,
    Lapse,
    Offer,
    Offered,
    Offering,
    OfferState,
    PassedOn,
    Person,
    Step,
    TakingBack,
    Ticket,
)
from ticketapp.bookings.rules import new_booking, new_ticket, serve_line, without
from ticketapp.bookings.sale import Sale, is_ahead
from ticketapp.core.errors import FieldError, Invalid, NotFound, Refusal
from ticketapp.core.i18n import N_
from ticketapp.events.models import Event

OFFER_LASTS = timedelta(hours=48)
LAPSED_BY = "time limit"


def offer(sale: Sale, wish: Offering) -> Offered:
    """Hold a ticket out to somebody, for 48 hours or until the event is over.

    The same again changes nothing. Another person takes the place of the one before.
    """
    booking, ticket = _named(sale, wish.booking_id, wish.ticket_id)
    _require_transferable(sale, ticket)
    if wish.to.email in {booking.attendee.email, ticket.holder.email}:
        raise Invalid(FieldError("email", "own_address", N_("This ticket is yours already.")))
    before = ticket.offer
    if before and is_open(before, sale.now):
        if before.to == wish.to:
            return Offered(ticket, booking, sale.event)
        if before.to.email != wish.to.email:
            booking = sale.end_offer(booking, ticket, OfferState.withdrawn, wish.by)
    made = Offer(
        id=sale.make.offer_id(),
        to=wish.to,
        locale=wish.locale,
        state=OfferState.offered,
        expires_at=offer_ends_at(sale.event, sale.now),
    )
    ticket = replace(ticket, offer=made)
    booking = sale.note(Step.offered, booking.with_ticket(ticket), 1, wish.by, ticket)
    return Offered(ticket, booking, sale.event)


def offer_ends_at(event: Event, now: datetime) -> datetime:
    """Until when a ticket can be taken that is held out now."""
    return min(now + OFFER_LASTS, event.ends_at)


def take_back(sale: Sale, wish: TakingBack) -> Offered:
    """Keep a ticket that was held out to somebody."""
    booking, ticket = _named(sale, wish.booking_id, wish.ticket_id)
    if ticket.is_passed_on:
        raise AlreadyTransferred
    if not ticket.is_offered:
        raise NotOffered
    booking = sale.end_offer(booking, ticket, OfferState.withdrawn, wish.by)
    booking, ticket = _found(booking, ticket.id)
    return Offered(ticket, booking, sale.event)


def accept(sale: Sale, wish: Acceptance) -> PassedOn:
    """Void the ticket and issue another in a booking of whoever it was held out to.

    The giver then holds one less and may be served, should they wait for more.
    """
    booking, ticket = _named(sale, wish.booking_id, wish.ticket_id)
    refusal = why_not_accepted(sale.event, ticket, wish.offer_id, sale.now)
    if refusal:
        raise refusal
    assert ticket.offer is not None
    taker = ticket.offer.to
    held = sale.seats_of.get(taker.email, 0)
    if held + 1 > sale.event.max_per_person:
        raise LimitReached(limit=sale.event.max_per_person, held=held)
    sale.hold(booking.attendee.email, -1)
    sale.hold(taker.email, 1)
    booking, ticket = _found(without(booking, {ticket.id}), ticket.id)
    sale.end_offer(booking, ticket, OfferState.transferred, wish.user_id or taker.email)
    received = _booking_of_taker(sale, wish, taker)
    serve_line(sale)
    return PassedOn(received, sale.event)


def lapse(sale: Sale, wish: Lapse) -> int:
    """Write down which offers of a booking are over; how many that were."""
    booking = sale.bookings.get(wish.booking_id)
    if booking is None:
        raise NotFound
    over = [
        ticket
        for ticket in booking.tickets
        if ticket.offer and ticket.is_offered and not is_open(ticket.offer, sale.now)
    ]
    for ticket in over:
        booking = sale.end_offer(booking, ticket, OfferState.expired, LAPSED_BY)
    return len(over)


def is_open(offer: Offer, now: datetime) -> bool:
    """Whether the ticket can still be taken, as far as the offer itself decides."""
    return offer.state is OfferState.offered and now < offer.expires_at


def why_not_accepted(event: Event, ticket: Ticket, offer_id: str, now: datetime) -> Refusal | None:
    """What the link of an offer that is over leads to; None while it is not."""
    offer = ticket.offer
    if offer is None or offer.id != offer_id or offer.state is OfferState.withdrawn:
        return TransferWithdrawn()
    if offer.state is OfferState.transferred:
        return AlreadyTransferred()
    if ticket.checked_in_at is not None:
        return TicketUsed()
    if not is_open(offer, now):
        return TransferExpired()
    return None if is_ahead(event, now) else TransferClosed()


def _named(sale: Sale, booking_id: str, ticket_id: str) -> tuple[Booking, Ticket]:
    booking = sale.bookings.get(booking_id)
    if booking is None:
        raise NotFound
    return _found(booking, ticket_id)


def _found(booking: Booking, ticket_id: str) -> tuple[Booking, Ticket]:
    for ticket in booking.tickets:
        if ticket.id == ticket_id:
            return booking, ticket
    raise NotFound


def _require_transferable(sale: Sale, ticket: Ticket) -> None:
    if ticket.is_passed_on:
        raise AlreadyTransferred
    if not ticket.is_valid:
        raise AlreadyCancelled
    if ticket.checked_in_at is not None:
        raise TicketUsed
    if not is_ahead(sale.event, sale.now):
        raise TransferClosed


def _booking_of_taker(sale: Sale, wish: Acceptance, taker: Person) -> Booking:
    booking = new_booking(sale, taker, wish, 1)
    booking = replace(booking, tickets=(new_ticket(sale, taker),))
    return sale.note(Step.received, booking, 1, wish.user_id or taker.email)
