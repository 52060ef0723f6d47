"""The door's engine: what many scanners of an event report is judged in one transaction.

Scans of an event go through a lane of their own, beside that of its sale (docs/adr/0018). A batch
is read, decided (`rules`) and written in ONE transaction: the tickets, the log, the figures and
the entry in the audit trail. Between processes the event's figures decide, which everybody
writes; between door and sale it is the booking: of two transactions that write it one begins
again, and sees what the other did.
"""

import hashlib
import time
from collections.abc import Iterable, Sequence

from ticketapp.audit.service import Target, record
from ticketapp.bookings import repository as bookings
from ticketapp.bookings import tickets
from ticketapp.core import metrics
from ticketapp.core.actor import system
from ticketapp.core.context import Context
from ticketapp.core.db import DuplicateKey, Session
from ticketapp.core.errors import NotFound, Refusal
from ticketapp.core.turns import Contested
from ticketapp.door import repository, rules
from ticketapp.door.doors import Door
from ticketapp.door.models import LogEntry, Mode, Presented, Scan, Undo, Undone, Verdict
from ticketapp.door.schema import FIGURES
from ticketapp.events.repository import event_of

Wish = Scan | Undo
Decision = Verdict | Undone
SCANNED = "door.scanned"
_CONFLICTS_AT_MOST = 5
_RECORDER = system("door")


async def request_decision(ctx: Context, event_id: str, wish: Wish) -> Decision:
    """What comes of a scan or an undo when it is its turn; refusals are raised.

    Refuses at once (`Unavailable`) when too many wait at this event's doors already.
    """

    async def work(wishes: Sequence[Wish]) -> Sequence[Decision | Exception]:
        return await decide(ctx, event_id, wishes)

    async def ready() -> None:
        await ctx.turns.give_way(_written(event_id))

    return await ctx.lanes.submit(f"door/{event_id}", "decision", wish, work, ready=ready)


def _written(event_id: str) -> Contested:
    """What every batch writes: the door's figures."""
    return Contested(FIGURES.name, event_id)


async def decide(
    ctx: Context, event_id: str, wishes: Sequence[Wish]
) -> Sequence[Decision | Exception]:
    """Decide these in order, in one transaction; a decision or refusal for each."""

    async def work(session: Session) -> tuple[Sequence[Decision | Exception], list[LogEntry]]:
        return await _decide_once(ctx, session, event_id, wishes)

    began = time.perf_counter()
    for attempt in range(_CONFLICTS_AT_MOST):
        try:
            outcomes, kept = await ctx.turns.transaction(_written(event_id), work)
            break
        except DuplicateKey:  # another process kept one of these nonces a moment ago
            if attempt == _CONFLICTS_AT_MOST - 1:
                raise
    else:
        raise AssertionError
    metrics.door_batch_seconds.observe(time.perf_counter() - began)
    for entry in kept:
        metrics.scans.labels(entry.kind.value, entry.result.value).inc()
    return outcomes


async def open_door(ctx: Context, session: Session | None, event_id: str) -> Door | None:
    """The event's doors, nothing read yet about what is held to them; None without the event."""
    document = await bookings.find_event(ctx.db, event_id, session)
    return Door(event_of(document), ctx.clock.now(), ctx.ids.new) if document else None


async def read_tickets(
    ctx: Context, session: Session | None, door: Door, presented: Iterable[Presented]
) -> None:
    """Read the tickets that are held to the scanners, their events, and what let them in."""
    presented = list(presented)
    ids = {each.ticket_id for each in presented if each.ticket_id}
    ids |= {entry.ticket_id for entry in door.log.values() if entry.ticket_id}
    codes = {each.code for each in presented if each.code}
    door.know(await tickets.bookings_of(ctx.db, session, ids, codes))
    elsewhere = {each.event_id for each in door.bookings.values()} - {door.event.id}
    if elsewhere:
        door.events = await bookings.events_of(ctx.db, elsewhere)
    firsts = {each.admitted_by for booking in door.bookings.values() for each in booking.tickets}
    firsts |= {entry.first_id for entry in door.log.values()}
    unread = {each for each in firsts if each} - door.log.keys()
    door.remember(await repository.by_ids(ctx.db, session, unread))


async def _decide_once(
    ctx: Context, session: Session, event_id: str, wishes: Sequence[Wish]
) -> tuple[Sequence[Decision | Exception], list[LogEntry]]:
    door = await open_door(ctx, session, event_id)
    if door is None:
        return [NotFound() for _ in wishes], []
    scans = [wish for wish in wishes if isinstance(wish, Scan)]
    undos = [wish for wish in wishes if isinstance(wish, Undo)]
    await _read_log(ctx, session, door, scans, undos)
    await read_tickets(ctx, session, door, [wish.presented for wish in scans])
    outcomes = [_decided(door, wish) for wish in wishes]
    await _write(ctx, session, door)
    return outcomes, door.new


async def _read_log(
    ctx: Context, session: Session, door: Door, scans: Sequence[Scan], undos: Sequence[Undo]
) -> None:
    """What was kept under these nonces, and all about the tickets of what is to be undone."""
    if scans:
        nonces = [wish.nonce for wish in scans]
        nonces += [rules.unheard_nonce(each.nonce) for each in scans if each.mode is Mode.upload]
        door.remember(await repository.by_nonces(ctx.db, session, door.event.id, nonces))
    if undos:
        targets = await repository.by_ids(ctx.db, session, [wish.entry_id for wish in undos])
        ids = {each.ticket_id for each in targets if each.ticket_id}
        door.remember(targets)
        door.log_of = await repository.of_tickets(ctx.db, session, ids)
        for entries in door.log_of.values():
            door.remember(entries)


def _decided(door: Door, wish: Wish) -> Decision | Exception:
    try:
        return rules.scan(door, wish) if isinstance(wish, Scan) else rules.undo(door, wish)
    except Refusal as refusal:
        return refusal


async def _write(ctx: Context, session: Session, door: Door) -> None:
    if not door.new:
        return
    seats = [seat for each in door.changed if (seat := door.seat_of(each))]
    await tickets.mark(ctx.db, session, [(seat.booking, seat.ticket) for seat in seats])
    gained = repository.Totals(admitted=door.admitted, inside=door.inside)
    kept = await repository.write(ctx.db, session, door.event.id, door.new, gained, door.log)
    await record(
        ctx, session, _RECORDER, SCANNED, Target(door.event.id, door.event.name),
        after={"first": kept[0].number, "last": kept[-1].number, "seal": seal_of(kept)},
    )  # fmt: skip


def seal_of(entries: Sequence[LogEntry]) -> str:
    """What the audit trail keeps of a batch of the log: no entry of it can be changed unseen.

    Names are left out: who worked at a door may be forgotten.
    """
    seal = hashlib.sha256()
    for entry in entries:
        facts = (
            entry.number, entry.id, entry.kind, entry.result, entry.direction, entry.mode,
            entry.ticket_id, entry.gate, entry.by.user_id, entry.by.pass_id,
            entry.at.isoformat(), entry.nonce, entry.first_id, entry.undoes, entry.conflict,
        )  # fmt: skip
        seal.update(f"{facts}\n".encode())
    return seal.hexdigest()
