"""Bookings and tickets as pages show them: facts for the browser, which puts them into words."""

from datetime import datetime, timedelta
from typing import TypedDict

from ticketapp.bookings.models import (
    Booking,
    BookingNow,
    BookingStatus,
    HistoryEntry,
    Step,
    Ticket,
)
from ticketapp.bookings.rules import PROMOTED_BY
from ticketapp.events.models import Event, EventStatus
from ticketapp.events.rules import status_at
from ticketapp.tickets.codes import grouped
from ticketapp.tickets.qr import drawing_of
from ticketapp.tickets.tokens import TicketSigner


class DateShown(TypedDict):
    """What a booking is for. Its figures are left out: they change with every sale."""

    name: str
    href: str
    place: str
    starts_at: str
    ends_at: str
    zone: str
    state: str
    cancelled_reason: str


class BookingShown(TypedDict):
    """`status` is confirmed, waitlisted or cancelled; of a waiting entry `position` of `line`.

    `cancel_until` is empty once it is too late. `passed_on` says of a cancelled one that others
    have its tickets now.
    """

    id: str
    reference: str
    event: DateShown
    status: str
    quantity: int
    position: int
    line: int
    cancel_until: str
    passed_on: bool
    is_guest: bool


class News(TypedDict):
    """What has just become of the booking without an admin: booked, promoted or waiting; empty
    when that is known by now. Their mail about it goes to `email`.
    """

    step: str
    email: str


class TicketShown(TypedDict):
    """`state` is valid, used or void; `lines` draw the QR code, `width` modules wide.

    While it is offered to somebody, `offered_to` is that person, who has until `offered_until`;
    `passed_to` is who has taken it.
    """

    id: str
    number: int
    code: str
    holder: str
    state: str
    used_at: str
    width: int
    lines: str
    offered_to: str
    offered_until: str
    passed_to: str


class StepShown(TypedDict):
    """`by` is self, line, organiser, or other: who took a ticket, or did not."""

    step: str
    count: int
    at: str
    by: str


class RowShown(BookingShown):
    """A booking in a list; `used` counts its tickets that were used.

    `mark` is cancelled or over, where it is one of them.
    """

    href: str
    mark: str
    used: int


def date_shown(event: Event, now: datetime) -> DateShown:
    return DateShown(
        name=event.name,
        href=f"/events/{event.slug}",
        place=event.location,
        starts_at=event.starts_at.isoformat(),
        ends_at=event.ends_at.isoformat(),
        zone=event.timezone,
        state=status_at(event.status, event.starts_at, event.ends_at, now).value,
        cancelled_reason=event.cancelled_reason,
    )


def booking_shown(about: BookingNow, now: datetime) -> BookingShown:
    booking, event = about.booking, about.event
    may_cancel = booking.status is BookingStatus.confirmed and now < event.cancellable_until
    return BookingShown(
        id=booking.id,
        reference=booking.reference,
        event=date_shown(event, now),
        status=booking.status.value,
        quantity=booking.quantity,
        position=about.position or 0,
        line=event.waitlisted,
        cancel_until=event.cancellable_until.isoformat() if may_cancel else "",
        passed_on=booking.history[-1].step is Step.transferred,
        is_guest=booking.user_id is None,
    )


def row_shown(about: BookingNow, now: datetime) -> RowShown:
    used = sum(1 for ticket in about.booking.tickets if ticket.checked_in_at)
    mark = "over" if now >= about.event.ends_at else ""
    if about.booking.status is BookingStatus.cancelled:
        mark = "cancelled"
    href = f"/me/bookings/{about.booking.id}"
    return RowShown(**booking_shown(about, now), href=href, mark=mark, used=used)


def tickets_shown(booking: Booking, signer: TicketSigner) -> list[TicketShown]:
    """The tickets in their order; a void one has no code to show at a door."""
    return [
        _ticket_shown(booking, signer, ticket, number)
        for number, ticket in enumerate(booking.tickets, 1)
    ]


def news_of(booking: Booking, now: datetime) -> News:
    last = booking.history[-1]
    is_news = last.step in _NEWS and now - last.at < _NEWS_FOR
    if not is_news or _by(booking, last) == "organiser" or booking.attendee.is_erased:
        return NO_NEWS
    return News(step=last.step.value, email=booking.attendee.email)


def state_of(ticket: Ticket) -> str:
    if not ticket.is_valid:
        return "void"
    return "used" if ticket.checked_in_at else "valid"


def history_shown(booking: Booking) -> list[StepShown]:
    """What happened to the booking, the latest first."""
    return [
        StepShown(
            step=each.step.value,
            count=each.quantity,
            at=each.at.isoformat(),
            by=_by(booking, each),
        )
        for each in reversed(booking.history)
    ]


def changes_by_itself_at(event: Event, now: datetime) -> datetime | None:
    """When the clock alone will next change what is said about a booking."""
    if event.status is EventStatus.cancelled:
        return None
    moments = (event.cancellable_until, event.waitlist_ends_at, event.starts_at, event.ends_at)
    return min((moment for moment in moments if moment > now), default=None)


NO_NEWS = News(step="", email="")
_NEWS = (Step.booked, Step.promoted, Step.waiting)
_NEWS_FOR = timedelta(minutes=15)
_BY_THE_OTHER = (Step.transferred, Step.expired)


def _by(booking: Booking, entry: HistoryEntry) -> str:
    if entry.by in (booking.user_id, booking.attendee.email):
        return "self"
    if entry.step in _BY_THE_OTHER:
        return "other"
    return "line" if entry.by == PROMOTED_BY else "organiser"


def _ticket_shown(
    booking: Booking, signer: TicketSigner, ticket: Ticket, number: int
) -> TicketShown:
    width, lines, offer = 0, "", ticket.offer if ticket.is_offered else None
    if ticket.is_valid:
        width, lines = drawing_of(signer.token(booking.event_id, ticket.id, ticket.version))
    return TicketShown(
        id=ticket.id,
        number=number,
        code=grouped(ticket.code),
        holder=ticket.holder.name,
        state=state_of(ticket),
        used_at=ticket.checked_in_at.isoformat() if ticket.checked_in_at else "",
        width=width,
        lines=lines,
        offered_to=offer.to.name if offer else "",
        offered_until=offer.expires_at.isoformat() if offer else "",
        passed_to=ticket.offer.to.name if ticket.offer and ticket.is_passed_on else "",
    )
