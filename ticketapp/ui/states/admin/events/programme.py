"""The list of all events: every status, found by words, sorted, walked by cursors."""

from typing import Literal, TypedDict

from pydantic import BaseModel

from ticketapp.accounts.access import require_admin
from ticketapp.events import service as events
from ticketapp.events.models import Event, EventFilter, EventSort, EventStatus
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Line
from ticketapp.ui.states.admin.screen import AdminList, AdminScreen
from ticketapp.ui.states.base import PageState

EVERY = "every"
_STILL_TO_COME = (EventStatus.draft, EventStatus.upcoming, EventStatus.active)


class ProgrammeFilters(BaseModel):
    """Without a status: all that is not over yet."""

    q: Line = ""
    status: EventStatus | Literal["", "every"] = ""
    sort: EventSort = EventSort.soonest

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(words=self.q, statuses=self._statuses, sort=self.sort)

    @property
    def _statuses(self) -> tuple[EventStatus, ...]:
        if isinstance(self.status, EventStatus):
            return (self.status,)
        return tuple(EventStatus) if self.status == EVERY else _STILL_TO_COME


class ProgrammeQuery(ProgrammeFilters):
    """What the address says: also which part of the list."""

    cursor: str = ""

    @property
    def filters(self) -> ProgrammeFilters:
        return ProgrammeFilters.model_validate(self.model_dump())


class Fill(TypedDict):
    """How full an event is, in percent, for its bar."""

    fill: int
    state: str


class EventRow(TypedDict):
    id: str
    href: str
    name: str
    place: str
    starts_at: str
    zone: str
    status: str
    capacity: int
    booked: int
    free: int
    waiting: int
    full: Fill
    can_change: bool


class EventListState(AdminScreen, AdminList, PageState):
    rows: list[EventRow] = []  # noqa: RUF012
    filtered: bool = False
    sort: str = EventSort.soonest.value

    @action
    async def load(self) -> None:
        ctx, actor, asked = self._context(), await self._actor(), self._asked(ProgrammeQuery)
        require_admin(actor)
        filters = asked.filters
        part = self._part(asked.cursor, filters)
        page = await events.find_events(ctx, actor, filters.wanted, part)
        self._walk_on_from(page, filters)
        self.rows = [_row(event) for event in page.items]
        self.filtered = bool(filters.q or filters.status)
        self.sort = filters.sort.value
        self.access = "open"


def fill_of(event: Event) -> Fill:
    return Fill(fill=100 * event.booked // event.capacity, state=event.status.value)


def _row(event: Event) -> EventRow:
    return EventRow(
        id=event.id,
        href=f"/admin/events/{event.id}",
        name=event.name,
        place=event.location,
        starts_at=event.starts_at.isoformat(),
        zone=event.timezone,
        status=event.status.value,
        capacity=event.capacity,
        booked=event.booked,
        free=event.available,
        waiting=event.waitlisted,
        full=fill_of(event),
        can_change=event.status in _STILL_TO_COME,
    )
