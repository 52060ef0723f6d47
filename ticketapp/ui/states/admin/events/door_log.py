"""What happened at an event's doors: found by words, filtered, walked by cursors."""

from typing import TypedDict

from pydantic import BaseModel

from ticketapp.door.log import LogLine, read_log
from ticketapp.door.models import Doorkeeper, Kind, Mode, Result
from ticketapp.door.repository import LogFilter
from ticketapp.events import service as events
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Line
from ticketapp.ui.states.admin.events.addressed import ManagedEventScreen
from ticketapp.ui.states.admin.events.door import DoorTabState
from ticketapp.ui.states.admin.screen import AdminList
from ticketapp.ui.states.base import PageState
from ticketapp.ui.words import SCAN_RESULTS, named


class LogFilters(BaseModel):
    q: Line = ""
    result: Result | None = None
    gate: Line = ""
    conflicts: bool = False

    @property
    def wanted(self) -> LogFilter:
        return LogFilter(self.result, self.gate or None, self.conflicts)


class LogQuery(LogFilters):
    """What the address says: also which part of the log."""

    cursor: str = ""

    @property
    def filters(self) -> LogFilters:
        return LogFilters.model_validate(self.model_dump())


class LogOf(LogFilters):
    """Whose log it is; cursors into it fit no other."""

    event: str


class LogRow(TypedDict):
    """`what` is ``in``, ``out``, ``no`` or ``undo``; `told_at` is empty unless told later."""

    id: str
    at: str
    told_at: str
    what: str
    result: str
    holder: str
    number: int
    of: int
    booking: str
    gate: str
    by: str
    first_at: str
    first_gate: str
    conflict: bool
    overridden: bool
    undone: bool
    reason: str


class DoorLogState(ManagedEventScreen, AdminList, PageState):
    """`logged` is how long the event's log was when the list was read."""

    rows: list[LogRow] = []  # noqa: RUF012
    filtered: bool = False
    logged: int = 0

    @action
    async def load(self) -> None:
        ctx, actor, asked = self._context(), await self._admin(), self._asked(LogQuery)
        event = await events.get_event(ctx, actor, self._addressed())
        filters = asked.filters
        whose = LogOf(event=event.id, **filters.model_dump())
        part = self._part(asked.cursor, whose)
        page = await read_log(ctx, Doorkeeper(actor), event.id, filters.wanted, part, filters.q)
        self._walk_on_from(page, whose)
        self.rows = [_row(line) for line in page.items]
        self.filtered = filters != LogFilters()
        self.logged = (await self.get_state(DoorTabState)).logged
        self.access = "open"


def _row(line: LogLine) -> LogRow:
    entry, ticket, against = line.entry, line.ticket, line.against
    return LogRow(
        id=entry.id,
        at=entry.at.isoformat(),
        told_at=entry.logged_at.isoformat() if entry.mode is Mode.upload else "",
        what=_what(line),
        result=named(SCAN_RESULTS, entry.result),
        holder=ticket.holder if ticket else "",
        number=ticket.number if ticket else 0,
        of=ticket.of if ticket else 0,
        booking=ticket.booking_id if ticket else "",
        gate=entry.gate,
        by=entry.by.name,
        first_at=against.at.isoformat() if against else "",
        first_gate=against.gate if against else "",
        conflict=entry.conflict,
        overridden=entry.overridden,
        undone=line.undone,
        reason=entry.reason,
    )


def _what(line: LogLine) -> str:
    entry = line.entry
    if entry.kind is Kind.undo:
        return "undo"
    return entry.direction.value if entry.result is Result.ok else "no"
