"""Somebody beside a door who hears each verdict and reads the log, and counts by themselves."""

from ticketapp.door.models import Direction, Kind, LogEntry, Mode, Result, Scan, Staff, Verdict
from ticketapp.door.rules import unheard_nonce
from ticketapp.events.models import Event

Held = tuple[str, Direction]  # which ticket, which way


def scope(staff: Staff) -> tuple[str, str]:
    """Whose nonces are one's own: a person's, or those of a device by its label."""
    return staff.user_id, staff.name if staff.pass_id else ""


class Stand:
    """Where one ticket stands, by its moves that were not taken back."""

    def __init__(self) -> None:
        self.moves: list[LogEntry] = []

    @property
    def was_in(self) -> bool:
        return any(each.direction is Direction.entry for each in self.moves)

    @property
    def inside(self) -> bool:
        return bool(self.moves) and self.moves[-1].direction is Direction.entry


class Witness:
    def __init__(self) -> None:
        self.log: list[LogEntry] = []
        self._stands: dict[str | None, Stand] = {}
        self._told: dict[tuple[str, str, str], dict[str, Held]] = {}

    @property
    def inside(self) -> int:
        return sum(each.inside for each in self._stands.values())

    @property
    def admitted(self) -> int:
        return len(self.used)

    @property
    def used(self) -> set[str | None]:
        return {ticket_id for ticket_id, stand in self._stands.items() if stand.was_in}

    def hears(self, wish: Scan, held: Held, verdict: Verdict | BaseException) -> bool:
        """A nonce has one verdict for its scanner, and another's says nothing about it; answers
        whether this one is new. Of scans at the same moment the new ones are heard first.
        """
        assert isinstance(verdict, Verdict), verdict
        known = self._told.setdefault((*scope(wish.keeper.staff), wish.nonce), {})
        if verdict.id is None:
            assert verdict.result is Result.invalid
            assert held not in known.values()
            assert known
            return False
        if verdict.replayed:
            assert known[verdict.id] == held
            return False
        assert not known or (len(known) == 1 and verdict.conflict)
        known[verdict.id] = held
        return True

    def reads(self, log: list[LogEntry], event: Event, void: set[str]) -> None:
        """What is new in it was right when it was decided; `void` are tickets that were so then."""
        assert log[: len(self.log)] == self.log
        by_id = {entry.id: entry for entry in log}
        for entry in log[len(self.log) :]:
            if entry.kind is Kind.undo:
                self._takes_back(entry)
            elif entry.result is Result.ok:
                self._moves(entry, event, void)
            else:
                self._refuses(entry, by_id)
        self.log = log
        nonces = [(*scope(each.by), each.nonce) for each in log]
        assert len(nonces) == len(set(nonces))
        unheard = [each for each in log if each.nonce == unheard_nonce(each.nonce.split()[0])]
        assert all(each.conflict for each in unheard)

    def _moves(self, entry: LogEntry, event: Event, void: set[str]) -> None:
        now = self._stands.setdefault(entry.ticket_id, Stand())
        assert not entry.conflict
        if entry.direction is Direction.exit:
            assert now.inside
        else:
            assert not now.inside
            assert event.reentry or not now.was_in
            assert event.doors_open <= entry.at < event.ends_at
            assert entry.ticket_id not in void
        now.moves.append(entry)

    def _takes_back(self, entry: LogEntry) -> None:
        moves = self._stands[entry.ticket_id].moves
        [taken_back] = [each for each in moves if each.id == entry.undoes]
        moves.remove(taken_back)

    def _refuses(self, entry: LogEntry, by_id: dict[str, LogEntry]) -> None:
        assert not entry.conflict or entry.mode is Mode.upload
        if entry.result is Result.already_in:
            assert entry.first_id is not None
            first = by_id[entry.first_id]
            assert (first.ticket_id, first.result) == (entry.ticket_id, Result.ok)
