"""An event's doors as its admins see them: figures that move, and who was let in twice."""

from typing import Any, TypedDict
from zoneinfo import ZoneInfo

import reflex as rx

from ticketapp.accounts.access import require_admin
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context, get_context
from ticketapp.core.errors import Forbidden, NotFound, Unauthenticated
from ticketapp.core.paging import PageRequest
from ticketapp.door.conflicts import Conflict, find_conflicts
from ticketapp.door.figures import DoorStats, GateStats, stats
from ticketapp.door.models import Doorkeeper, LogEntry
from ticketapp.events import service as events
from ticketapp.events.models import Event
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.admin.events.addressed import ManagedEventScreen
from ticketapp.ui.states.admin.events.door_plot import NO_PLOT, Plot, plot_of
from ticketapp.ui.states.base import PageState
from ticketapp.ui.states.live import NothingToKeepUp, keep_up
from ticketapp.ui.words import SCAN_RESULTS, named

_CONFLICTS_SHOWN = 10


class DoorFigures(TypedDict):
    expected: int
    admitted: int
    inside: int
    refused: int


class GateRow(TypedDict):
    gate: str
    entered: int
    left: int
    refused: int


class Reason(TypedDict):
    why: str
    count: int


class Side(TypedDict):
    """One side of a conflict: when, where and by whom; `at` is empty if there is no such entry."""

    at: str
    gate: str
    by: str


class ConflictRow(TypedDict):
    id: str
    holder: str
    booking: str
    number: int
    of: int
    why: str
    admitted: Side
    told_at: str
    against: Side
    overridden: bool


_NOTHING = DoorFigures(expected=0, admitted=0, inside=0, refused=0)


class DoorTabState(ManagedEventScreen, PageState):
    """`logged` is how long the log is; the list of it does not move by itself."""

    figures: DoorFigures = _NOTHING
    plot: Plot = NO_PLOT
    gates: list[GateRow] = []  # noqa: RUF012
    reasons: list[Reason] = []  # noqa: RUF012
    conflicts: list[ConflictRow] = []  # noqa: RUF012
    conflict_count: int = 0
    logged: int = 0

    @action
    async def load(self) -> None:
        ctx, actor = self._context(), await self._admin()
        event = await events.get_event(ctx, actor, self._addressed())
        self._show(event, await _door_of(ctx, actor, event))
        self.access = "open"

    @rx.event(background=True, supersedes=True)
    async def follow(self, *_given: Any, **_named: Any) -> None:
        """Keep the figures true for as long as an event's door is looked at."""
        ctx = get_context()
        async with self:
            token, addressed = self.router.session.client_token, self._addressed()

        async def catch_up(_heard_at: float) -> None:
            await self._catch_up(ctx, addressed)

        try:
            _, event = await self._followed(ctx, addressed)
        except NothingToKeepUp:
            return
        async with ctx.live.watch_all(("events", event.id), ("door_figures", event.id)) as watcher:
            await keep_up(token, ctx.clock, watcher, catch_up)

    async def _catch_up(self, ctx: Context, addressed: str) -> None:
        actor, event = await self._followed(ctx, addressed)
        door = await _door_of(ctx, actor, event)
        async with self:
            if self._addressed() != addressed:
                raise NothingToKeepUp
            self._show(event, door)

    async def _followed(self, ctx: Context, addressed: str) -> tuple[Actor, Event]:
        """Who looks, if an admin, and the event, while it is there."""
        async with self:
            actor = await self._actor()
        try:
            require_admin(actor)
            return actor, await events.get_event(ctx, actor, addressed)
        except (NotFound, Forbidden, Unauthenticated):
            raise NothingToKeepUp from None

    def _show(self, event: Event, door: tuple[DoorStats, list[Conflict], int]) -> None:
        """What is the same as before is not sent again."""
        figures, conflicts, count = door
        for name, value in (
            ("figures", _figures(figures)),
            ("plot", plot_of(figures.per_minute, ZoneInfo(event.timezone))),
            ("gates", sorted(map(_gate, figures.by_gate), key=lambda row: row["gate"].casefold())),
            ("reasons", _reasons(figures)),
            ("conflicts", [_conflict(each) for each in conflicts]),
            ("conflict_count", count),
            ("logged", figures.logged),
        ):
            if getattr(self, name) != value:
                setattr(self, name, value)


async def _door_of(
    ctx: Context, actor: Actor, event: Event
) -> tuple[DoorStats, list[Conflict], int]:
    keeper = Doorkeeper(actor)
    figures = await stats(ctx, keeper, event.id)
    page = await find_conflicts(ctx, keeper, event.id, PageRequest(_CONFLICTS_SHOWN))
    return figures, list(page.items), page.total


def _figures(door: DoorStats) -> DoorFigures:
    return DoorFigures(
        expected=door.booked, admitted=door.admitted, inside=door.inside, refused=door.refused
    )


def _gate(each: GateStats) -> GateRow:
    return GateRow(gate=each.gate, entered=each.entered, left=each.left, refused=each.refused)


def _reasons(door: DoorStats) -> list[Reason]:
    """The most frequent first."""
    counted = sorted(door.refused_by_result.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Reason(why=named(SCAN_RESULTS, why), count=count) for why, count in counted if count]


def _conflict(each: Conflict) -> ConflictRow:
    entry, ticket = each.admitted, each.ticket
    return ConflictRow(
        id=entry.id,
        holder=ticket.holder if ticket else "",
        booking=ticket.booking_id if ticket else "",
        number=ticket.number if ticket else 0,
        of=ticket.of if ticket else 0,
        why=named(SCAN_RESULTS, entry.result),
        admitted=_side(entry),
        told_at=entry.logged_at.isoformat(),
        against=_side(each.against) if each.against else Side(at="", gate="", by=""),
        overridden=entry.overridden,
    )


def _side(entry: LogEntry) -> Side:
    return Side(at=entry.at.isoformat(), gate=entry.gate, by=entry.by.name)
