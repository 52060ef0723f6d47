"""What the person has booked: what is ahead and the line as it moves, then what was."""

from datetime import datetime
from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, Field

from ticketapp.accounts.access import require_user
from ticketapp.bookings import service as bookings
from ticketapp.bookings.models import BookingNow
from ticketapp.core.actor import Actor
from ticketapp.core.context import get_context
from ticketapp.core.errors import Refusal, Unavailable
from ticketapp.core.paging import PageRequest
from ticketapp.ui.states.accounts.loading import LoadingState
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import asked_by
from ticketapp.ui.states.base import PageState
from ticketapp.ui.states.bookings.shown import RowShown, changes_by_itself_at, row_shown
from ticketapp.ui.states.live import OWN_PAUSE, NothingToKeepUp, keep_up

STEP, MOST = 20, 200

Topics = tuple[tuple[str, str], ...]


class OwnQuery(BaseModel):
    """How much of the lists has been opened, which both share."""

    n: Annotated[int, Field(ge=STEP, le=MOST)] = STEP


class BookingsState(LoadingState, PageState):
    """`more` is what opens more of the lists; empty when all of them is shown.

    `_topics` are what the page hangs on; None for somebody who is not signed in any more.
    """

    upcoming: list[RowShown] = []  # noqa: RUF012
    earlier: list[RowShown] = []  # noqa: RUF012
    more: str = ""
    _topics: Topics | None = ()

    @action
    async def load(self) -> None:
        await self._list(await self._actor())

    @rx.event(background=True, supersedes=True)
    async def follow(self, *_given: Any, **_named: Any) -> None:
        """Keep what is ahead true for as long as the page is open."""
        ctx = get_context()
        topics: Topics | None = ()  # what to watch is known once it has been listed
        while topics is not None:
            async with self:
                token = self.router.session.client_token

            async def catch_up(_heard_at: float, watched: Topics = topics) -> datetime | None:
                return await self._catch_up(watched)

            async with ctx.live.watch_all(*topics) as watcher:
                if not await keep_up(token, ctx.clock, watcher, catch_up, pause=OWN_PAUSE):
                    return
            async with self:
                topics = self._topics

    async def _catch_up(self, watched: Topics) -> datetime | None:
        """Read again; other bookings than those watched are followed from then on."""
        async with self:
            try:
                ahead = await self._list(await self._actor())
            except Refusal as refusal:
                if refusal.status >= Unavailable.status:
                    raise
                if self.ready:
                    self.reset()
                self._topics = None
                raise NothingToKeepUp from None
            if self._topics != watched:
                raise NothingToKeepUp
        now = get_context().clock.now()
        moments = (changes_by_itself_at(each.event, now) for each in ahead)
        return min((moment for moment in moments if moment), default=None)

    async def _list(self, actor: Actor) -> list[BookingNow]:
        """List as much as the address asks for: what is ahead comes first."""
        require_user(actor)
        ctx, asked = self._context(), asked_by(self.router.url, OwnQuery)
        ahead = await bookings.find_own_upcoming(ctx, actor, asked.n + 1)
        room = asked.n - len(ahead)
        part = PageRequest(max(room, 1), total=0)  # nobody asks how many there are
        past = await bookings.find_own_earlier(ctx, actor, part)
        is_more = bool(past.items) if room < 1 else past.next is not None
        now = ctx.clock.now()
        upcoming = [row_shown(each, now) for each in ahead[: asked.n]]
        earlier = [row_shown(each, now) for each in past.items] if room > 0 else []
        if upcoming != self.upcoming:
            self.upcoming = upcoming
        if earlier != self.earlier:
            self.earlier = earlier
        can_grow = (is_more or room < 0) and asked.n < MOST
        self.more = str(min(asked.n + STEP, MOST)) if can_grow else ""
        ids = {("bookings", each.booking.id) for each in ahead}
        self._topics = tuple(sorted(ids | {("events", each.booking.event_id) for each in ahead}))
        self._loaded()
        return ahead
