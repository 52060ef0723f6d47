"""One booking with its tickets, or a place in line, true while one looks at it.

The same for people who signed in and for guests, who bring the key of their mailed link in the
address. What is shown and done is always about the booking that the address names now.
"""

from datetime import datetime
from typing import Annotated, Any

import reflex as rx
from pydantic import Field

from ticketapp.accounts.access import require_user
from ticketapp.bookings import service as bookings
from ticketapp.bookings.models import BookingNow, Step
from ticketapp.core.actor import Actor
from ticketapp.core.context import get_context
from ticketapp.core.errors import NotFound, Refusal, Unavailable
from ticketapp.core.i18n import N_, translate_plural
from ticketapp.core.limits import WRITES
from ticketapp.tickets.tokens import signer_for
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import NO_NOTICE, PageState
from ticketapp.ui.states.bookings.addressed import Asked, asked_by_path
from ticketapp.ui.states.bookings.shown import (
    NO_NEWS,
    BookingShown,
    DateShown,
    News,
    StepShown,
    TicketShown,
    booking_shown,
    changes_by_itself_at,
    history_shown,
    news_of,
    tickets_shown,
)
from ticketapp.ui.states.live import OWN_PAUSE, NothingToKeepUp, keep_up

TicketId = Annotated[str, Field(min_length=1, max_length=64)]

NO_DATE = DateShown(
    name="", href="", place="", starts_at="", ends_at="", zone="", state="", cancelled_reason=""
)
NO_BOOKING = BookingShown(
    id="", reference="", event=NO_DATE, status="", quantity=0, position=0, line=0,
    cancel_until="", passed_on=False, is_guest=False,
)  # fmt: skip


class TicketsState(PageState):
    """`access` says what the page shows: the booking (``open``), that there is none
    (``missing``), or why it could not be loaded (``failed``). All of that is about the booking
    whose id is `asked`.

    `there` says whether there are tickets for the device to keep, some or none, once that is
    known; `mark` changes with all that its copy says.

    While `asking`, `chosen` are the tickets that would be cancelled, and `served` says how many
    people in line would get their seats. `_heirs` knows it for any number of tickets.
    """

    asked: str = ""
    access: str = ""
    problem: str = ""
    there: str = ""
    mark: str = ""
    booking: BookingShown = NO_BOOKING
    news: News = NO_NEWS
    tickets: list[TicketShown] = []  # noqa: RUF012
    gone: list[TicketShown] = []  # noqa: RUF012
    history: list[StepShown] = []  # noqa: RUF012
    asking: bool = False
    chosen: list[str] = []  # noqa: RUF012
    served: int = 0
    refused: str = ""
    _heirs: list[int] = []  # noqa: RUF012

    @action
    async def load(self) -> None:
        """Show the booking that the address names."""
        path = self.router.url.path
        named = path.rstrip("/").rsplit("/", 1)[-1].partition(".")[0]
        self._turn_to(named)
        asked = asked_by_path(path)
        actor = await self._actor()
        if asked.key is None:
            require_user(actor)
        self._show(await self._read(actor, asked))

    @rx.event(background=True, supersedes=True)
    async def follow(self, *_given: Any, **_named: Any) -> None:
        """Keep what is shown true for as long as the page is open."""
        ctx = get_context()
        async with self:
            token, path = self.router.session.client_token, self.router.url.path
        try:
            asked = asked_by_path(path)
        except NotFound:
            return
        topics = {("bookings", asked.booking_id)}  # its event is known once it has been read
        while topics:
            watched = frozenset(topics)

            async def catch_up(_heard_at: float, watched: Any = watched) -> datetime | None:
                about = await self._catch_up(path, asked)
                if about is None:
                    topics.clear()
                    raise NothingToKeepUp
                topics.add(("events", about.booking.event_id))
                if topics != watched:
                    raise NothingToKeepUp
                return changes_by_itself_at(about.event, ctx.clock.now())

            async with ctx.live.watch_all(*watched) as watcher:
                if not await keep_up(token, ctx.clock, watcher, catch_up, pause=OWN_PAUSE):
                    return

    @action
    async def ask(self) -> None:
        """Ask which tickets to cancel, and say what will come of it."""
        self._close()
        asked, actor = asked_by_path(self.router.url.path), await self._actor()
        self._heirs = list(
            await bookings.foresee_cancelling(
                self._context(), actor, asked.booking_id, guest_key=asked.key
            )
        )
        self._show(await self._read(actor, asked))
        unused = self._unused()
        self._choose(unused if len(unused) == 1 else [])
        self.asking = True

    @action
    async def choose(self, ticket_id: TicketId) -> None:
        """Take a ticket among those to be cancelled, or out of them again."""
        if ticket_id in self.chosen:
            self._choose([each for each in self.chosen if each != ticket_id])
        elif ticket_id in self._unused():
            self._choose([*self.chosen, ticket_id])

    @action
    async def dismiss(self) -> None:
        self._close()

    @action
    async def cancel(self) -> None:
        """Cancel the chosen tickets; without any there is nothing to do."""
        chosen = tuple(self.chosen)
        if not chosen:
            return
        await self._give_up(chosen)

    @action
    async def leave(self) -> None:
        """Give up the place in line. A booking that has been confirmed meanwhile stays."""
        asked, actor = asked_by_path(self.router.url.path), await self._actor()
        about = await self._read(actor, asked)
        if about.booking.is_waiting:
            await self._give_up(None)
        else:
            self._show(about)

    async def _give_up(self, ticket_ids: tuple[str, ...] | None) -> None:
        ctx, asked = self._context(), asked_by_path(self.router.url.path)
        actor = await self._actor()
        await ctx.limiter.hit(WRITES, actor.subject)
        done = await bookings.cancel(
            ctx, actor, asked.booking_id, ticket_ids=ticket_ids, guest_key=asked.key
        )
        self._close()
        self._show(BookingNow(done.booking, done.event, None))
        step = done.booking.history[-1]
        if step.step is Step.left:
            self._tell(N_("You left the line."))
        else:
            self._announce(
                translate_plural(
                    "{count} ticket is cancelled.",
                    "{count} tickets are cancelled.",
                    step.quantity,
                    self._locale(),
                )
            )

    def _unused(self) -> list[str]:
        """The tickets that can be cancelled."""
        return [ticket["id"] for ticket in self.tickets if ticket["state"] == "valid"]

    def _choose(self, ticket_ids: list[str]) -> None:
        self.chosen = ticket_ids
        count = len(ticket_ids)
        self.served = self._heirs[count - 1] if 0 < count <= len(self._heirs) else 0

    async def _read(self, actor: Actor, asked: Asked) -> BookingNow:
        ctx = self._context()
        found = await bookings.get_booking(ctx, actor, asked.booking_id, guest_key=asked.key)
        return await bookings.as_of_now(ctx, found)

    async def _catch_up(self, path: str, asked: Asked) -> BookingNow | None:
        """Show the booking as it is now; None when there is nothing to follow any more."""
        async with self:
            actor = await self._actor()
        try:
            about = await self._read(actor, asked)
        except Refusal as refusal:
            if refusal.status >= Unavailable.status:
                raise
            about = None
        async with self:
            if self.router.url.path != path:
                return None
            self._turn_to(asked.booking_id)
            if about is not None:
                self._show(about)
            elif self.access == "open":
                self._forget()
        return about

    def _turn_to(self, booking_id: str) -> None:
        """From here on all is about this booking."""
        if self.asked != booking_id:
            self.reset()
            self.asked = booking_id

    def _show(self, about: BookingNow) -> None:
        ctx, booking = self._context(), about.booking
        shown = booking_shown(about, ctx.clock.now())
        if shown != self.booking:
            self.booking = shown
        self.news = news_of(booking, ctx.clock.now())
        tickets = tickets_shown(booking, signer_for(ctx.settings))
        live = [ticket for ticket in tickets if ticket["state"] != "void"]
        if live != self.tickets:
            self.tickets = live
        self.gone = [ticket for ticket in tickets if ticket["state"] == "void"]
        self.history = history_shown(booking)
        unused = self._unused()
        if not set(self.chosen) <= set(unused):
            self._choose([each for each in self.chosen if each in unused])
        self.there = "some" if live else "none"
        states = ",".join(ticket["state"] for ticket in tickets)
        self.mark = f"{booking.version} {about.event.sequence} {about.event.version} {states}"
        self.access, self.problem = "open", ""

    def _close(self) -> None:
        self.asking, self.refused = False, ""
        self._heirs = []
        self._choose([])

    def _forget(self) -> None:
        asked = self.asked
        self.reset()
        self.asked, self.access, self.there = asked, "missing", "none"

    def _refused(self, refusal: Refusal) -> Any:
        if refusal.code == NotFound.code:
            self._forget()
            return None
        way = super()._refused(refusal)
        if way is not None:
            self.reset()
            self.there = "none"
        elif self.access != "open":
            self.access, self.problem = "failed", refusal.message(self._locale())
            self.notice = NO_NOTICE
        elif self.asking:
            self.refused, self.notice = self.notice["text"], NO_NOTICE
        return way
