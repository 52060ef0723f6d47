"""The audit screen: who did what, to what, when and from where."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from ticketapp.accounts import people
from ticketapp.administration import trail
from ticketapp.audit.models import AuditEntry, AuditFilter
from ticketapp.core.errors import NotFound
from ticketapp.events import service as events
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Day, Line, ZoneName, beginning_of
from ticketapp.ui.states.admin.screen import AdminList, AdminScreen
from ticketapp.ui.states.base import PageState
from ticketapp.ui.words import ACTIONS, FACTS, ROLES, STATUSES, SWITCHED, named

_WORDS = {"role": ROLES, "status": STATUSES}
_EVENTS = ("event_id", "event_ids")
_NO_NAMES: Mapping[str, str] = {}


class AuditFilters(BaseModel):
    """Days are those of `zone`, which the visitor's browser names."""

    actor: Line = ""
    action: Line = ""
    object: Line = ""
    since: Day | None = None
    until: Day | None = None
    zone: ZoneName = "UTC"

    @property
    def wanted(self) -> AuditFilter:
        zone = ZoneInfo(self.zone)
        return AuditFilter(
            self.actor.strip(),
            self.action,
            self.object.strip(),
            since=beginning_of(self.since, zone),
            until=beginning_of(self.until and self.until + timedelta(days=1), zone),
        )


class AuditQuery(AuditFilters):
    """What the address says: which part of the list, and which entry is open."""

    cursor: str = ""
    entry: Line = ""

    @property
    def filters(self) -> AuditFilters:
        return AuditFilters.model_validate(self.model_dump())


class EntryRow(TypedDict):
    id: str
    at: str
    actor: str
    what: str
    object: str
    address: str
    sealed: bool


class Change(TypedDict):
    """One line of the difference an act made.

    `kind` is added, removed or changed; `form` says whether the values are a moment, a word
    that is translated, the name of what `href` leads to, or plain text.
    """

    name: str
    kind: str
    form: str
    before: str
    after: str
    href: str


class EntryShown(EntryRow):
    action: str
    actor_id: str
    object_id: str
    request_id: str
    changes: list[Change]


_NONE = EntryShown(
    id="", at="", actor="", what="", object="", address="", sealed=False, action="",
    actor_id="", object_id="", request_id="", changes=[],
)  # fmt: skip


class AuditState(AdminScreen, AdminList, PageState):
    rows: list[EntryRow] = []  # noqa: RUF012
    filtered: bool = False
    entry: EntryShown = _NONE
    missing: str = ""
    sealed_batch: int = 0
    sealed_at: str = ""
    sealed_digest: str = ""

    @action
    async def load(self) -> None:
        ctx, actor, asked = self._context(), await self._actor(), self._asked(AuditQuery)
        filters = asked.filters
        part = self._part(asked.cursor, filters)
        page = await trail.find_audit(ctx, actor, filters.wanted, part)
        self._walk_on_from(page, filters)
        self.rows = [_row(entry) for entry in page.items]
        self.filtered = filters.wanted != AuditFilter()
        seal = await trail.last_seal(ctx, actor)
        if seal:
            self.sealed_batch, self.sealed_digest = seal.number, seal.digest
            self.sealed_at = seal.sealed_at.isoformat()
        await self._open(asked.entry)
        self.access = "open"

    async def _open(self, entry_id: str) -> None:
        """Show beside the list what the address asks for."""
        self.missing = ""
        self.entry = EntryShown(**{**_NONE, "id": entry_id})
        if not entry_id:
            return
        try:
            entry = await trail.get_audit_entry(self._context(), await self._actor(), entry_id)
        except NotFound:
            self.missing = entry_id
        else:
            self.entry = _shown(entry, await self._names_in(entry))

    async def _names_in(self, entry: AuditEntry) -> Mapping[str, str]:
        """What the events and people are called that the entry names by their ids."""
        ctx, actor = self._context(), await self._actor()
        facts = (entry.before, entry.after)
        event_ids = [id_ for each in facts for name in _EVENTS for id_ in _ids(each.get(name))]
        person_ids = [id_ for each in facts for id_ in _ids(each.get("by"))]
        names = await people.names_of(ctx, actor, person_ids)
        found = await events.get_events(ctx, actor, event_ids)
        return names | {event.id: event.name for event in found}


def _row(entry: AuditEntry) -> EntryRow:
    return EntryRow(
        id=entry.id,
        at=entry.at.isoformat(),
        actor=entry.actor_name,
        what=named(ACTIONS, entry.action),
        object=entry.object_name or entry.object_id,
        address=entry.address,
        sealed=entry.sealed,
    )


def _shown(entry: AuditEntry, names: Mapping[str, str]) -> EntryShown:
    return EntryShown(
        **_row(entry),
        action=entry.action,
        actor_id=entry.actor_id or "",
        object_id=entry.object_id,
        request_id=entry.request_id,
        changes=changes_between(entry.before, entry.after, names),
    )


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], called: Mapping[str, str] = _NO_NAMES
) -> list[Change]:
    """What an act changed, a line for each fact, in the order they were put on record.

    What is known by an id is shown as what it is `called`.
    """
    names = dict.fromkeys([*before, *after])
    return [
        Change(
            name=named(FACTS, name),
            kind=_kind_of(old, new),
            form=_form_of(name, old if new is None else new),
            before=_said(name, _called(name, old, called)),
            after=_said(name, _called(name, new, called)),
            href=_way_to(name, old if new is None else new, called),
        )
        for name in names
        if (old := before.get(name)) != (new := after.get(name))
    ]


def _kind_of(old: Any, new: Any) -> str:
    if old is None:
        return "added"
    return "removed" if new is None else "changed"


def _ids(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _called(name: str, value: Any, called: Mapping[str, str]) -> Any:
    if name not in {*_EVENTS, "by"}:
        return value
    if isinstance(value, list):
        return [called.get(id_, id_) for id_ in value]
    return called.get(value, value)


def _way_to(name: str, value: Any, called: Mapping[str, str]) -> str:
    return f"/admin/events/{value}" if name == "event_id" and value in called else ""


def _form_of(name: str, value: Any) -> str:
    if isinstance(value, datetime):
        return "moment"
    return "word" if name in _WORDS or isinstance(value, bool) else "text"


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return SWITCHED[value]
    return named(_WORDS.get(name, {}), _text(value))


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat()
        case list() | tuple():
            return ", ".join(map(_text, value))
        case Mapping():
            return ", ".join(f"{name}: {_text(each)}" for name, each in value.items())
        case _:
            return str(value)
