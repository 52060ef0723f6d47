"""What became of an event: every change on record, who made it and when."""

from typing import TypedDict

from pydantic import BaseModel

from ticketapp.accounts.access import require_admin
from ticketapp.administration import trail
from ticketapp.audit.models import AuditEntry, AuditFilter
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.paging import PageRequest
from ticketapp.events import service as events
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Line
from ticketapp.ui.states.admin.audit import Change, changes_between
from ticketapp.ui.states.admin.events.addressed import ManagedEventScreen
from ticketapp.ui.states.admin.screen import AdminList
from ticketapp.ui.states.base import PageState
from ticketapp.ui.words import ACTIONS, named

_CHANGES = {"event.edited", "event.cancelled"}
_LOOK_BACK = 10


class HistoryOf(BaseModel):
    """Whose history it is; cursors into it fit no other."""

    event: str


class HistoryQuery(BaseModel):
    cursor: Line = ""


class Step(TypedDict):
    id: str
    at: str
    actor: str
    what: str
    changes: list[Change]


class EventHistoryState(ManagedEventScreen, AdminList, PageState):
    steps: list[Step] = []  # noqa: RUF012

    @action
    async def load(self) -> None:
        ctx, actor = self._context(), await self._actor()
        require_admin(actor)
        event = await events.get_event(ctx, actor, self._addressed())
        whose = HistoryOf(event=event.id)
        part = self._part(self._asked(HistoryQuery).cursor, whose)
        page = await trail.find_audit(ctx, actor, AuditFilter(object=event.id), part)
        self._walk_on_from(page, whose)
        self.steps = [_step(entry) for entry in page.items]
        self.access = "open"


async def last_change(ctx: Context, actor: Actor, event_id: str) -> AuditEntry | None:
    """The last time that somebody changed an event."""
    newest = PageRequest(_LOOK_BACK, count_up_to=1)
    page = await trail.find_audit(ctx, actor, AuditFilter(object=event_id), newest)
    return next((entry for entry in page.items if entry.action in _CHANGES), None)


def _step(entry: AuditEntry) -> Step:
    return Step(
        id=entry.id,
        at=entry.at.isoformat(),
        actor=entry.actor_name,
        what=named(ACTIONS, entry.action),
        changes=changes_between(entry.before, entry.after),
    )
