"""One event's page, true while one looks at it."""

from datetime import datetime
from typing import Any, TypedDict

import reflex as rx

from ticketapp.core.actor import anonymous
from ticketapp.core.context import Context, get_context
from ticketapp.core.errors import NotFound, Refusal
from ticketapp.events import service as events
from ticketapp.events.covers import address_of
from ticketapp.events.markdown import to_html
from ticketapp.events.models import Event
from ticketapp.events.pictures import WIDTHS
from ticketapp.events.sale import next_moment
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import PageState
from ticketapp.ui.states.events.own import NOTHING, OwnPart, own_part
from ticketapp.ui.states.events.shown import (
    SaleShown,
    Speaker,
    card_of,
    speakers_shown,
    tags_shown,
)
from ticketapp.ui.states.live import NothingToKeepUp, keep_up
from ticketapp.ui.states.shared_reads import SharedReads

_reads: SharedReads[Event] = SharedReads()


class Terms(TypedDict):
    """What booking goes by: how many tickets at once and for one person, whether there is a line
    to join, and whether one needs an account."""

    at_once: int
    each: int
    line: bool
    guests: bool


class EventShown(TypedDict):
    """`description` is HTML that is safe to show."""

    id: str
    href: str
    name: str
    place: str
    starts_at: str
    ends_at: str
    zone: str
    running: bool
    sale: SaleShown
    terms: Terms
    description: str
    speakers: list[Speaker]
    tags: list[str]
    cancelled_reason: str
    cover: str
    cover_small: str


class TimeAndPlace(TypedDict):
    starts_at: str
    ends_at: str
    zone: str
    place: str


_NO_SALE = SaleShown(state="", left=0, waiting=0, capacity=0, fill=0, opens_at="", closes_at="")
_NO_TERMS = Terms(at_once=1, each=1, line=False, guests=False)
NO_EVENT = EventShown(
    id="", href="", name="", place="", starts_at="", ends_at="", zone="",
    running=False, sale=_NO_SALE, terms=_NO_TERMS, description="", speakers=[], tags=[],
    cancelled_reason="", cover="", cover_small="",
)  # fmt: skip
_NOWHERE = TimeAndPlace(starts_at="", ends_at="", zone="", place="")


class EventState(PageState):
    """`access` says what the page shows: the event (``open``), that there is none (``missing``),
    or why it could not be loaded (``failed``). All of that is about the event which the address
    called `segment`. `own` is what the person has of it. `before` is when and where it was
    when the page was opened, should that have changed since.
    """

    segment: str = ""
    access: str = ""
    problem: str = ""
    event: EventShown = NO_EVENT
    own: OwnPart = NOTHING
    before: TimeAndPlace = _NOWHERE
    _first_seen: TimeAndPlace = _NOWHERE

    @action
    async def load(self) -> None:
        """Show the event that the address names."""
        segment = self._segment()
        if self.segment != segment:
            self.reset()
            self.segment = segment
        ctx, actor = self._context(), await self._actor()
        event = await events.get_event(ctx, actor, segment)
        self._show(event, await own_part(ctx, actor, event), ctx.clock.now())
        self._first_seen, self.before = _time_and_place(self.event), _NOWHERE

    @rx.event(background=True, supersedes=True)
    async def follow(self, *_given: Any, **_named: Any) -> None:
        """Keep what is shown true for as long as the page is open."""
        ctx = get_context()
        async with self:
            token, segment = self.router.session.client_token, self._segment()
            id_ = self.event["id"]

        async def catch_up(heard_at: float) -> datetime | None:
            return await self._catch_up(ctx, segment, heard_at)

        async with ctx.live.watch("events", *([id_] if id_ else [])) as watcher:
            await keep_up(token, ctx.clock, watcher, catch_up)

    async def _catch_up(self, ctx: Context, segment: str, heard_at: float) -> datetime | None:
        try:
            event = await self._read(ctx, segment, heard_at)
        except NotFound:
            async with self:
                self._forget()
            return None
        async with self:
            actor = await self._actor()
        own, now = await own_part(ctx, actor, event), ctx.clock.now()
        async with self:
            if self._segment() != segment:
                raise NothingToKeepUp
            self._show(event, own, now)
        return next_moment(event, now)

    async def _read(self, ctx: Context, segment: str, heard_at: float) -> Event:
        """As everybody sees it; what is hidden from them is read for this person alone."""
        try:
            return await _reads.get(
                segment, heard_at, lambda: events.get_event(ctx, anonymous(), segment)
            )
        except NotFound:
            async with self:
                actor = await self._actor()
            return await events.get_event(ctx, actor, segment)

    def _show(self, event: Event, own: OwnPart, now: datetime) -> None:
        shown = event_shown(event, now)
        if shown != self.event:
            self.event = shown
        if own != self.own:
            self.own = own
        there = _time_and_place(shown)
        moved = self._first_seen not in (_NOWHERE, there)
        self.before = self._first_seen if moved else _NOWHERE
        self.access, self.problem = "open", ""

    def _forget(self) -> None:
        self.event, self.own = NO_EVENT, NOTHING
        self.before = self._first_seen = _NOWHERE
        self.access = "missing"

    def _segment(self) -> str:
        return self.router.url.path.rstrip("/").rsplit("/", 1)[-1]

    def _refused(self, refusal: Refusal) -> Any:
        if refusal.code == NotFound.code:
            self._forget()
            return None
        if self.access != "open":
            self.access, self.problem = "failed", refusal.message(self._locale())
            return None
        return super()._refused(refusal)


def event_shown(event: Event, now: datetime) -> EventShown:
    """All that the event's page says about it."""
    return EventShown(
        **card_of(event, now),
        terms=Terms(
            at_once=event.max_per_booking,
            each=event.max_per_person,
            line=event.waitlist and now < event.waitlist_ends_at,
            guests=event.guest_booking,
        ),
        description=to_html(event.description),
        speakers=speakers_shown(event.metadata),
        tags=tags_shown(event.metadata),
        cancelled_reason=event.cancelled_reason,
        cover=address_of(event.cover, max(WIDTHS)) if event.cover else "",
        cover_small=address_of(event.cover, min(WIDTHS)) if event.cover else "",
    )


def _time_and_place(shown: EventShown) -> TimeAndPlace:
    return TimeAndPlace(
        starts_at=shown["starts_at"],
        ends_at=shown["ends_at"],
        zone=shown["zone"],
        place=shown["place"],
    )
