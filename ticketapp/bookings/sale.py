"""A sale as one transaction sees it: what was read of an event, and what has come of it so far."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from ticketapp.bookings.models import Booking, HistoryEntry, OfferState, Step, Ticket
from ticketapp.core.actor import Actor
from ticketapp.events.models import LISTED, Event
from ticketapp.events.rules import status_at


@dataclass(frozen=True, slots=True)
class Makers:
    """Where new ids and codes come from."""

    booking_id: Callable[[], str]
    reference: Callable[[], str]
    ticket_id: Callable[[], str]
    code: Callable[[], str]
    offer_id: Callable[[], str]


def is_ahead(event: Event, now: datetime) -> bool:
    """Whether the event is public, and neither over nor called off."""
    return status_at(event.status, event.starts_at, event.ends_at, now) in LISTED


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that came about: it becomes a mail, unless not `mailed`, and an audit entry."""

    step: Step
    booking: Booking
    quantity: int
    by: str
    actor: Actor
    ticket: Ticket | None = None
    mailed: bool = True


@dataclass(slots=True)
class Sale:
    """An event's sale as one transaction sees and changes it; `actor` is whose turn it is."""

    event: Event
    actor: Actor
    stopped: bool
    next_place: int
    now: datetime
    make: Makers
    seats_of: dict[str, int] = field(default_factory=dict[str, int])
    waiting_of: dict[str, Booking] = field(default_factory=dict[str, Booking])
    position_of: dict[str, int] = field(default_factory=dict[str, int])
    bookings: dict[str, Booking] = field(default_factory=dict[str, Booking])
    line: list[Booking] = field(default_factory=list[Booking])
    changed: dict[str, Booking] = field(default_factory=dict[str, Booking])
    happenings: list[Happening] = field(default_factory=list[Happening])

    @property
    def line_is_open(self) -> bool:
        return self.event.waitlist and self.now < self.event.waitlist_ends_at

    @property
    def somebody_waits(self) -> bool:
        """Whether anybody is ahead: in a line that is closed nobody is served any more."""
        return self.event.waitlisted > 0 and self.line_is_open

    def twin(self) -> "Sale":
        """The same sale once more: what is decided in one leaves the other as it was."""
        return replace(
            self,
            seats_of=dict(self.seats_of),
            waiting_of=dict(self.waiting_of),
            position_of=dict(self.position_of),
            bookings=dict(self.bookings),
            line=list(self.line),
            changed=dict(self.changed),
            happenings=list(self.happenings),
        )

    def count(self, *, booked: int = 0, waiting: int = 0) -> None:
        """Keep the figures: available + booked = capacity, always."""
        event = self.event
        self.event = replace(
            event,
            available=event.available - booked,
            booked=event.booked + booked,
            waitlisted=event.waitlisted + waiting,
        )

    def hold(self, email: str, seats: int) -> None:
        """Keep count of what a person holds."""
        self.seats_of[email] = self.seats_of.get(email, 0) + seats

    def is_within_limit(self, entry: Booking) -> bool:
        """Whether who waits may hold what they wait for beside what they hold."""
        held = self.seats_of.get(entry.attendee.email, 0)
        return held + entry.quantity <= self.event.max_per_person

    def note(
        self, step: Step, booking: Booking, quantity: int, by: str, ticket: Ticket | None = None
    ) -> Booking:
        """The booking with this step in its history, to be written and told about.

        `ticket` is the one that the step is about, where it is about one alone.
        """
        history = (*booking.history, HistoryEntry(step, quantity, self.now, by))
        booking = replace(booking, history=history, version=len(history), updated_at=self.now)
        self.bookings[booking.id] = self.changed[booking.id] = booking
        self.happenings.append(Happening(step, booking, quantity, by, self.actor, ticket))
        return booking

    def end_offer(self, booking: Booking, ticket: Ticket, state: OfferState, by: str) -> Booking:
        """The booking with the offer of this ticket of it over, for this reason."""
        assert ticket.offer is not None
        ticket = replace(ticket, offer=replace(ticket.offer, state=state))
        return self.note(Step(state.value), booking.with_ticket(ticket), 1, by, ticket)
