"""Working at a door: scanning, taking back, admitting by name, and looking at what happened."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from ticketapp.bookings import tickets
from ticketapp.core.context import Context
from ticketapp.core.errors import Forbidden, NotFound
from ticketapp.core.limits import Limit
from ticketapp.core.paging import Page, PageRequest
from ticketapp.door import repository, rules
from ticketapp.door.access import require_door, require_staff, works_at
from ticketapp.door.engine import open_door, read_tickets, request_decision
from ticketapp.door.models import (
    Direction,
    Doorkeeper,
    LogEntry,
    Presented,
    Result,
    Scan,
    Undo,
    Undone,
    Verdict,
)
from ticketapp.door.repository import LogFilter
from ticketapp.events.service import get_event
from ticketapp.tickets.codes import typed_code
from ticketapp.tickets.tokens import signer_for

SCANS = Limit("scans", "10/second")
LARGEST_UPLOAD = 500
LONGEST_CODE = 1_000


def read(ctx: Context, text: str) -> Presented:
    """What is held to a scanner, or typed: a genuine token, a well-formed code, or nothing."""
    token = signer_for(ctx.settings).read(text)
    if token is not None:
        return Presented(ticket_id=token.ticket_id, version=token.version)
    return Presented(code=typed_code(text))


async def scan(ctx: Context, event_id: str, wish: Scan) -> Verdict:
    """Judge a scan and keep it; the same nonce gets the same verdict again, and nothing more.

    One that is no ticket's, or may not pass, has a result like any other.
    """
    require_door(wish.keeper, event_id)
    verdict = await request_decision(ctx, event_id, wish)
    assert isinstance(verdict, Verdict)
    return verdict


async def scan_all(ctx: Context, event_id: str, wishes: Sequence[Scan]) -> list[Verdict]:
    """`scan` for many, each on its own, in this order."""
    return list(await asyncio.gather(*(scan(ctx, event_id, wish) for wish in wishes)))


async def admit(
    ctx: Context,
    event_id: str,
    keeper: Doorkeeper,
    ticket_ids: Sequence[str],
    nonce: str,
    gate: str,
) -> list[Verdict]:
    """Let in tickets that were found by name, or the rest of a group; a verdict on each.

    The nonce stands for all of them together: repeating it does no harm.
    """
    wishes = [
        Scan(
            presented=Presented(ticket_id=each),
            nonce=f"{nonce} {each}",
            keeper=keeper,
            gate=gate,
        )
        for each in ticket_ids
    ]
    return await scan_all(ctx, event_id, wishes)


async def validate(
    ctx: Context, keeper: Doorkeeper, text: str, event_id: str | None = None
) -> Verdict:
    """What scanning this would come to now, at the doors of that event or of the ticket's own.

    Nothing is kept. A ticket for doors where the caller does not work is one for another event.
    """
    presented = read(ctx, text)
    if event_id is None:
        require_staff(keeper)
        event_id = await _own_event(ctx, keeper, presented)
        if event_id is None:
            return Verdict(
                id=None,
                result=Result.invalid,
                direction=Direction.entry,
                at=ctx.clock.now(),
                event=None,
            )
    else:
        require_door(keeper, event_id)
    door = await open_door(ctx, None, event_id)
    if door is None:
        raise NotFound
    await read_tickets(ctx, None, door, [presented])
    verdict = rules.look(door, presented)
    if not _may_work_at(keeper, event_id):
        return replace(verdict, result=Result.wrong_event, ticket=None, first=None)
    return verdict


async def undo(ctx: Context, keeper: Doorkeeper, entry_id: str, reason: str = "") -> Undone:
    """Take a scan back, by a new entry in the log; refuses another's, and one's own too late."""
    require_staff(keeper)
    found = await repository.by_ids(ctx.db, None, [entry_id])
    if not found or not _may_work_at(keeper, found[0].event_id):
        raise NotFound
    require_door(keeper, found[0].event_id)
    undone = await request_decision(ctx, found[0].event_id, Undo(entry_id, keeper, reason))
    assert isinstance(undone, Undone)
    return undone


async def find_log(
    ctx: Context, keeper: Doorkeeper, event_id: str, wanted: LogFilter, part: PageRequest
) -> Page[LogEntry]:
    """What happened at an event's doors, the latest first; for admins."""
    if not keeper.is_admin:
        raise Forbidden
    event = await get_event(ctx, keeper.actor, event_id)
    return await repository.page_of_log(ctx.db, event.id, wanted, part)


async def _own_event(ctx: Context, keeper: Doorkeeper, presented: Presented) -> str | None:
    """The event of this ticket; a pass knows no other than its own."""
    if keeper.event_id is not None:
        return keeper.event_id
    ids = {presented.ticket_id} if presented.ticket_id else set[str]()
    codes = {presented.code} if presented.code else set[str]()
    found = await tickets.bookings_of(ctx.db, None, ids, codes)
    return found[0].event_id if found else None


def _may_work_at(keeper: Doorkeeper, event_id: str) -> bool:
    if keeper.actor.is_system:
        return True
    return keeper.event_id in {None, event_id} and works_at(keeper.actor, event_id)
