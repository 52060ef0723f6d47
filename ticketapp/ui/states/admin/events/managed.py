"""One event as its admins see it: how far it has come, and what they do with it as a whole."""

from typing import Annotated, Any, Literal, TypedDict

import reflex as rx
from pydantic import BaseModel, Field

from ticketapp.accounts.access import require_admin
from ticketapp.core.context import Context, get_context
from ticketapp.core.errors import FieldError, Forbidden, Invalid, NotFound, Unauthenticated
from ticketapp.core.i18n import N_
from ticketapp.door.figures import admitted
from ticketapp.events import service as events
from ticketapp.events.covers import address_of
from ticketapp.events.models import FINAL, Event, EventStatus
from ticketapp.events.rules import REASON_LENGTH
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Line
from ticketapp.ui.states.admin.events.addressed import HOME, ManagedEventScreen
from ticketapp.ui.states.admin.events.programme import Fill, fill_of
from ticketapp.ui.states.admin.events.wall_clock import (
    Doubled,
    doubled,
    moment_of,
    start_a_week_later,
)
from ticketapp.ui.states.base import PageState
from ticketapp.ui.states.live import NothingToKeepUp, keep_up

Act = Literal["duplicate", "cancel", "delete"]
_COVER_WIDTH = 640
_CANCELLED = N_("{name} is cancelled. Its page says so.")
_CANCELLED_FOR_PEOPLE = N_(
    "{name} is cancelled. Its page says so, and everybody who booked or waited is told by mail."
)
_DELETED = N_("{name} is deleted.")
_DELETED_FOR_PEOPLE = N_("{name} is deleted. Everybody who booked or waited is told by mail.")
_TWICE = N_("The clocks go back then: this time comes twice. Say below which one, then copy it.")


class CopyForm(BaseModel):
    """When the copy begins, by a clock on the wall there; `second` where that comes twice."""

    copy_starts_at: Line = ""
    second: bool = False


class CancellationForm(BaseModel):
    reason: Annotated[str, Field(max_length=2 * REASON_LENGTH)] = ""


class ActQuery(BaseModel):
    act: Act | Literal[""] = ""


class EventManaged(TypedDict):
    """The event; of what it has done to whom, the figures."""

    id: str
    href: str
    name: str
    place: str
    starts_at: str
    ends_at: str
    zone: str
    status: str
    capacity: int
    booked: int
    available: int
    waiting: int
    checked_in: int
    full: Fill
    booking_opens_at: str
    booking_closes_at: str
    waitlist: bool
    waitlist_closes_at: str
    max_per_booking: int
    max_per_person: int
    doors_open_at: str
    cancelled_reason: str
    cover: str
    can_change: bool
    in_use: bool


_NO_EVENT = EventManaged(
    id="", href="", name="", place="", starts_at="", ends_at="", zone="", status="",
    capacity=0, booked=0, available=0, waiting=0, checked_in=0, full=Fill(fill=0, state=""),
    booking_opens_at="", booking_closes_at="", waitlist=False, waitlist_closes_at="",
    max_per_booking=0, max_per_person=0, doors_open_at="", cancelled_reason="", cover="",
    can_change=False, in_use=False,
)  # fmt: skip


class ManagedEventState(ManagedEventScreen, PageState):
    """`asking` is the act that is asked about; it may come with the address, as ``?act=``."""

    event: EventManaged = _NO_EVENT
    asking: str = ""
    copy_starts_at: str = ""
    copy_doubled: Doubled = Doubled(first="", second="")

    @action
    async def load(self) -> None:
        actor = await self._admin()
        event = await events.get_event(self._context(), actor, self._addressed())
        self._show(event, checked_in=await admitted(self._context(), event.id))
        self.asking = ""
        act = self._asked(ActQuery).act
        if act:
            await self._ask(act)
        self.access = "open"

    @rx.event(background=True, supersedes=True)
    async def follow(self, *_given: Any, **_named: Any) -> None:
        """Keep the figures true for as long as a page about this event is open."""
        ctx = get_context()
        async with self:
            token, addressed = self.router.session.client_token, self._addressed()

        async def catch_up(_heard_at: float) -> None:
            await self._catch_up(ctx, addressed)

        try:
            id_ = (await self._followed(ctx, addressed)).id
        except NothingToKeepUp:
            return
        async with ctx.live.watch_all(("events", id_), ("door_figures", id_)) as watcher:
            await keep_up(token, ctx.clock, watcher, catch_up)

    async def _catch_up(self, ctx: Context, addressed: str) -> None:
        event = await self._followed(ctx, addressed)
        checked_in = await admitted(ctx, event.id)
        async with self:
            if self._addressed() != addressed:
                raise NothingToKeepUp
            self._show(event, checked_in=checked_in)

    async def _followed(self, ctx: Context, addressed: str) -> Event:
        """The event, while it is there and whoever looks at it is an admin.

        The page may not show it yet: what loads it and what follows it begin at the same time.
        """
        async with self:
            actor = await self._actor()
        try:
            require_admin(actor)
            return await events.get_event(ctx, actor, addressed)
        except (NotFound, Forbidden, Unauthenticated):
            raise NothingToKeepUp from None

    @action
    async def ask(self, act: Act) -> None:
        """Ask once before the act, with the figures as they are now."""
        await self._ask(act)

    @action
    async def dismiss(self) -> Any:
        return self._asked_and_answered()

    @action
    async def publish(self) -> None:
        """From now on everybody sees it, and can book."""
        event = await self._change_status(EventStatus.upcoming)
        self._tell(N_("{name} is published. Everybody can see it now."), name=event.name)

    @action
    async def take_back(self) -> None:
        """Make a draft of it again, while nobody has booked or waits."""
        event = await self._change_status(EventStatus.draft)
        self._tell(N_("{name} is a draft again. Only admins see it."), name=event.name)

    @action
    async def duplicate(self, form: CopyForm) -> rx.event.EventSpec:
        actor = await self._admin()
        event = await events.get_event(self._context(), actor, self.event["id"])
        self.place, self.copy_starts_at = "duplicate", form.copy_starts_at
        # "starts_at" may not be left empty; what is wrong stands beside this form's own field.
        starts_at = moment_of("starts_at", form.copy_starts_at, event.timezone, second=form.second)
        assert starts_at
        self._choose_one_of_two(form, event.timezone)
        copy = await events.duplicate_event(self._context(), actor, event.id, starts_at)
        self.asking = ""
        self._tell(N_("This is the copy: a draft. Publish it when it is ready."))
        return rx.redirect(f"{HOME}/{copy.id}/settings")

    @action
    async def cancel(self, form: CancellationForm) -> Any:
        self.place = "cancel"
        actor, concerns_people = await self._admin(), self.event["in_use"]
        event = await events.cancel_event(
            self._context(), actor, self.event["id"], form.reason.strip()
        )
        self._show(event)
        self._tell(
            _CANCELLED_FOR_PEOPLE if concerns_people else _CANCELLED,
            name=event.name,
            stays=concerns_people,
        )
        return self._asked_and_answered()

    @action
    async def delete(self) -> rx.event.EventSpec:
        """Take the event away, and with it all bookings that the question named."""
        self.place = "delete"
        actor, event = await self._admin(), self.event
        await events.delete_event(
            self._context(), actor, event["id"], cancel_bookings=event["in_use"]
        )
        self.asking = ""
        concerns_people = event["in_use"] and event["can_change"]
        self._tell(
            _DELETED_FOR_PEOPLE if concerns_people else _DELETED,
            name=event["name"],
            stays=concerns_people,
        )
        return rx.redirect(HOME)

    async def _ask(self, act: Act) -> None:
        actor, shown = await self._admin(), self.event["id"] or self._addressed()
        event = await events.get_event(self._context(), actor, shown)
        self._show(event)
        if act == "cancel" and event.status in FINAL:
            return
        self.copy_starts_at = start_a_week_later(event, self._context().clock.now())
        self.copy_doubled = Doubled(first="", second="")
        self.asking = act

    def _asked_and_answered(self) -> Any:
        """Close the question, also in the address: loading the page again does not ask again."""
        self.asking = ""
        if self._asked(ActQuery).act:
            return rx.redirect(self.router.url.path, replace=True)
        return None

    def _choose_one_of_two(self, form: CopyForm, zone: str) -> None:
        """Refuse a time that comes twice until the person has seen that it does."""
        twice = doubled(form.copy_starts_at, zone) or Doubled(first="", second="")
        has_seen_it = twice == self.copy_doubled
        self.copy_doubled = twice
        if twice["first"] and not has_seen_it:
            raise Invalid(FieldError("starts_at", "comes_twice", _TWICE))

    async def _change_status(self, status: EventStatus) -> Event:
        actor = await self._admin()
        id_ = self.event["id"]
        event = await events.edit_event(self._context(), actor, id_, None, {"status": status})
        self._show(event)
        return event

    def _show(self, event: Event, *, checked_in: int | None = None) -> None:
        """Show it as it is now; who was let in as known before unless that is said, too."""
        known = self.event["checked_in"] if checked_in is None else checked_in
        shown = _managed(event, known)
        if shown != self.event:
            self.event = shown


def _managed(event: Event, checked_in: int) -> EventManaged:
    return EventManaged(
        id=event.id,
        href=f"/events/{event.slug}",
        name=event.name,
        place=event.location,
        starts_at=event.starts_at.isoformat(),
        ends_at=event.ends_at.isoformat(),
        zone=event.timezone,
        status=event.status.value,
        capacity=event.capacity,
        booked=event.booked,
        available=event.available,
        waiting=event.waitlisted,
        checked_in=checked_in,
        full=fill_of(event),
        booking_opens_at=event.booking_opens_at.isoformat() if event.booking_opens_at else "",
        booking_closes_at=event.booking_ends_at.isoformat(),
        waitlist=event.waitlist,
        waitlist_closes_at=event.waitlist_ends_at.isoformat(),
        max_per_booking=event.max_per_booking,
        max_per_person=event.max_per_person,
        doors_open_at=event.doors_open.isoformat(),
        cancelled_reason=event.cancelled_reason,
        cover=address_of(event.cover, _COVER_WIDTH) if event.cover else "",
        can_change=event.status not in FINAL,
        in_use=bool(event.booked or event.waitlisted),
    )
