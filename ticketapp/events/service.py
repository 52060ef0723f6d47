"""What admins do with events, and how everybody finds them."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any

from ticketapp.accounts.access import require_admin
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor, system
from ticketapp.core.clock import to_milliseconds
from ticketapp.core.context import Context
from ticketapp.core.db import Document, DuplicateKey, Session
from ticketapp.core.errors import Forbidden, NotFound, Refusal
from ticketapp.core.paging import Page, PageRequest
from ticketapp.events import repository
from ticketapp.events.covers import let_go_of
from ticketapp.events.errors import (
    CapacityBelowBooked,
    EventHasBookings,
    EventIsOver,
    StaleEvent,
)
from ticketapp.events.models import (
    FINAL,
    LISTED,
    PUBLIC,
    Event,
    EventFields,
    EventFilter,
    EventSort,
    EventStatus,
)
from ticketapp.events.rules import (
    MOMENTS,
    checked,
    checked_reason,
    moved,
    slug_of,
    status_at,
    tidy,
)

_FIELD_NAMES = tuple(field.name for field in fields_of(EventFields))
_CALENDAR_FIELDS = {"name", "starts_at", "ends_at", "timezone", "location"}
_FLIPS_AT_ONCE = 500


async def create_event(
    ctx: Context, actor: Actor, fields: EventFields, *, draft: bool = False
) -> Event:
    """A new event: for admins alone as a draft, else for everybody from now on."""
    require_admin(actor)
    fields = checked(_tidied(fields))
    now = ctx.clock.now()
    status = EventStatus.draft if draft else EventStatus.upcoming
    document: Document = repository.fields_document(fields) | {
        "_id": ctx.ids.new(),
        "slug": slug_of(fields.name),
        "status": status_at(status, fields.starts_at, fields.ends_at, now).value,
        "available": fields.capacity,
        "booked": 0,
        "waitlisted": 0,
        "next_place": 1,
        "decisions": 0,
        "sales_stopped": False,
        "version": 1,
        "sequence": 0,
        "cover": None,
        "cancelled_reason": "",
        "deleted_at": None,
        "created_at": now,
        "updated_at": now,
    }

    async def work(session: Session) -> None:
        await repository.insert(ctx.db, session, document)
        target = Target(document["_id"], fields.name)
        after = _shown(fields, _FIELD_NAMES) | {"status": document["status"]}
        await record(ctx, session, actor, "event.created", target, after=after)

    try:
        await ctx.db.transaction(work)
    except DuplicateKey:  # another event has this name in its address
        document["slug"] = f"{document['slug']}-{document['_id'][-6:]}"
        await ctx.db.transaction(work)
    return repository.event_of(document)


async def get_event(ctx: Context, actor: Actor, id_or_slug: str) -> Event:
    """One event; a draft is there for admins alone."""
    event = await repository.by_id_or_slug(ctx.db, id_or_slug)
    if event is None or not (event.is_public or _may_administer(actor)):
        raise NotFound
    return _by_the_clock(ctx, event)


async def get_events(ctx: Context, actor: Actor, ids: Collection[str]) -> list[Event]:
    """Those of these events that are there for the caller, in no order."""
    found = await repository.by_ids(ctx.db, ids)
    visible = found if _may_administer(actor) else [event for event in found if event.is_public]
    return [_by_the_clock(ctx, event) for event in visible]


async def find_events(
    ctx: Context, actor: Actor, wanted: EventFilter, part: PageRequest
) -> Page[Event]:
    """Events that match, drafts only for admins."""
    if not _may_administer(actor):
        visible = tuple(status for status in wanted.statuses if status in PUBLIC)
        if not visible:
            raise Forbidden
        wanted = replace(wanted, statuses=visible)
    page = await repository.find(ctx.db, wanted, part, ctx.totals)
    return page.map(lambda event: _by_the_clock(ctx, event))


async def find_addresses(ctx: Context, limit: int) -> list[tuple[str, datetime]]:
    """The slugs of public events with their last change: those to come, then the latest past."""
    found = await repository.addresses(ctx.db, LISTED, EventSort.soonest, limit)
    if len(found) < limit:
        rest = limit - len(found)
        found += await repository.addresses(ctx.db, FINAL, EventSort.latest, rest)
    return found


async def edit_event(
    ctx: Context, actor: Actor, event_id: str, version: int | None, changes: Mapping[str, Any]
) -> Event:
    """Change an event that is still as the admin saw it, at `version`; None for whatever it is.

    `changes` are fields by name, and `status` to publish a draft or take an event without
    bookings back into one. Refusals: `StaleEvent` with what is there now, `CapacityBelowBooked`,
    `EventIsOver`.
    """
    require_admin(actor)

    async def work(session: Session) -> Event:
        before = await _current(ctx, session, event_id, version)
        if before.status in FINAL:
            raise EventIsOver
        edited = checked(_tidied(replace(_fields(before), **_without_status(changes))))
        if edited.capacity < before.booked:
            raise CapacityBelowBooked(booked=before.booked)
        now = ctx.clock.now()
        update: Document = repository.fields_document(edited) | {
            "status": _edited_status(before, edited, changes.get("status"), now).value,
            "available": edited.capacity - before.booked,
            "updated_at": now,
        }
        changed = [name for name in _FIELD_NAMES if getattr(before, name) != getattr(edited, name)]
        if _CALENDAR_FIELDS & set(changed):
            update["sequence"] = before.sequence + 1
        after = await repository.change(ctx.db, session, before.id, before.version, update)
        if after is None:
            raise StaleEvent(before)
        if after.status is not before.status:
            changed.append("status")
        await _record_change(ctx, session, actor, before, after, changed)
        for follower in ctx.event_followers:
            await follower.edited(ctx, session, actor, before, after)
        return after

    return await ctx.lanes.alone(event_id, lambda: ctx.db.transaction(work))


async def cancel_event(ctx: Context, actor: Actor, event_id: str, reason: str) -> Event:
    """Call an event off, for good, and with it every booking of it.

    Of very many bookings some may still be ending when this answers.
    """
    require_admin(actor)
    reason = checked_reason(reason)

    async def work(session: Session) -> Event:
        before = await _current(ctx, session, event_id)
        if before.status in FINAL:
            raise EventIsOver
        update: Document = {
            "status": EventStatus.cancelled.value,
            "cancelled_reason": reason,
            "sequence": before.sequence + 1,
            "updated_at": ctx.clock.now(),
        }
        after = await repository.change(ctx.db, session, event_id, before.version, update)
        if after is None:
            raise StaleEvent(before)
        shown = ["status", "cancelled_reason"]
        await _record_change(ctx, session, actor, before, after, shown, "event.cancelled")
        for follower in ctx.event_followers:
            await follower.cancelled(ctx, session, actor, after)
        return after

    event = await ctx.lanes.alone(event_id, lambda: ctx.db.transaction(work))
    await _call_off(ctx, actor, event)
    return await get_event(ctx, actor, event_id)


async def delete_event(
    ctx: Context, actor: Actor, event_id: str, *, cancel_bookings: bool = False
) -> None:
    """Take an event away; one with bookings only when these are to be cancelled with it.

    Its history stays: in the audit trail, and with those who had booked.
    """
    require_admin(actor)
    event = await _current(ctx, None, event_id)
    if cancel_bookings and event.status not in FINAL and _is_in_use(event):
        event = await cancel_event(ctx, actor, event_id, "")
    while cancel_bookings and event.status is EventStatus.cancelled and _is_in_use(event):
        await _call_off(ctx, actor, event)
        event = await _current(ctx, None, event_id)

    async def work(session: Session) -> None:
        before = await _current(ctx, session, event_id)
        if _is_in_use(before):
            raise EventHasBookings(booked=before.booked, waitlisted=before.waitlisted)
        now = ctx.clock.now()
        update: Document = {
            "status": repository.DELETED,
            "deleted_at": now,
            "updated_at": now,
            "slug": f"{before.slug}~{before.id}",
        }
        if not await repository.change(ctx.db, session, event_id, before.version, update):
            raise StaleEvent(before)
        await let_go_of(ctx, session, before)
        target = Target(before.id, before.name)
        shown = _shown(before, _FIELD_NAMES)
        await record(ctx, session, actor, "event.deleted", target, before=shown)

    await ctx.lanes.alone(event_id, lambda: ctx.db.transaction(work))


async def duplicate_event(ctx: Context, actor: Actor, event_id: str, starts_at: datetime) -> Event:
    """A draft like this event that begins at `starts_at`; all its other times move along."""
    require_admin(actor)
    model = await get_event(ctx, actor, event_id)
    return await create_event(ctx, actor, moved(_fields(model), starts_at), draft=True)


async def flip_statuses(ctx: Context) -> int:
    """Bring stored statuses up to the clock; answer how many that were.

    Any number of processes may do this at once: each flip is conditional, and on record once.
    """
    flipped = 0
    for status in (EventStatus.closed, EventStatus.active):
        due = await repository.due_for(ctx.db, status, ctx.clock.now(), _FLIPS_AT_ONCE)
        for event in due:
            flipped += await _flip(ctx, event, status)
    return flipped


async def _flip(ctx: Context, event: Event, status: EventStatus) -> bool:
    async def work(session: Session) -> bool:
        if not await repository.flip(ctx.db, session, event, status, ctx.clock.now()):
            return False
        before, after = {"status": event.status.value}, {"status": status.value}
        await record(
            ctx, session, system("scheduler"), "event.flipped", Target(event.id, event.name),
            before=before, after=after,
        )  # fmt: skip
        return True

    return await ctx.db.transaction(work)


async def _call_off(ctx: Context, actor: Actor, event: Event) -> None:
    for follower in ctx.event_followers:
        await follower.called_off(ctx, actor, event)


async def _current(
    ctx: Context, session: Session | None, event_id: str, version: int | None = None
) -> Event:
    event = await repository.by_id_or_slug(ctx.db, event_id, session)
    if event is None:
        raise NotFound
    if version is not None and event.version != version:
        raise StaleEvent(_by_the_clock(ctx, event))
    return _by_the_clock(ctx, event)


async def _record_change(
    ctx: Context, session: Session, actor: Actor, before: Event, after: Event,
    names: list[str], action: str = "event.edited",
) -> None:  # fmt: skip
    if names:
        await record(
            ctx, session, actor, action, Target(after.id, after.name),
            before=_shown(before, names), after=_shown(after, names),
        )  # fmt: skip


def _edited_status(
    before: Event, edited: EventFields, wanted: EventStatus | None, now: datetime
) -> EventStatus:
    status = wanted or before.status
    if status is EventStatus.draft and (before.booked or before.waitlisted):
        raise EventHasBookings(booked=before.booked, waitlisted=before.waitlisted)
    if status in {EventStatus.upcoming, EventStatus.active}:
        # An active event that is moved into the future is an upcoming one again.
        return status_at(EventStatus.upcoming, edited.starts_at, edited.ends_at, now)
    return status


def _by_the_clock(ctx: Context, event: Event) -> Event:
    status = status_at(event.status, event.starts_at, event.ends_at, ctx.clock.now())
    return event if status is event.status else replace(event, status=status)


def _is_in_use(event: Event) -> bool:
    return bool(event.booked or event.waitlisted)


def _may_administer(actor: Actor) -> bool:
    try:
        require_admin(actor)
    except Refusal:
        return False
    return True


def _tidied(fields: EventFields) -> EventFields:
    """The fields as the database will hand them back."""
    moments = {name: to_milliseconds(value) for name in MOMENTS if (value := getattr(fields, name))}
    return replace(fields, name=tidy(fields.name), location=tidy(fields.location), **moments)


def _fields(event: Event) -> EventFields:
    return EventFields(**{name: getattr(event, name) for name in _FIELD_NAMES})


def _without_status(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name != "status"}


def _shown(fields: EventFields, names: Any) -> dict[str, Any]:
    return {name: asdict(fields)[name] for name in names}
