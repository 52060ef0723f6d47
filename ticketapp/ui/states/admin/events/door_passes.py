"""Who may scan at an event's doors with a pass, until when; taking that away.

Making a pass goes over HTTP (`web/door_forms.py`): its token is secret, and no state keeps it.
"""

from datetime import datetime
from typing import Annotated, Literal, TypedDict

from pydantic import BaseModel, Field

from ticketapp.accounts.people import names_of
from ticketapp.core.errors import NotFound
from ticketapp.core.i18n import N_
from ticketapp.core.paging import PageRequest
from ticketapp.door.pass_repository import Pass
from ticketapp.door.passes import find_passes, revoke_pass
from ticketapp.events import service as events
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.admin.events.addressed import ManagedEventScreen
from ticketapp.ui.states.base import PageState

NEW = "new"
_MOST_SHOWN = 200
PassId = Annotated[str, Field(max_length=100)]


class PanelQuery(BaseModel):
    """`device` is ``new`` while the sheet for a new pass is open."""

    device: Literal["new", ""] = ""


class PassRow(TypedDict):
    id: str
    label: str
    gate: str
    by: str
    until: str
    used: str


_NOBODY = PassRow(id="", label="", gate="", by="", until="", used="")


class DoorPassesState(ManagedEventScreen, PageState):
    """The passes that open doors now; `asking` is the one whose end is asked about."""

    rows: list[PassRow] = []  # noqa: RUF012
    device: str = ""
    asking: PassRow = _NOBODY

    @action
    async def load(self) -> None:
        await self._read()
        self.device = self._asked(PanelQuery).device
        self.asking = _NOBODY
        self.access = "open"

    @action
    async def ask(self, pass_id: PassId) -> None:
        """Ask once before a device's pass is ended."""
        await self._read()
        found = next((row for row in self.rows if row["id"] == pass_id), None)
        if found is None:
            raise NotFound
        self.asking = found

    @action
    async def dismiss(self) -> None:
        self.asking = _NOBODY

    @action
    async def revoke(self) -> None:
        """End the pass that was asked about."""
        self.place = "passes"
        actor, asked = await self._admin(), self.asking
        await revoke_pass(self._context(), actor, asked["id"])
        self.asking = _NOBODY
        await self._read()
        self._tell(N_("{name} opens no doors any more."), name=asked["label"])

    async def _read(self) -> None:
        ctx, actor = self._context(), await self._admin()
        event = await events.get_event(ctx, actor, self._addressed())
        part = PageRequest(_MOST_SHOWN, count_up_to=1)
        page = await find_passes(ctx, actor, event.id, part, live=True)
        names = await names_of(ctx, actor, [each.user_id for each in page.items])
        self.rows = [_row(each, names.get(each.user_id, "")) for each in page.items]


def _row(each: Pass, by: str) -> PassRow:
    return PassRow(
        id=each.id,
        label=each.label,
        gate=each.gate,
        by=by,
        until=each.expires_at.isoformat(),
        used=_text(each.last_used_at),
    )


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
