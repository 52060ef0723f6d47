"""Bookings, tickets and the waiting list, as services speak of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ticketapp.core.i18n import Locale
from ticketapp.events.models import Event


class BookingStatus(StrEnum):
    confirmed = "confirmed"
    waitlisted = "waitlisted"
    cancelled = "cancelled"


class TicketStatus(StrEnum):
    valid = "valid"
    void = "void"


class Step(StrEnum):
    """What a booking's history is made of."""

    booked = "booked"
    waiting = "waiting"
    promoted = "promoted"
    reduced = "reduced"
    cancelled = "cancelled"
    left = "left"
    transferred = "transferred"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name and an address. The address is whom limits and the line know."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    step: Step
    quantity: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One seat. A transfer makes the next `version` with a new code; the former ones are dead."""

    id: str
    code: str
    version: int
    status: TicketStatus
    holder: Person
    former_codes: tuple[str, ...] = ()
    checked_in_at: datetime | None = None

    @property
    def is_valid(self) -> bool:
        return self.status is TicketStatus.valid


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Tickets of one person for one event, or that person's place in its line.

    `version` counts the steps of its history.
    """

    id: str
    reference: str
    event_id: str
    user_id: str | None
    attendee: Person
    locale: Locale
    quantity: int
    status: BookingStatus
    place: int | None
    tickets: tuple[Ticket, ...]
    history: tuple[HistoryEntry, ...]
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def valid_tickets(self) -> Sequence[Ticket]:
        return [ticket for ticket in self.tickets if ticket.is_valid]

    @property
    def is_waiting(self) -> bool:
        return self.status is BookingStatus.waitlisted


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody asks for. Without a `user_id` it is a guest.

    An admin is not held to the booking window. Where nobody is to be `mailed`, that is about what
    comes of the order at once; whoever gets off the line later is told in any case.
    """

    event_id: str
    quantity: int
    attendee: Person
    user_id: str | None
    by: str
    locale: Locale
    accept_waitlist: bool = True
    by_admin: bool = False
    mailed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """What of a booking is given up: all of it, a number of tickets, or named ones."""

    booking_id: str
    by: str
    tickets: int | None = None
    ticket_ids: tuple[str, ...] | None = None
    by_admin: bool = False


@dataclass(frozen=True, slots=True)
class CallingOff:
    """The event is cancelled: end so many of its bookings and waiting entries, the rest later."""

    by: str
    at_most: int


@dataclass(frozen=True, slots=True)
class Booked:
    """What an order came to: a confirmed booking, or a place in line."""

    booking: Booking
    event: Event
    position: int | None


@dataclass(frozen=True, slots=True)
class BookingNow:
    """A booking as it stands at this moment: its event, and the live place of a waiting entry."""

    booking: Booking
    event: Event
    position: int | None


class When(StrEnum):
    """On which side of now an event's end lies."""

    upcoming = "upcoming"
    past = "past"


class BookingOrder(StrEnum):
    """How the bookings of an event are sorted: by when they were made."""

    oldest = "booked_at"
    newest = "-booked_at"


@dataclass(frozen=True, slots=True)
class BookingFilter:
    """Which bookings of an event to list: by beginnings of words of the person or the reference,
    or by the code of one of their tickets.
    """

    words: str = ""
    status: BookingStatus | None = None
    order: BookingOrder = BookingOrder.newest


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What a cancellation did: the booking now, and who got the seats."""

    booking: Booking
    event: Event
    promoted: tuple[Booking, ...]
