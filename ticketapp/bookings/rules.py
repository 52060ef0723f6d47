"""How a sale decides: pure, in memory, one request after the other in order of arrival.

A `Sale` is what one transaction has read of an event: its figures, what the people who ask hold
already, the bookings they name, and as much of the line as could be served. The functions here
move it on. Each refuses before it changes anything, so that a refused request leaves no trace.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from ticketapp.bookings.errors import (
    AlreadyCancelled,
    AlreadyCheckedIn,
    BookingClosed,
    BookingNotOpen,
    CancellationClosed,
    GuestsNotAllowed,
    LimitReached,
    SoldOut,
)
from ticketapp.bookings.models import (
    Acceptance,
    Booked,
    Booking,
    BookingStatus,
    Cancellation,
    Cancelled,
    OfferState,
    Order,
    Person,
    Step,
    Ticket,
    TicketStatus,
)
from ticketapp.bookings.sale import Sale, is_ahead
from ticketapp.core.errors import FieldError, Invalid, NotFound, Unavailable
from ticketapp.core.i18n import N_
from ticketapp.events.models import EventStatus
from ticketapp.events.rules import status_at

PROMOTED_BY = "waiting list"


def book(sale: Sale, order: Order) -> Booked:
    """Book the tickets, or join the line when there are not enough or somebody waits already."""
    begun = len(sale.happenings)
    booked = _book(sale, order)
    if not order.mailed:
        sale.happenings[begun:] = [
            replace(each, mailed=each.booking.id != booked.booking.id)
            for each in sale.happenings[begun:]
        ]
    return booked


def _book(sale: Sale, order: Order) -> Booked:
    _require_open(sale, order)
    event = sale.event
    if not 1 <= order.quantity <= event.max_per_booking:
        message = N_("This is more than one booking may hold.")
        raise Invalid(FieldError("quantity", "too_many", message))
    email = order.attendee.email
    held = sale.seats_of.get(email, 0)
    waiting = sale.waiting_of.get(email)
    if waiting is not None and order.accept_waitlist:
        return Booked(waiting, sale.event, sale.position_of.get(waiting.id))
    if held + order.quantity > event.max_per_person:
        raise LimitReached(limit=event.max_per_person, held=held)
    if event.available >= order.quantity and not sale.somebody_waits:
        booking = _confirm(sale, _booking_for(sale, order), Step.booked, order.by)
        return Booked(booking, sale.event, None)
    if not (order.accept_waitlist and sale.line_is_open):
        raise SoldOut
    entry = _join(sale, order)
    serve_line(sale)
    return Booked(sale.bookings[entry.id], sale.event, sale.position_of.get(entry.id))


def cancel(sale: Sale, wish: Cancellation) -> Cancelled:
    """Give tickets up, or a place in line. Whoever is next gets the seats in the same breath."""
    booking = sale.bookings.get(wish.booking_id)
    if booking is None:
        raise NotFound
    if booking.status is BookingStatus.cancelled:
        raise AlreadyCancelled
    if booking.is_waiting:
        return Cancelled(_leave(sale, booking, wish.by), sale.event, ())
    if not wish.by_admin and sale.now >= sale.event.cancellable_until:
        raise CancellationClosed
    given_up = _given_up(booking, wish)
    if any(ticket.checked_in_at for ticket in given_up):
        raise AlreadyCheckedIn
    booking = _void(sale, booking, {ticket.id for ticket in given_up}, wish.by)
    promoted = tuple(serve_line(sale))
    return Cancelled(booking, sale.event, promoted)


def serve_line(sale: Sale) -> list[Booking]:
    """Give free seats to those who wait: the first whose whole wish fits, again and again.

    Whoever is passed over, because they want more than is left, keeps their place.
    """
    served: list[Booking] = []
    if not sale.line_is_open or not is_ahead(sale.event, sale.now) or sale.stopped:
        return served
    for entry in list(sale.line):
        if sale.event.available == 0:
            break
        if entry.quantity > sale.event.available:
            continue
        if not sale.is_within_limit(entry):
            continue
        sale.line.remove(entry)
        sale.waiting_of.pop(entry.attendee.email, None)
        sale.position_of.pop(entry.id, None)
        sale.count(waiting=-1)
        served.append(_confirm(sale, entry, Step.promoted, PROMOTED_BY))
    return served


def end_all(sale: Sale, by: str) -> list[Booking]:
    """Cancel every booking and waiting entry that was read: the event is called off."""
    ended: list[Booking] = []
    sale.line.clear()
    for booking in list(sale.bookings.values()):
        if booking.is_waiting:
            ended.append(_leave(sale, booking, by))
        elif booking.status is BookingStatus.confirmed:
            every = {ticket.id for ticket in booking.valid_tickets}
            ended.append(_void(sale, booking, every, by))
    return ended


def _require_open(sale: Sale, order: Order) -> None:
    event, now = sale.event, sale.now
    status = status_at(event.status, event.starts_at, event.ends_at, now)
    if status is EventStatus.draft:
        raise BookingNotOpen if order.by_admin else NotFound
    if order.user_id is None and not (event.guest_booking or order.by_admin):
        raise GuestsNotAllowed
    if sale.stopped:
        raise Unavailable(60)
    if status in {EventStatus.closed, EventStatus.cancelled}:
        raise BookingClosed
    if order.by_admin:
        return
    if event.booking_opens_at and now < event.booking_opens_at:
        raise BookingNotOpen
    if now >= event.booking_ends_at:
        raise BookingClosed


def new_booking(sale: Sale, attendee: Person, asked: Order | Acceptance, quantity: int) -> Booking:
    """A confirmed booking that holds nothing yet, of whoever `asked`."""
    return Booking(
        id=sale.make.booking_id(),
        reference=sale.make.reference(),
        event_id=sale.event.id,
        user_id=asked.user_id,
        attendee=attendee,
        locale=asked.locale,
        variety=asked.variety,
        quantity=quantity,
        status=BookingStatus.confirmed,
        place=None,
        tickets=(),
        history=(),
        version=0,
        created_at=sale.now,
        updated_at=sale.now,
        told_sequence=sale.event.sequence,
        told_at=sale.now,
    )


def _booking_for(sale: Sale, order: Order) -> Booking:
    return new_booking(sale, order.attendee, order, order.quantity)


def _confirm(sale: Sale, booking: Booking, step: Step, by: str) -> Booking:
    sale.count(booked=booking.quantity)
    sale.hold(booking.attendee.email, booking.quantity)
    tickets = tuple(new_ticket(sale, booking.attendee) for _ in range(booking.quantity))
    booking = replace(
        booking, status=BookingStatus.confirmed, place=None, tickets=tickets, told_at=sale.now
    )
    return sale.note(step, booking, booking.quantity, by)


def _join(sale: Sale, order: Order) -> Booking:
    entry = replace(
        _booking_for(sale, order), status=BookingStatus.waitlisted, place=sale.next_place
    )
    sale.next_place += 1
    sale.count(waiting=1)
    entry = sale.note(Step.waiting, entry, entry.quantity, order.by)
    sale.waiting_of[entry.attendee.email] = entry
    sale.position_of[entry.id] = sale.event.waitlisted
    sale.line.append(entry)
    return entry


def _leave(sale: Sale, entry: Booking, by: str) -> Booking:
    sale.count(waiting=-1)
    sale.waiting_of.pop(entry.attendee.email, None)
    sale.line[:] = [each for each in sale.line if each.id != entry.id]
    left = replace(entry, status=BookingStatus.cancelled, place=None)
    return sale.note(Step.left, left, entry.quantity, by)


def _void(sale: Sale, booking: Booking, ticket_ids: set[str], by: str) -> Booking:
    """Kill these tickets' codes; a booking without a live ticket is cancelled."""
    gone = len(ticket_ids)
    sale.count(booked=-gone)
    sale.hold(booking.attendee.email, -gone)
    for ticket in booking.tickets:
        if ticket.id in ticket_ids and ticket.is_offered:
            booking = sale.end_offer(booking, ticket, OfferState.withdrawn, by)
    left = without(booking, ticket_ids)
    is_over = left.status is BookingStatus.cancelled
    return sale.note(Step.cancelled if is_over else Step.reduced, left, gone, by)


def without(booking: Booking, ticket_ids: Collection[str]) -> Booking:
    """The booking with these tickets void, which is cancelled if none is left."""
    tickets = tuple(
        replace(ticket, status=TicketStatus.void) if ticket.id in ticket_ids else ticket
        for ticket in booking.tickets
    )
    left = booking.quantity - len(ticket_ids)
    if left:
        return replace(booking, tickets=tickets, quantity=left)
    return replace(booking, tickets=tickets, status=BookingStatus.cancelled)


def _given_up(booking: Booking, wish: Cancellation) -> Sequence[Ticket]:
    """The tickets that a cancellation means.

    A number of them spares those already used and, if it can, those held out to somebody.
    """
    valid = booking.valid_tickets
    if wish.ticket_ids is not None:
        named = [ticket for ticket in booking.tickets if ticket.id in set(wish.ticket_ids)]
        if len(named) != len(set(wish.ticket_ids)) or not named:
            raise Invalid(FieldError("ticket_ids", "unknown", N_("These are not your tickets.")))
        if any(not ticket.is_valid for ticket in named):
            raise AlreadyCancelled
        return named
    if wish.tickets is not None:
        if not 1 <= wish.tickets <= len(valid):
            message = N_("This booking does not hold that many tickets.")
            raise Invalid(FieldError("tickets", "too_many", message))
        unused = [ticket for ticket in valid if ticket.checked_in_at is None]
        unused.sort(key=lambda ticket: not ticket.is_offered)
        return unused[-wish.tickets :] if len(unused) >= wish.tickets else valid
    return valid


def new_ticket(sale: Sale, holder: Person) -> Ticket:
    return Ticket(
        id=sale.make.ticket_id(),
        code=sale.make.code(),
        version=1,
        status=TicketStatus.valid,
        holder=holder,
    )
