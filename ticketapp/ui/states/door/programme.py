"""Which doors the person may work at. Scanning itself never goes through a state."""

from typing import Any, TypedDict

from ticketapp.core.errors import Forbidden, Refusal, Unauthenticated
from ticketapp.door.programme import find_doors
from ticketapp.events.models import Event
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import PageState


class DoorEvent(TypedDict):
    """An event as the picker shows it."""

    id: str
    name: str
    location: str
    starts_at: str
    ends_at: str
    timezone: str


class DoorState(PageState):
    """`access` says what the picker shows: the events (``open``), or why there are none: nobody
    is signed in (``visitor``), they work at no door (``forbidden``), it ``failed``.

    Nobody is led away to sign in: a device may have a pass without anybody being signed in.
    """

    access: str = ""
    problem: str = ""
    events: list[DoorEvent] = []  # noqa: RUF012 - Reflex copies it for each state

    @action
    async def load(self) -> None:
        found = await find_doors(self._context(), await self._actor())
        self.events = [_shown(event) for event in found]
        self.access = "open"

    def _refused(self, refusal: Refusal) -> Any:
        self.events = []
        if refusal.code in _NO_EVENTS:
            self.access = _NO_EVENTS[refusal.code]
            return None
        self.access, self.problem = "failed", refusal.message(self._locale())
        return super()._refused(refusal)


_NO_EVENTS = {Unauthenticated.code: "visitor", Forbidden.code: "forbidden"}


def _shown(event: Event) -> DoorEvent:
    return DoorEvent(
        id=event.id,
        name=event.name,
        location=event.location,
        starts_at=event.starts_at.isoformat(),
        ends_at=event.ends_at.isoformat(),
        timezone=event.timezone,
    )
