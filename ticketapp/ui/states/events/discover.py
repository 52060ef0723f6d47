"""Discover: the list of what is on, as the address asks for it, true while one looks at it."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import reflex as rx
from pydantic import BaseModel, Field

from ticketapp.core.actor import anonymous
from ticketapp.core.context import Context, get_context
from ticketapp.core.errors import Refusal
from ticketapp.core.paging import PageRequest, Position
from ticketapp.events import service as events
from ticketapp.events.models import Event, EventFilter
from ticketapp.events.sale import next_moment
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Day, Line, ZoneName, asked_by, beginning_of
from ticketapp.ui.states.base import PageState
from ticketapp.ui.states.events.shown import EventCard, card_of
from ticketapp.ui.states.live import NothingToKeepUp, keep_up
from ticketapp.ui.states.shared_reads import SharedReads

STEP = 24
MOST = 20 * STEP
COUNT_UP_TO = 1_000

_reads: SharedReads[list[Event]] = SharedReads()


class Programme(BaseModel):
    """Which events are wanted. Days are those of `zone`, which the visitor's browser names."""

    q: Line = ""
    since: Annotated[Day | None, Field(alias="from")] = None
    until: Annotated[Day | None, Field(alias="to")] = None
    zone: ZoneName = "UTC"
    available: bool = False

    @property
    def wanted(self) -> EventFilter:
        zone = ZoneInfo(self.zone)
        return EventFilter(
            words=self.q,
            starts_after=beginning_of(self.since, zone),
            starts_before=beginning_of(self.until and self.until + timedelta(days=1), zone),
            available_only=self.available,
        )


class ProgrammeQuery(Programme):
    """What the address says: also how much of the list has been opened."""

    n: Annotated[int, Field(ge=STEP, le=MOST)] = STEP


class DiscoverState(PageState):
    """`changed` holds what became of cards since they were listed, by id.

    So a change sends one card, and nobody's list moves under their eyes.
    """

    access: str = ""
    problem: str = ""
    cards: list[EventCard] = []  # noqa: RUF012
    changed: dict[str, EventCard] = {}  # noqa: RUF012
    filtered: bool = False
    by_day: bool = False
    by_seats: bool = False
    total: int = 0
    counted_all: bool = True
    more: str = ""
    _listed: EventFilter | None = None
    _next: Position | None = None

    @action
    async def load(self) -> None:
        """List what the address asks for; one step more of the same list is put to its end."""
        await self._list()

    @rx.event(background=True, supersedes=True)
    async def follow(self, *_given: Any, **_named: Any) -> None:
        """Keep what is listed true for as long as the page is open."""
        ctx, following = get_context(), True
        while following:
            async with self:
                token = self.router.session.client_token
                ids = tuple(card["id"] for card in self.cards)

            async def catch_up(heard_at: float, ids: tuple[str, ...] = ids) -> datetime | None:
                return await self._catch_up(ctx, ids, heard_at)

            async with ctx.live.watch("events", *ids) as watcher:
                following = await keep_up(token, ctx.clock, watcher, catch_up)

    async def _list(self) -> None:
        ctx, asked = self._context(), asked_by(self.router.url, ProgrammeQuery)
        wanted, known = asked.wanted, len(self.cards)
        goes_on = self._next is not None and self._listed == wanted and known < asked.n
        part = (
            PageRequest(asked.n - known, after=self._next, total=self.total)
            if goes_on
            else PageRequest(asked.n, count_up_to=COUNT_UP_TO)
        )
        page = await events.find_events(ctx, await self._actor(), wanted, part)
        now = ctx.clock.now()
        cards = [card_of(event, now) for event in page.items]
        if goes_on:
            self.cards = [*self.cards, *cards]
        else:
            self.cards, self.changed = cards, {}
        self._listed, self._next = wanted, page.next
        self.filtered = wanted != EventFilter()
        self.by_day = bool(asked.since or asked.until)
        self.by_seats = asked.available
        self.total, self.counted_all = page.total, page.total < COUNT_UP_TO
        can_grow = page.next is not None and len(self.cards) < MOST
        self.more = str(len(self.cards) + STEP) if can_grow else ""
        self.access, self.problem = "open", ""

    async def _catch_up(
        self, ctx: Context, ids: tuple[str, ...], heard_at: float
    ) -> datetime | None:
        """Bring the cards up to date; a list that is empty, or was not loaded, is read anew."""
        if not ids:
            async with self:
                await self._list()
                if self.cards:
                    raise NothingToKeepUp
            return None
        found = await _reads.get(ids, heard_at, lambda: events.get_events(ctx, anonymous(), ids))
        now = ctx.clock.now()
        async with self:
            shown = {card["id"]: card for card in self.cards} | self.changed
            cards = (card_of(event, now) for event in found)
            news = {card["id"]: card for card in cards if shown.get(card["id"], card) != card}
            if news:
                self.changed = self.changed | news
        moments = (next_moment(event, now) for event in found)
        return min((moment for moment in moments if moment), default=None)

    def _refused(self, refusal: Refusal) -> Any:
        if self.access != "open":
            self.access, self.problem = "failed", refusal.message(self._locale())
            return None
        return super()._refused(refusal)
