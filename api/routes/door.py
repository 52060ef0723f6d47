"""The door: scanning, taking back, finding people, figures. For staff, admins and devices."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import Ctx
from api.door import (
    AdmissionIn,
    CodeIn,
    ConflictFound,
    DoorAttendee,
    DoorAttendees,
    DoorFigures,
    DoorSnapshot,
    DoorTicket,
    LoggedScan,
    ScanIn,
    ScanResult,
    ScanResults,
    ScansIn,
    UndoIn,
    UndoneScan,
    keeper_locale,
)
from api.doorkeepers import NEEDS_DOORKEEPER, AtTheDoor, Post, Staff, limited_device
from api.etags import AS_KNOWN
from api.lists import ListQuery
from api.people import NO_CONTROL_CHARACTERS
from api.problems import refusals
from api.schemas import PageOf
from ticketapp.core.clock import to_rfc3339
from ticketapp.core.context import Context
from ticketapp.core.errors import Invalid
from ticketapp.door import attendees, conflicts, figures, service
from ticketapp.door.access import event_id_of
from ticketapp.door.errors import NothingToUndo, UndoExpired
from ticketapp.door.models import Result, Scan
from ticketapp.door.repository import LogFilter
from ticketapp.door.snapshot import take_snapshot
from ticketapp.web.body_limit import KB
from ticketapp.web.negotiation import best_encoding, has_current

router = APIRouter(tags=["Door"])

# 500 scans, each as long as it may be.
LARGER_BODIES = {r"/api/v1/events/[^/]+/checkins/batch": 1024 * KB}
_CHECKINS = "/events/{event_id}/checkins"


@router.post(
    "/tickets/validate", responses=refusals(*NEEDS_DOORKEEPER), dependencies=[limited_device()]
)
async def validate_ticket(ctx: Ctx, keeper: Staff, given: CodeIn) -> ScanResult:
    """What scanning this ticket would come to now. Nothing is kept, nothing changes."""
    event_id = given.event_id and await event_id_of(ctx, keeper, given.event_id)
    verdict = await service.validate(ctx, keeper, given.code, event_id)
    return ScanResult.of(verdict, keeper_locale(keeper))


@router.post(
    _CHECKINS,
    response_model=ScanResult,
    responses=refusals(*NEEDS_DOORKEEPER),
    dependencies=[limited_device()],
)
async def scan_ticket(ctx: Ctx, post: AtTheDoor, given: ScanIn) -> Response:
    """Scan a ticket. Safe to repeat with the same nonce."""
    verdict = await service.scan(ctx, post.event_id, _scan(ctx, post, given))
    told = ScanResult.of(verdict, keeper_locale(post.keeper))
    return Response(told.model_dump_json(), media_type="application/json")  # told once, not twice


@router.post(
    f"{_CHECKINS}/batch", responses=refusals(*NEEDS_DOORKEEPER), dependencies=[limited_device()]
)
async def scan_tickets(ctx: Ctx, post: AtTheDoor, given: ScansIn) -> ScanResults:
    """Scan up to 500 tickets, each on its own. Safe to repeat with the same nonces."""
    scans = [_scan(ctx, post, each) for each in given.scans]
    verdicts = await service.scan_all(ctx, post.event_id, scans)
    return ScanResults.of(verdicts, keeper_locale(post.keeper))


@router.post(
    f"{_CHECKINS}/admit", responses=refusals(*NEEDS_DOORKEEPER), dependencies=[limited_device()]
)
async def admit_tickets(ctx: Ctx, post: AtTheDoor, given: AdmissionIn) -> ScanResults:
    """Let in tickets found by name, or the rest of a group. Safe to repeat with the same nonce."""
    verdicts = await service.admit(
        ctx, post.event_id, post.keeper, given.ticket_ids, given.nonce, given.gate
    )
    return ScanResults.of(verdicts, keeper_locale(post.keeper))


@router.post(
    "/checkins/{entry_id}/undo",
    responses=refusals(*NEEDS_DOORKEEPER, UndoExpired, NothingToUndo),
    dependencies=[limited_device()],
)
async def undo_scan(
    ctx: Ctx, keeper: Staff, entry_id: str, given: UndoIn | None = None
) -> UndoneScan:
    """Take a scan back: one's own within 15 minutes, an admin any. Both stay in the log."""
    reason = given.reason if given else ""
    return UndoneScan.of(await service.undo(ctx, keeper, entry_id, reason))


@router.get(
    "/events/{event_id}/attendees",
    responses=refusals(*NEEDS_DOORKEEPER, Invalid),
    dependencies=[limited_device()],
)
async def find_attendees(
    ctx: Ctx,
    post: AtTheDoor,
    q: Annotated[
        str,
        Query(
            min_length=attendees.FEWEST_SIGNS,
            max_length=100,
            pattern=NO_CONTROL_CHARACTERS,
            description="Beginnings of words of a name or reference, or of a code; of an address "
            "the whole, or its beginnings for admins.",
        ),
    ],
) -> DoorAttendees:
    """Up to 20 valid tickets, for people who have none to show."""
    rows = await attendees.find_attendees(ctx, post.keeper, post.event_id, q)
    return DoorAttendees(items=[DoorAttendee.of(row) for row in rows])


@router.get(
    f"{_CHECKINS}/stats", responses=refusals(*NEEDS_DOORKEEPER), dependencies=[limited_device()]
)
async def read_door_stats(ctx: Ctx, post: AtTheDoor) -> DoorFigures:
    """What happened at an event's doors, in figures."""
    return DoorFigures.of(await figures.stats(ctx, post.keeper, post.event_id))


@router.get(_CHECKINS, responses=refusals(*NEEDS_DOORKEEPER), dependencies=[limited_device()])
async def list_scans(
    ctx: Ctx,
    post: AtTheDoor,
    wanted: ListQuery,
    *,
    result: Result | None = None,
    gate: Annotated[
        str | None, Query(max_length=40, pattern=NO_CONTROL_CHARACTERS, description="This alone.")
    ] = None,
) -> PageOf[LoggedScan]:
    """The log of an event's doors, the latest entry first; for admins."""
    fitting = LogFilter(result=result, gate=gate)
    page = await service.find_log(ctx, post.keeper, post.event_id, fitting, wanted.part)
    return wanted.answer(page, LoggedScan.of)


@router.get(
    f"{_CHECKINS}/conflicts", responses=refusals(*NEEDS_DOORKEEPER), dependencies=[limited_device()]
)
async def list_conflicts(ctx: Ctx, post: AtTheDoor, wanted: ListQuery) -> PageOf[ConflictFound]:
    """Who was let in without network and should not have been, the latest first; for admins."""
    page = await conflicts.find_conflicts(ctx, post.keeper, post.event_id, wanted.part)
    return wanted.answer(page, _conflict)


@router.get(
    "/events/{event_id}/snapshot",
    response_model=DoorSnapshot,
    responses=refusals(*NEEDS_DOORKEEPER) | AS_KNOWN,
    dependencies=[limited_device()],
)
async def read_snapshot(ctx: Ctx, post: AtTheDoor, request: Request) -> Response:
    """Every ticket of the event as it stands now, without names, for scanners without network.

    The ETag is another one when anything but `as_of` differs; the header `Snapshot-As-Of` tells
    that also with a 304.
    """
    taken = await take_snapshot(ctx, post.keeper, post.event_id)
    zipped = bool(best_encoding(request.headers, ("gzip",)))
    tag = f'"{taken.tag}{"-gzip" * zipped}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding",
        "Snapshot-As-Of": to_rfc3339(taken.as_of),
    }
    if has_current(request.headers, tag):
        return Response(status_code=304, headers=headers)
    if not zipped:
        return Response(taken.body, headers=headers, media_type="application/json")
    headers["Content-Encoding"] = "gzip"
    return Response(taken.compressed, headers=headers, media_type="application/json")


def _scan(ctx: Context, post: Post, given: ScanIn) -> Scan:
    return Scan(
        presented=service.read(ctx, given.code),
        nonce=given.nonce,
        keeper=post.keeper,
        gate=given.gate.strip(),
        direction=given.direction,
        mode=given.mode,
        scanned_at=given.scanned_at,
        shown=given.shown,
        overridden=given.overridden,
    )


def _conflict(found: conflicts.Conflict) -> ConflictFound:
    return ConflictFound(
        admitted=LoggedScan.of(found.admitted),
        against=LoggedScan.of(found.against) if found.against else None,
        ticket=DoorTicket.shown(found.ticket) if found.ticket else None,
    )
