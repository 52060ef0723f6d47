"""At which events the open person may work, should they be staff."""

from typing import TypedDict

from pydantic import BaseModel

from ticketapp.accounts import people
from ticketapp.accounts.access import require_admin
from ticketapp.accounts.people import PersonEdit
from ticketapp.core.errors import FieldError, Invalid, NotFound
from ticketapp.core.i18n import N_
from ticketapp.core.paging import PageRequest
from ticketapp.events import service as events
from ticketapp.events.models import Event, EventFilter, EventStatus
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Line
from ticketapp.ui.states.admin.people import NEW
from ticketapp.ui.states.admin.screen import AdminScreen
from ticketapp.ui.states.base import PageState

MOST_EVENTS = 200
_SHOWN_AT_ONCE = 8
_TO_COME = (EventStatus.draft, EventStatus.upcoming, EventStatus.active)


class PersonQuery(BaseModel):
    person: Line = ""


class WordsForm(BaseModel):
    words: Line = ""


class EventChoice(TypedDict):
    id: str
    name: str
    starts_at: str
    zone: str


class StaffEventsState(AdminScreen, PageState):
    """`limited` is whether only the `chosen` events are theirs to work at, rather than all."""

    person_id: str = ""
    limited: bool = False
    chosen: list[EventChoice] = []  # noqa: RUF012
    found: list[EventChoice] = []  # noqa: RUF012
    searched: str = ""

    @action
    async def load(self) -> None:
        require_admin(await self._actor())
        self.found, self.searched = [], ""
        await self._show(self._asked(PersonQuery).person)
        self.access = "open"

    @action
    async def find(self, form: WordsForm) -> None:
        """Look for events to come that are not chosen yet."""
        ctx, actor = self._context(), await self._actor()
        await people.get_person(ctx, actor, self.person_id)
        wanted = EventFilter(words=form.words, statuses=_TO_COME)
        page = await events.find_events(ctx, actor, wanted, PageRequest(_SHOWN_AT_ONCE, total=0))
        already = {event["id"] for event in self.chosen}
        self.found = [_choice(event) for event in page.items if event.id not in already]
        self.searched = form.words.strip()

    @action
    async def add(self, event_id: Line) -> None:
        """From now on they work at this event, and only at those that are chosen."""
        ctx, actor = self._context(), await self._actor()
        person = await people.get_person(ctx, actor, self.person_id)
        event = await events.get_event(ctx, actor, event_id)
        ids = dict.fromkeys([*(person.event_ids or ()), event.id])
        if len(ids) > MOST_EVENTS:
            message = N_("Choose at most 200 events, or let them work at all.")
            raise Invalid(FieldError("words", "too_many", message))
        await self._limit_to(tuple(ids))
        self.found = [each for each in self.found if each["id"] != event.id]

    @action
    async def remove(self, event_id: Line) -> None:
        ctx, actor = self._context(), await self._actor()
        person = await people.get_person(ctx, actor, self.person_id)
        if person.event_ids is not None:
            await self._limit_to(tuple(id_ for id_ in person.event_ids if id_ != event_id))

    @action
    async def open_all(self) -> None:
        """Let them work at every event again."""
        await self._limit_to(None)

    async def _limit_to(self, ids: tuple[str, ...] | None) -> None:
        edit = PersonEdit(event_ids=ids)
        await people.edit_person(self._context(), await self._actor(), self.person_id, edit)
        await self._show(self.person_id)

    async def _show(self, person_id: str) -> None:
        self.person_id, self.limited, self.chosen = person_id, False, []
        if person_id in {"", NEW}:
            return
        ctx, actor = self._context(), await self._actor()
        try:
            person = await people.get_person(ctx, actor, person_id)
        except NotFound:  # the sheet says so
            return
        self.limited = person.event_ids is not None
        theirs = person.event_ids or ()
        known = {event.id: event for event in await events.get_events(ctx, actor, theirs)}
        self.chosen = [_choice(known[id_]) for id_ in theirs if id_ in known]


def _choice(event: Event) -> EventChoice:
    return EventChoice(
        id=event.id,
        name=event.name,
        starts_at=event.starts_at.isoformat(),
        zone=event.timezone,
    )
