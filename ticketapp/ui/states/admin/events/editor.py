"""Writing an event: what is wrong and what it will look like, said while it is typed; saving it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, NamedTuple

import reflex as rx
from pydantic import Field

from ticketapp.core.errors import Refusal
from ticketapp.core.i18n import N_, translate
from ticketapp.events import service as events
from ticketapp.events.errors import CapacityBelowBooked, StaleEvent
from ticketapp.events.models import FINAL, Event, EventFields, EventStatus
from ticketapp.events.rules import checked
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.admin.events.addressed import HOME, ManagedEventScreen
from ticketapp.ui.states.admin.events.conflict import Difference, Side, differences, merged
from ticketapp.ui.states.admin.events.details import SpeakerLine
from ticketapp.ui.states.admin.events.form import (
    CHECKS,
    FIELD_NAMES,
    EventForm,
    Text,
    as_event,
    fields_in,
    form_of,
    new_form,
    read,
)
from ticketapp.ui.states.admin.events.history import last_change
from ticketapp.ui.states.admin.events.managed import ManagedEventState
from ticketapp.ui.states.admin.events.wall_clock import Doubled
from ticketapp.ui.states.base import PageState
from ticketapp.ui.states.events.event import NO_EVENT, EventShown, event_shown

Touched = Annotated[list[Text], Field(max_length=100)]
Choices = Annotated[dict[Text, Side], Field(max_length=len(FIELD_NAMES))]
_ITS_NAME, _ITS_PLACE = N_("Its name"), N_("Where it takes place")
_IN_LISTS = ("speaker_name", "speaker_role", "second")


class Kept(NamedTuple):
    """What this process remembers of an open form: the event it goes by, and in a conflict mine.

    A tuple, because Reflex hands out frozen dataclasses of a state as something else.
    """

    event: Event | None = None
    mine: EventFields | None = None


class EventFormState(ManagedEventScreen, PageState):
    """`opening` counts the times the form was filled: its controls begin anew with each.

    `answered` counts what saving came to, and `saved` how often it went well. With `unsaved` the
    form was filled with what is not saved yet.
    """

    event_id: str = ""
    version: int = 0
    status: str = ""
    can_change: bool = True
    texts: dict[str, str] = {}  # noqa: RUF012
    checks: dict[str, bool] = {}  # noqa: RUF012
    speakers: list[SpeakerLine] = []  # noqa: RUF012
    second: list[str] = []  # noqa: RUF012
    doubled: dict[str, Doubled] = {}  # noqa: RUF012
    preview: EventShown = NO_EVENT
    opening: int = 0
    unsaved: bool = False
    answered: int = 0
    saved: int = 0
    conflict: list[Difference] = []  # noqa: RUF012
    other: str = ""
    other_at: str = ""
    _kept: Kept = Kept()

    @action
    async def begin(self) -> None:
        """An empty form, for a new event."""
        await self._admin()
        self._know(None)
        self._fill(new_form())
        self.access = "open"

    @action
    async def load(self) -> None:
        """The form filled in with the event that the address names."""
        actor = await self._admin()
        event = await events.get_event(self._context(), actor, self._addressed())
        self._know(event)
        self._fill(form_of(event))
        self.access = "open"

    @action
    async def look(self, form: EventForm, touched: Touched) -> None:
        """Show what the form means so far; say what is wrong with fields that were touched."""
        await self._admin()
        reading = read(form, self._fields_known(form.version), self._now())
        locale = self._locale()
        self.errors = {
            error.field: translate(error.message, locale)
            for error in reading.errors
            if error.field in touched
        }
        self.doubled = reading.doubled
        self._preview(reading.fields)

    @action
    async def create(self, form: EventForm) -> rx.event.EventSpec:
        self.place = "saving"
        actor, ctx = await self._admin(), self._context()
        fields = read(form, None, self._now()).sound
        is_draft = form.status is EventStatus.draft
        event = await events.create_event(ctx, actor, fields, draft=is_draft)
        self._succeeded(
            N_("{name} is a draft. Publish it when it is ready.")
            if is_draft
            else N_("{name} is published. Everybody can see it now."),
            event,
        )
        return rx.redirect(f"{HOME}/{event.id}")

    @action
    async def save(self, form: EventForm) -> None:
        """Change the event if it still is as the form was filled; else show both versions."""
        self.place = "saving"
        actor = await self._admin()
        event = await events.get_event(self._context(), actor, form.id)
        known = fields_in(event) if event.version == form.version else None
        mine = read(form, known or self._fields_known(form.version), self._now()).sound
        try:
            await self._put(event.id, form.version, mine)
        except StaleEvent as stale:
            base = self._fields_known(form.version)
            if base == fields_in(stale.current):  # nothing that this form has was changed
                await self._put(event.id, stale.current.version, mine)
            else:
                await self._show_both(base, mine, stale.current)

    @action
    async def settle(self, choices: Choices) -> None:
        """Save their version with those fields of mine that were chosen."""
        self.place = "saving"
        await self._admin()
        theirs, mine = self._kept
        if mine is None or theirs is None:  # this process has forgotten: the form has it all still
            self.conflict = []
            return
        wanted = merged(mine, fields_in(theirs), choices)
        self._fill(form_of(wanted), unsaved=True)
        self.conflict = []
        try:
            await self._put(theirs.id, theirs.version, checked(wanted))
        except StaleEvent as stale:
            await self._show_both(fields_in(theirs), wanted, stale.current)
        else:
            self.unsaved = False

    @action
    async def discard(self) -> None:
        """Forget what was typed, and begin with the event as it is now."""
        actor = await self._admin()
        event_id = self.event_id or self._addressed()
        event = await events.get_event(self._context(), actor, event_id)
        self._know(event)
        self._fill(form_of(event))

    @action
    async def look_at_picture(self) -> None:
        """Show the picture as it is now, in the preview too; what is typed stays as it is."""
        actor = await self._admin()
        event = await events.get_event(self._context(), actor, self.event_id)
        await self._show_above(event)
        shown = event_shown(event, self._now())
        self.preview = {
            **self.preview,
            "cover": shown["cover"],
            "cover_small": shown["cover_small"],
        }
        if known := self._kept.event:
            self._kept = self._kept._replace(event=replace(known, cover=event.cover))

    async def _put(self, event_id: str, version: int, fields: EventFields) -> None:
        ctx, actor = self._context(), await self._actor()
        changes = {name: getattr(fields, name) for name in FIELD_NAMES}
        await events.edit_event(ctx, actor, event_id, version, changes)
        event = await events.get_event(ctx, actor, event_id)
        self._know(event)
        self.conflict = []
        await self._show_above(event)
        self._succeeded(N_("Saved."), event)

    async def _show_both(self, base: EventFields | None, mine: EventFields, current: Event) -> None:
        theirs = fields_in(current)
        self._know(current, mine)
        self.conflict = differences(base, mine, theirs)
        self.other, self.other_at = await self._who_saved(current)
        await self._show_above(current)
        if not self.conflict:  # both made the same of it
            self._succeeded(N_("Saved."), current)

    async def _who_saved(self, event: Event) -> tuple[str, str]:
        ctx, actor = self._context(), await self._actor()
        entry = await last_change(ctx, actor, event.id)
        return (entry.actor_name, entry.at.isoformat()) if entry else ("", "")

    async def _show_above(self, event: Event) -> None:
        managed = await self.get_state(ManagedEventState)
        managed._show(event)  # noqa: SLF001 - no client may call it

    def _know(self, event: Event | None, mine: EventFields | None = None) -> None:
        """From now on this is what the form goes by."""
        self._kept, self.conflict = Kept(event, mine), []
        self.event_id = event.id if event else ""
        self.version = event.version if event else 0
        self.status = event.status.value if event else EventStatus.draft.value
        self.can_change = event is None or event.status not in FINAL

    def _fields_known(self, version: int) -> EventFields | None:
        """What the form was filled with, if this process still knows."""
        known = self._kept.event
        return fields_in(known) if known and known.version == version else None

    def _fill(self, form: EventForm, *, unsaved: bool = False) -> None:
        values: Mapping[str, Any] = form.model_dump(exclude={"id", "version", "status"})
        plain = {name: value for name, value in values.items() if name not in _IN_LISTS}
        self.texts = {name: text for name, text in plain.items() if name not in CHECKS}
        self.checks = {name: plain[name] for name in CHECKS}
        self.speakers = form.details.speakers
        self.second = form.second
        self.opening += 1
        self.unsaved = unsaved
        known = fields_in(self._kept.event) if self._kept.event else None
        reading = read(form, known, self._now())
        self.doubled = reading.doubled
        self._preview(reading.fields)

    def _preview(self, fields: EventFields) -> None:
        now, locale = self._now(), self._locale()
        shown = event_shown(as_event(fields, self._kept.event, now), now)
        shown["name"] = shown["name"] or translate(_ITS_NAME, locale)
        shown["place"] = shown["place"] or translate(_ITS_PLACE, locale)
        self.preview = shown

    def _succeeded(self, text: str, event: Event) -> None:
        self.saved += 1
        self.answered += 1
        self._tell(text, name=event.name)

    def _refused(self, refusal: Refusal) -> Any:
        way = super()._refused(refusal)
        if refusal.code == CapacityBelowBooked.code:
            self.errors, self.problem = {"capacity": self.problem}, ""
        self.answered += 1
        return way

    def _now(self) -> datetime:
        return self._context().clock.now()
