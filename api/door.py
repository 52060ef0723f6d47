"""The door as the API shows it, and the bodies of requests about it."""

from typing import Annotated, Any

from pydantic import Field

from api.bookings import TicketId
from api.people import NO_CONTROL_CHARACTERS
from api.schemas import AnswerBody, Moment, RequestBody, Time
from ticketapp.core.i18n import Locale
from ticketapp.door import attendees, figures, models, passes, service
from ticketapp.door.models import Direction, Doorkeeper, Kind, Mode, Result, Verdict
from ticketapp.door.words import message_of

LARGEST_GROUP = 50

Code = Annotated[
    str,
    Field(
        max_length=service.LONGEST_CODE,
        description="What the QR code says, or the typed code, in any case and grouping.",
        examples=["7K3M-9XQT-2VHD"],
    ),
]
Nonce = Annotated[
    str,
    Field(
        pattern=r"^[!-~]{1,64}$",
        description="Made up by the scanner for this scan; sent again with it, it is judged once.",
        examples=["9f1c2d3e4b5a"],
    ),
]
Gate = Annotated[
    str,
    Field(max_length=passes.GATE_LENGTH, pattern=NO_CONTROL_CHARACTERS, examples=["North"]),
]


class CodeIn(RequestBody):
    """Something that may be a ticket."""

    code: Code
    event_id: Annotated[
        str | None,
        Field(max_length=200, description="The doors; left out, those of the ticket's own event."),
    ] = None


class ScanIn(RequestBody):
    """One scan."""

    code: Code
    nonce: Nonce
    gate: Gate = ""
    direction: Annotated[Direction, Field(strict=False)] = Direction.entry
    scanned_at: Annotated[Moment | None, Field(description="When an uploaded scan was made.")] = (
        None
    )
    mode: Annotated[
        Mode, Field(strict=False, description="`upload` for scans made without network.")
    ] = Mode.live
    shown: Annotated[
        Result | None,
        Field(strict=False, description="Of an upload: what the scanner had said by itself."),
    ] = None
    overridden: Annotated[
        bool,
        Field(description="Of an upload: admitted although the scanner's snapshot was too old."),
    ] = False


class ScansIn(RequestBody):
    """Scans that were made without network, in their order."""

    scans: Annotated[list[ScanIn], Field(min_length=1, max_length=service.LARGEST_UPLOAD)]


class AdmissionIn(RequestBody):
    """Tickets to let in without scanning them: found by name, or the rest of a group."""

    ticket_ids: Annotated[list[TicketId], Field(min_length=1, max_length=LARGEST_GROUP)]
    nonce: Nonce
    gate: Gate = ""


class UndoIn(RequestBody):
    reason: Annotated[str, Field(max_length=200, pattern=NO_CONTROL_CHARACTERS)] = ""


class PassIn(RequestBody):
    """A pass for a device."""

    label: Annotated[
        str,
        Field(min_length=1, max_length=60, pattern=NO_CONTROL_CHARACTERS, examples=["Phone 1"]),
    ]
    gate: Gate = ""
    hours: Annotated[int, Field(ge=1, le=24)] = 12


class DoorEvent(AnswerBody):
    """What a ticket is for, and when its doors are open."""

    id: str
    name: str
    starts_at: Time
    doors_open_at: Time
    ends_at: Time
    timezone: str

    @classmethod
    def of(cls, event: models.EventSeen) -> "DoorEvent":
        return DoorEvent(**{name: getattr(event, name) for name in cls.model_fields})


class DoorTicket(AnswerBody):
    """A ticket as the person at the door sees it."""

    id: str
    holder: str
    number: int = Field(description="Which of the booking's tickets, from 1.")
    of: int = Field(description="How many the booking has.")
    booking_id: str
    reference: str
    not_in: list[str] = Field(
        description="The other valid tickets of the booking that were not used yet."
    )

    @classmethod
    def shown(cls, ticket: models.TicketSeen) -> "DoorTicket":
        values: dict[str, Any] = {name: getattr(ticket, name) for name in cls.model_fields}
        values["not_in"] = list(ticket.not_in)
        return DoorTicket(**values)


class FirstEntry(AnswerBody):
    """The scan that let a ticket in."""

    at: Time
    gate: str
    by: str


class ScanResult(AnswerBody):
    """What to tell the person at the door."""

    id: str | None = Field(description="The entry in the log; null if nothing was kept.")
    result: Result
    message: str = Field(examples=["Let them in."])
    direction: Direction
    at: Time
    event: DoorEvent | None = Field(description="The event that the ticket is for.")
    ticket: DoorTicket | None
    first: FirstEntry | None = Field(description="For `already_in`: what let it in before.")
    replayed: bool = Field(description="Whether this nonce was judged before.")
    conflict: bool = Field(description="Whether somebody was let in who should not have been.")

    @classmethod
    def of(cls, verdict: Verdict, locale: Locale) -> "ScanResult":
        first = verdict.first
        return ScanResult(
            id=verdict.id,
            result=verdict.result,
            message=message_of(verdict, locale),
            direction=verdict.direction,
            at=verdict.at,
            event=DoorEvent.of(verdict.event) if verdict.event else None,
            ticket=DoorTicket.shown(verdict.ticket) if verdict.ticket else None,
            first=FirstEntry(at=first.at, gate=first.gate, by=first.by) if first else None,
            replayed=verdict.replayed,
            conflict=verdict.conflict,
        )


class ScanResults(AnswerBody):
    """A result for each scan, in their order."""

    results: list[ScanResult]

    @classmethod
    def of(cls, verdicts: list[Verdict], locale: Locale) -> "ScanResults":
        return ScanResults(results=[ScanResult.of(each, locale) for each in verdicts])


class UndoneScan(AnswerBody):
    """A scan that was taken back."""

    id: str = Field(description="The entry of the log that takes it back.")
    undoes: str
    at: Time
    inside: bool = Field(description="Whether the ticket counts as inside now.")
    replayed: bool

    @classmethod
    def of(cls, undone: models.Undone) -> "UndoneScan":
        return UndoneScan(**{name: getattr(undone, name) for name in cls.model_fields})


class DoorAttendee(AnswerBody):
    """A valid ticket that was found by name."""

    ticket: DoorTicket
    email: str = Field(description="Masked unless an admin asks.", examples=["r•••@e•••.org"])
    checked_in: bool
    inside: bool

    @classmethod
    def of(cls, row: attendees.AttendeeRow) -> "DoorAttendee":
        return DoorAttendee(
            ticket=DoorTicket.shown(row.ticket),
            email=row.email,
            checked_in=row.checked_in,
            inside=row.inside,
        )


class DoorAttendees(AnswerBody):
    items: list[DoorAttendee]


class GateFigures(AnswerBody):
    gate: str
    entered: int
    left: int
    refused: int


class MinuteFigures(AnswerBody):
    at: Time
    entered: int
    left: int
    refused: int


class DoorFigures(AnswerBody):
    """`admitted` and `inside` count tickets; the rest counts scans."""

    capacity: int
    booked: int
    admitted: int = Field(description="Tickets that were let in at least once.")
    inside: int = Field(description="Tickets whose last movement was an entry.")
    refused: int
    refused_by_result: dict[Result, int]
    by_gate: list[GateFigures]
    per_minute: list[MinuteFigures] = Field(
        description="Minutes in which something happened, of the last 24 hours of it."
    )

    @classmethod
    def of(cls, seen: figures.DoorStats) -> "DoorFigures":
        def shown(each: figures.GateStats | figures.MinuteStats) -> dict[str, object]:
            return {name: getattr(each, name) for name in each.__slots__}

        return DoorFigures(
            capacity=seen.capacity,
            booked=seen.booked,
            admitted=seen.admitted,
            inside=seen.inside,
            refused=seen.refused,
            refused_by_result=dict(seen.refused_by_result),
            by_gate=[GateFigures.model_validate(shown(each)) for each in seen.by_gate],
            per_minute=[MinuteFigures.model_validate(shown(each)) for each in seen.per_minute],
        )


class LoggedScan(AnswerBody):
    """An entry of the door's log."""

    id: str
    number: int = Field(description="Its place in the event's log.")
    kind: Kind
    result: Result
    direction: Direction
    mode: Mode
    ticket_id: str | None
    gate: str
    by: str
    pass_id: str | None
    at: Time = Field(description="When it was scanned.")
    logged_at: Time
    first_id: str | None = Field(description="The entry that stood against it.")
    undoes: str | None = Field(description="The entry that it takes back.")
    reason: str
    conflict: bool
    overridden: bool

    @classmethod
    def of(cls, entry: models.LogEntry) -> "LoggedScan":
        values: dict[str, Any] = {name: getattr(entry, name, None) for name in cls.model_fields}
        values["by"], values["pass_id"] = entry.by.name, entry.by.pass_id
        return LoggedScan(**values)


class ConflictFound(AnswerBody):
    """Somebody was let in without network, whom the log would not have let in."""

    admitted: LoggedScan = Field(description="The scan that was uploaded later.")
    against: LoggedScan | None = Field(description="What had let the same ticket in.")
    ticket: DoorTicket | None


class SigningKey(AnswerBody):
    id: int = Field(description="The number in a token's first byte.")
    key: str = Field(description="The raw Ed25519 public key, in base64.")


class DoorSnapshot(AnswerBody):
    """What a scanner needs to work without network."""

    as_of: Time
    event: DoorEvent
    reentry: bool
    fingerprint: str = Field(description="Bytes 1 to 4 of this event's tokens, in base64.")
    keys: list[SigningKey]
    count: int = Field(description="How many tickets there are.")
    tickets: str = Field(
        description="In base64, 20 bytes a ticket, ordered by id: 10 its id as in the token, "
        "1 version, 1 state (0 not used, 1 inside, 2 was in and left, 3 void), 8 the beginning of "
        "SHA-256 of `<event id>/<code>`, the code without separators."
    )


class DoorPass(AnswerBody):
    """A device's way to one event's doors."""

    id: str
    event_id: str
    label: str
    gate: str
    created_at: Time
    expires_at: Time
    revoked_at: Time | None

    @classmethod
    def of(cls, found: passes.Pass) -> "DoorPass":
        return DoorPass(**{name: getattr(found, name) for name in cls.model_fields})


class NewDoorPass(DoorPass):
    """A pass with its token, which is shown this once."""

    token: str = Field(description="Goes into `Authorization: Bearer`, for calls of this door.")
    link: str = Field(description="Opens the scanner with this pass.")
    qr_svg: str = Field(description="The link as a QR code.")


def keeper_locale(keeper: Doorkeeper) -> Locale:
    return keeper.actor.origin.locale
