"""Bookings, tickets and the waiting list, as services speak of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ticketapp.core.i18n import Locale
from ticketapp.events.models import Event

ERASED = "@erased.invalid"


class BookingStatus(StrEnum):
    confirmed = "confirmed"
    waitlisted = "waitlisted"
    cancelled = "cancelled"


class TicketStatus(StrEnum):
    valid = "valid"
    void = "void"


class OfferState(StrEnum):
    """What has become of a ticket that was held out to somebody else.

    Each is a step in the history of the giver's booking as well. The clock ends an offer even
    before somebody has written down that it did.
    """

    offered = "offered"
    withdrawn = "withdrawn"
    expired = "expired"
    transferred = "transferred"


class Step(StrEnum):
    """What a booking's history is made of."""

    booked = "booked"
    waiting = "waiting"
    promoted = "promoted"
    reduced = "reduced"
    cancelled = "cancelled"
    left = "left"
    offered = "offered"
    withdrawn = "withdrawn"
    expired = "expired"
    transferred = "transferred"
    received = "received"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name and an address. The address is whom limits and the line know."""

    name: str
    email: str

    @property
    def is_erased(self) -> bool:
        """Whether it is nobody any more, to whom no mail can go."""
        return self.email.endswith(ERASED)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    step: Step
    quantity: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A ticket held out to somebody who may take it until `expires_at`.

    `id` is part of the mailed link, so that the links of earlier offers are dead.
    """

    id: str
    to: Person
    locale: Locale
    state: OfferState
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One seat. Whoever takes it over gets another ticket for it, and this one is void.

    `offer` is the last one made of it. The door keeps here when it was first let in, by which
    entry of the door's log, and whether it is inside now.
    """

    id: str
    code: str
    version: int
    status: TicketStatus
    holder: Person
    offer: Offer | None = None
    checked_in_at: datetime | None = None
    admitted_by: str | None = None
    inside: bool = False

    @property
    def is_valid(self) -> bool:
        return self.status is TicketStatus.valid

    @property
    def is_offered(self) -> bool:
        return self.offer is not None and self.offer.state is OfferState.offered

    @property
    def is_passed_on(self) -> bool:
        return self.offer is not None and self.offer.state is OfferState.transferred


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Tickets of one person for one event, or that person's place in its line.

    Its mails are in the language `locale`, with dates as in its `variety`, where one is known.
    `version` counts the steps of its history. `told_sequence` is the event's when its people
    were last told of its time and place as such, `told_at` when they last read of them at all.
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
    told_sequence: int = 0
    told_at: datetime | None = None
    variety: str = ""

    @property
    def valid_tickets(self) -> Sequence[Ticket]:
        return [ticket for ticket in self.tickets if ticket.is_valid]

    @property
    def is_waiting(self) -> bool:
        return self.status is BookingStatus.waitlisted

    def with_ticket(self, ticket: Ticket) -> "Booking":
        """The booking with this ticket in the place of the one of the same id."""
        tickets = tuple(ticket if each.id == ticket.id else each for each in self.tickets)
        return replace(self, tickets=tickets)


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
    variety: str = ""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """Somebody wants to give a ticket of theirs to another person."""

    booking_id: str
    ticket_id: str
    to: Person
    locale: Locale
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingBack:
    """The giver wants to keep the ticket after all."""

    booking_id: str
    ticket_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Whoever has the link of an offer takes the ticket; signed in as the one it is for, or not."""

    booking_id: str
    ticket_id: str
    offer_id: str
    user_id: str | None
    locale: Locale
    variety: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """Write down that the time of a booking's offers is over."""

    booking_id: str


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


@dataclass(frozen=True, slots=True)
class Stake:
    """What one person has of an event: bookings, the newest first, and a place in its line."""

    bookings: tuple[Booking, ...]
    entry: Booking | None
    position: int | None

    @property
    def tickets(self) -> int:
        return sum(booking.quantity for booking in self.bookings)


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


@dataclass(frozen=True, slots=True)
class Offered:
    """A ticket as it is held out, or no longer is."""

    ticket: Ticket
    booking: Booking
    event: Event


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What taking a ticket over did: the booking it makes for who took it."""

    booking: Booking
    event: Event
