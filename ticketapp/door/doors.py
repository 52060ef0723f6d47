"""A door as one transaction sees it: an event's times, the tickets that are held to its scanners,
what the log says of them, and what has come of it so far.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from ticketapp.bookings.models import Booking, Ticket
from ticketapp.door.models import LogEntry, Presented, Staff
from ticketapp.events.models import Event


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a ticket stands: the entry that first let it in, if any, and whether it is inside."""

    first: LogEntry | None = None
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """A ticket and the booking that it belongs to."""

    booking: Booking
    index: int

    @property
    def ticket(self) -> Ticket:
        return self.booking.tickets[self.index]


@dataclass(slots=True)
class Door:
    """An event's doors as one transaction sees and changes them.

    `log` and what is made of it hold what was kept before about the tickets, nonces and scans at
    hand. What is decided now joins it, and stands in `new` in order. `admitted` and `inside` are
    how many tickets more than before were let in at least once, and are inside.
    """

    event: Event
    now: datetime
    new_id: Callable[[], str]
    bookings: dict[str, Booking] = field(default_factory=dict[str, Booking])
    places: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    codes: dict[str, str] = field(default_factory=dict[str, str])
    events: dict[str, Event] = field(default_factory=dict[str, Event])
    log: dict[str, LogEntry] = field(default_factory=dict[str, LogEntry])
    by_nonce: dict[str, list[LogEntry]] = field(default_factory=dict[str, list[LogEntry]])
    undo_of: dict[str, LogEntry] = field(default_factory=dict[str, LogEntry])
    log_of: dict[str, list[LogEntry]] = field(default_factory=dict[str, list[LogEntry]])
    new: list[LogEntry] = field(default_factory=list[LogEntry])
    changed: set[str] = field(default_factory=set[str])
    admitted: int = 0
    inside: int = 0

    def know(self, bookings: Iterable[Booking]) -> None:
        """Take in bookings whose tickets may be held to a scanner."""
        for booking in bookings:
            self.bookings[booking.id] = booking
            for index, ticket in enumerate(booking.tickets):
                self.places[ticket.id] = booking.id, index
                self.codes[ticket.code] = ticket.id

    def remember(self, entries: Iterable[LogEntry]) -> None:
        """Take in what the log says."""
        for entry in entries:
            if entry.event_id == self.event.id and entry.id not in self.log:
                self.by_nonce.setdefault(entry.nonce, []).append(entry)
            self.log[entry.id] = entry
            if entry.undoes:
                self.undo_of[entry.undoes] = entry

    def judged(self, nonce: str, by: Staff) -> LogEntry | None:
        """What this scanner's nonce came to before; another's says nothing about it."""
        kept = self.by_nonce.get(nonce, ())
        return next((entry for entry in kept if entry.by.is_same_as(by)), None)

    def seat_of(self, ticket_id: str | None) -> Seat | None:
        place = self.places.get(ticket_id) if ticket_id else None
        return Seat(self.bookings[place[0]], place[1]) if place else None

    def ticket_id_of(self, presented: Presented) -> str | None:
        return self.codes.get(presented.code) if presented.code else presented.ticket_id

    def keep(self, entry: LogEntry) -> None:
        """Put it in the log, to be written."""
        self.new.append(entry)
        self.remember([entry])
        if entry.ticket_id in self.log_of:
            self.log_of[entry.ticket_id].append(entry)

    def move(self, ticket_id: str, now: Standing) -> None:
        """Let the ticket stand so, and count what that changes."""
        booking_id, index = self.places[ticket_id]
        booking = self.bookings[booking_id]
        before = booking.tickets[index]
        after = replace(
            before,
            checked_in_at=now.first.at if now.first else None,
            admitted_by=now.first.id if now.first else None,
            inside=now.inside,
        )
        tickets = (*booking.tickets[:index], after, *booking.tickets[index + 1 :])
        self.bookings[booking_id] = replace(booking, tickets=tickets)
        self.changed.add(ticket_id)
        self.admitted += (after.admitted_by is not None) - (before.admitted_by is not None)
        self.inside += after.inside - before.inside
