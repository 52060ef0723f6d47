"""How a door decides: pure, in memory, one scan after the other in order of arrival.

The functions here move a `Door` on, which holds what one transaction has read of an event.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ticketapp.bookings.models import Ticket
from ticketapp.core.clock import to_milliseconds
from ticketapp.core.errors import Forbidden, NotFound
from ticketapp.door.doors import Door, Seat, Standing
from ticketapp.door.errors import NothingToUndo, UndoExpired
from ticketapp.door.models import (
    UNDO_OWN_WITHIN,
    Direction,
    EventSeen,
    First,
    Kind,
    LogEntry,
    Mode,
    Presented,
    Result,
    Scan,
    TicketSeen,
    Undo,
    Undone,
    Verdict,
)
from ticketapp.events.models import Event, EventStatus


def judge(
    event: Event, seat: Seat | None, presented: Presented, direction: Direction, moment: datetime
) -> Result:
    """What a scan comes to, without doing it: the first of these checks that says no, or ok."""
    if seat is None or (presented.version or 0) > seat.ticket.version:
        return Result.invalid  # what is signed but newer than the ticket never was a ticket
    if seat.booking.event_id != event.id:
        return Result.wrong_event
    if direction is Direction.exit and seat.ticket.inside and _is_latest(seat.ticket, presented):
        return Result.ok  # who is inside may leave, whatever became of event and ticket meanwhile
    if event.status is EventStatus.cancelled or not _is_live(seat.ticket, presented):
        return Result.void
    if moment < event.doors_open:
        return Result.not_open
    return Result.over if moment >= event.ends_at else _moved(event, seat.ticket, direction)


def _is_latest(ticket: Ticket, presented: Presented) -> bool:
    """Whether no newer version of the ticket was issued than the one that is shown."""
    return presented.version in {None, ticket.version}


def _is_live(ticket: Ticket, presented: Presented) -> bool:
    return ticket.is_valid and _is_latest(ticket, presented)


def _moved(event: Event, ticket: Ticket, direction: Direction) -> Result:
    if direction is Direction.exit:
        return Result.ok if ticket.inside else Result.not_inside
    was_in = ticket.checked_in_at is not None
    return Result.already_in if ticket.inside or (was_in and not event.reentry) else Result.ok


def scan(door: Door, wish: Scan) -> Verdict:
    """Judge a scan, keep it, and let the ticket in or out if it may.

    A nonce that the same scanner sent before gets its verdict again; if it comes with another
    ticket it is no verdict on that one, and nothing is kept.
    """
    ticket_id = door.ticket_id_of(wish.presented)
    seat = door.seat_of(ticket_id)
    earlier = door.judged(wish.nonce, wish.keeper.staff)
    if earlier is not None:
        found = ticket_id if seat else None
        if (earlier.ticket_id, earlier.direction) != (found, wish.direction):
            return _nothing(door, wish.direction)
        if earlier.mode is Mode.live and _is_conflict(wish, earlier.result):
            return _unheard(door, wish, earlier)
        return verdict_on(door, earlier, replayed=True)
    moment = _moment_of(door, wish)
    result = judge(door.event, seat, wish.presented, wish.direction, moment)
    entry = LogEntry(
        id=door.new_id(),
        event_id=door.event.id,
        result=result,
        direction=wish.direction,
        mode=wish.mode,
        ticket_id=ticket_id if seat else None,
        gate=wish.gate,
        by=wish.keeper.staff,
        at=moment,
        logged_at=door.now,
        nonce=wish.nonce,
        first_id=seat.ticket.admitted_by if seat and result is Result.already_in else None,
        conflict=_is_conflict(wish, result),
        overridden=wish.overridden and wish.mode is Mode.upload,
    )
    door.keep(entry)
    if seat and result is Result.ok:
        entered = wish.direction is Direction.entry
        first = door.log[seat.ticket.admitted_by] if seat.ticket.admitted_by else entry
        door.move(seat.ticket.id, Standing(first, inside=entered))
    return verdict_on(door, entry)


def _unheard(door: Door, wish: Scan, earlier: LogEntry) -> Verdict:
    """The scanner let somebody in by itself, because no answer came: the answer had been no.

    What was judged stays as it is; that they came in is kept beside it, once.
    """
    kept = door.judged(unheard_nonce(wish.nonce), wish.keeper.staff)
    if kept is not None:
        return verdict_on(door, kept, replayed=True)
    entry = replace(
        earlier,
        id=door.new_id(),
        number=0,
        mode=Mode.upload,
        gate=wish.gate,
        by=wish.keeper.staff,
        at=_moment_of(door, wish),
        logged_at=door.now,
        nonce=unheard_nonce(wish.nonce),
        conflict=True,
        overridden=wish.overridden,
    )
    door.keep(entry)
    return verdict_on(door, entry)


def unheard_nonce(nonce: str) -> str:
    """Under which it is kept that a scanner did not hear what was judged under `nonce`.

    The space keeps it apart from what a client can send.
    """
    return f"{nonce} unheard"


def _moment_of(door: Door, wish: Scan) -> datetime:
    """When it was scanned, by an upload's own word, but never later than now."""
    if wish.mode is Mode.upload and wish.scanned_at:
        return min(to_milliseconds(wish.scanned_at), door.now)
    return door.now


def undo(door: Door, wish: Undo) -> Undone:
    """Take a scan back: one's own within 15 minutes, an admin any. Twice is as good as once."""
    target = door.log.get(wish.entry_id)
    if target is None or target.event_id != door.event.id:
        raise NotFound
    earlier = door.undo_of.get(target.id)
    if earlier is not None:
        seat = door.seat_of(target.ticket_id)
        inside = seat is not None and seat.ticket.inside
        return Undone(earlier.id, target.id, earlier.at, inside, replayed=True)
    _require_undoable(door, wish, target)
    assert target.ticket_id is not None
    entry_id = door.new_id()
    entry = replace(
        target,
        id=entry_id,
        number=0,
        kind=Kind.undo,
        mode=Mode.live,
        by=wish.keeper.staff,
        at=door.now,
        logged_at=door.now,
        nonce=f"undo {entry_id}",  # with a space, as no client's is
        undoes=target.id,
        reason=wish.reason,
    )
    door.keep(entry)
    now = standing(door.log_of[target.ticket_id])
    door.move(target.ticket_id, now)
    return Undone(entry.id, target.id, entry.at, now.inside)


def standing(entries: Iterable[LogEntry]) -> Standing:
    """Where a ticket stands by all entries of the log about it, in their order."""
    entries = list(entries)
    undone = {entry.undoes for entry in entries}
    moves = [entry for entry in entries if entry.moved and entry.id not in undone]
    entered = [entry for entry in moves if entry.direction is Direction.entry]
    inside = bool(moves) and moves[-1].direction is Direction.entry
    return Standing(entered[0] if entered else None, inside)


def verdict_on(door: Door, entry: LogEntry, *, replayed: bool = False) -> Verdict:
    """What a kept scan tells the person at the door."""
    first = door.log.get(entry.first_id) if entry.first_id else None
    seat = door.seat_of(entry.ticket_id)
    return Verdict(
        id=entry.id,
        result=entry.result,
        direction=entry.direction,
        at=entry.at,
        event=_event_of(door, seat),
        ticket=ticket_seen(seat) if seat and entry.result is not Result.wrong_event else None,
        first=First(first.at, first.gate, first.by.name) if first else None,
        replayed=replayed,
        conflict=entry.conflict,
    )


def look(door: Door, presented: Presented) -> Verdict:
    """What a scan at this moment would come to; nothing is kept and nothing changes."""
    seat = door.seat_of(door.ticket_id_of(presented))
    result = judge(door.event, seat, presented, Direction.entry, door.now)
    first = None
    if seat and result is Result.already_in and seat.ticket.admitted_by:
        first = door.log.get(seat.ticket.admitted_by)
    return Verdict(
        id=None,
        result=result,
        direction=Direction.entry,
        at=door.now,
        event=_event_of(door, seat),
        ticket=ticket_seen(seat) if seat and result is not Result.wrong_event else None,
        first=First(first.at, first.gate, first.by.name) if first else None,
    )


def ticket_seen(seat: Seat) -> TicketSeen:
    booking, ticket = seat.booking, seat.ticket
    return TicketSeen(
        id=ticket.id,
        holder=ticket.holder.name,
        number=seat.index + 1,
        of=len(booking.tickets),
        booking_id=booking.id,
        reference=booking.reference,
        not_in=tuple(
            each.id
            for each in booking.valid_tickets
            if each.id != ticket.id and each.checked_in_at is None
        ),
    )


def event_seen(event: Event) -> EventSeen:
    return EventSeen(
        event.id, event.name, event.starts_at, event.doors_open, event.ends_at, event.timezone
    )


def _event_of(door: Door, seat: Seat | None) -> EventSeen | None:
    """The event that the ticket is for; the door's own if there is no ticket."""
    event_id = seat.booking.event_id if seat else door.event.id
    event = door.event if event_id == door.event.id else door.events.get(event_id)
    return event_seen(event) if event else None


def _nothing(door: Door, direction: Direction) -> Verdict:
    return Verdict(
        id=None,
        result=Result.invalid,
        direction=direction,
        at=door.now,
        event=_event_of(door, None),
    )


def _is_conflict(wish: Scan, result: Result) -> bool:
    """Whether a scanner without network let somebody in whom the log does not.

    One that does not say what it had shown is taken to have admitted whoever had a genuine ticket
    that was used elsewhere.
    """
    if wish.mode is not Mode.upload or wish.direction is Direction.exit or result is Result.ok:
        return False
    return wish.shown is Result.ok or (wish.shown is None and result is Result.already_in)


def _require_undoable(door: Door, wish: Undo, target: LogEntry) -> None:
    if not wish.keeper.is_admin:
        if not target.by.is_same_as(wish.keeper.staff):
            raise Forbidden
        if door.now - target.logged_at > UNDO_OWN_WITHIN:
            raise UndoExpired
    if not target.moved:
        raise NothingToUndo
