"""The door: what is held to a scanner, what the scanner says, and what is kept of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ticketapp.core.actor import Actor

UNDO_OWN_WITHIN = timedelta(minutes=15)
NOBODY = ""


class Result(StrEnum):
    """What a scan came to; the order is the order of checks."""

    invalid = "invalid"
    wrong_event = "wrong_event"
    void = "void"
    not_open = "not_open"
    over = "over"
    already_in = "already_in"
    not_inside = "not_inside"
    ok = "ok"


class Direction(StrEnum):
    entry = "in"
    exit = "out"


class Mode(StrEnum):
    live = "live"
    upload = "upload"  # done by a scanner without network, told now


class Kind(StrEnum):
    """What an entry of the log is."""

    scan = "scan"
    undo = "undo"


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Who works at a door: a person signed in, or a device with a pass.

    A device acts for who made its pass, as that person may act now, and never as an admin.
    """

    actor: Actor
    pass_id: str | None = None
    event_id: str | None = None

    @property
    def is_admin(self) -> bool:
        return self.actor.is_system or (self.actor.is_admin and self.pass_id is None)

    @property
    def device(self) -> str:
        """What limits count: the pass, else the sign-in on one device."""
        return self.pass_id or self.actor.session_id or self.actor.user_id or NOBODY

    @property
    def staff(self) -> "Staff":
        return Staff(self.actor.user_id or NOBODY, self.actor.name, self.pass_id)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who scanned, as the log keeps it."""

    user_id: str
    name: str
    pass_id: str | None

    def is_same_as(self, other: "Staff") -> bool:
        """Whether it is the same device, or the same person without a pass.

        A device whose pass was renewed is named as before, by the same person.
        """
        if self.user_id != other.user_id:
            return False
        renewed = bool(self.pass_id and other.pass_id) and self.name == other.name
        return renewed or self.pass_id == other.pass_id


@dataclass(frozen=True, slots=True)
class Presented:
    """What was held to a scanner, once it was read; nothing if it is no ticket's.

    `version` is what a QR code says; a typed code says none.
    """

    ticket_id: str | None = None
    code: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One scan to be judged. `nonce` makes repeating it harmless.

    Of an upload, `shown` is what the scanner had told the person in front of it, and `overridden`
    says that somebody admitted them although the scanner's list of tickets was too old.
    """

    presented: Presented
    nonce: str
    keeper: Doorkeeper
    gate: str = ""
    direction: Direction = Direction.entry
    mode: Mode = Mode.live
    scanned_at: datetime | None = None
    shown: Result | None = None
    overridden: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """A scan to be taken back."""

    entry_id: str
    keeper: Doorkeeper
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """What happened at a door. `number` is its place in the event's log, given when it is kept.

    `at` is when it was scanned, `logged_at` when it was told. `first_id` names the entry that
    stands against it; `undoes` the one it takes back. A `conflict` let somebody in, without
    network, whom this log would not have.
    """

    id: str
    event_id: str
    number: int = 0
    kind: Kind = Kind.scan
    result: Result
    direction: Direction
    mode: Mode = Mode.live
    ticket_id: str | None = None
    gate: str = ""
    by: Staff
    at: datetime
    logged_at: datetime
    nonce: str
    first_id: str | None = None
    undoes: str | None = None
    reason: str = ""
    conflict: bool = False
    overridden: bool = False

    @property
    def moved(self) -> bool:
        """Whether somebody went through the door, as far as this log knows."""
        return self.kind is Kind.scan and self.result is Result.ok


@dataclass(frozen=True, slots=True)
class TicketSeen:
    """A ticket as the person at the door sees it: whose, and which of how many.

    `not_in` are the tickets of the same booking that are valid and have not been used, this one
    apart.
    """

    id: str
    holder: str
    number: int
    of: int
    booking_id: str
    reference: str
    not_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class First:
    """The entry that let a ticket in."""

    at: datetime
    gate: str
    by: str


@dataclass(frozen=True, slots=True)
class EventSeen:
    """The event that a ticket is for, and when its doors are open."""

    id: str
    name: str
    starts_at: datetime
    doors_open_at: datetime
    ends_at: datetime
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What to tell the person at the door. Without an `id` nothing was kept."""

    id: str | None
    result: Result
    direction: Direction
    at: datetime
    event: EventSeen | None
    ticket: TicketSeen | None = None
    first: First | None = None
    replayed: bool = False
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """A scan that was taken back, by which entry, and whether its ticket counts as inside now."""

    id: str
    undoes: str
    at: datetime
    inside: bool
    replayed: bool = False
