"""Who waits for an event, in the order of their turns, and why they still do."""

from typing import TypedDict

from pydantic import BaseModel

from ticketapp.bookings.line import Waiting, find_line
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Line
from ticketapp.ui.states.admin.events.addressed import ManagedEventScreen
from ticketapp.ui.states.admin.screen import AdminList
from ticketapp.ui.states.base import PageState


class LineOf(BaseModel):
    """Whose line it is; cursors into it fit no other."""

    event: str


class LineQuery(BaseModel):
    cursor: Line = ""


class WaitingRow(TypedDict):
    id: str
    place: int
    name: str
    email: str
    quantity: int
    held: int
    since: str
    obstacle: str


class WaitingListState(ManagedEventScreen, AdminList, PageState):
    """`free` and `waiting` are the event's figures when the list was read: it does not move by
    itself.
    """

    rows: list[WaitingRow] = []  # noqa: RUF012
    free: int = 0
    waiting: int = 0

    @action
    async def load(self) -> None:
        ctx, actor = self._context(), await self._admin()
        whose = LineOf(event=self._addressed())
        part = self._part(self._asked(LineQuery).cursor, whose)
        line = await find_line(ctx, actor, whose.event, part)
        self._walk_on_from(line.page, whose)
        self.rows = [_row(each) for each in line.page.items]
        self.free, self.waiting = line.event.available, line.event.waitlisted
        self.access = "open"


def _row(each: Waiting) -> WaitingRow:
    entry = each.entry
    return WaitingRow(
        id=entry.id,
        place=each.position,
        name=entry.attendee.name,
        email=entry.attendee.email,
        quantity=entry.quantity,
        held=each.held,
        since=entry.created_at.isoformat(),
        obstacle=each.obstacle.value,
    )
