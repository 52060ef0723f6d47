"""Events: found by everybody, managed by admins."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.auth import NEEDS_ADMIN, Admin, CurrentActor
from api.dependencies import Ctx, KnownEvent
from api.etags import AS_KNOWN, BasedOn, entity, etag_of, outdated
from api.events import (
    Cancellation,
    Copy,
    Event,
    EventChange,
    EventCounts,
    EventIn,
)
from api.idempotency import Once, created
from api.limits import limited
from api.lists import ListQuery
from api.people import NO_CONTROL_CHARACTERS
from api.problems import refusals, with_current
from api.schemas import Moment, PageOf
from ticketapp.core.actor import Actor
from ticketapp.core.errors import (
    Forbidden,
    IdempotencyKeyReused,
    IfMatchRequired,
    Invalid,
    NotFound,
    Stale,
)
from ticketapp.core.idempotency import Answer, Claim
from ticketapp.core.limits import READS, WRITES
from ticketapp.door.figures import admitted
from ticketapp.events import covers, models, service
from ticketapp.events.errors import (
    CapacityBelowBooked,
    EventHasBookings,
    EventIsOver,
    StaleEvent,
    UnsupportedPicture,
    UnusablePicture,
)
from ticketapp.events.models import LISTED, EventFilter, EventSort, EventStatus
from ticketapp.events.pictures import LARGEST_UPLOAD

router = APIRouter(prefix="/events", tags=["Events"])

LARGER_BODIES = {r"/api/v1/events/[^/]+/cover": LARGEST_UPLOAD}
_PICTURES = {
    f"image/{kind}": {"schema": {"type": "string", "format": "binary"}}
    for kind in ("jpeg", "png", "webp")
}


def _words(description: str) -> Any:
    return Query(max_length=100, pattern=NO_CONTROL_CHARACTERS, description=description)


@router.get("", responses=refusals(Forbidden), dependencies=[limited(READS)])
async def list_events(
    ctx: Ctx,
    actor: CurrentActor,
    wanted: ListQuery,
    *,
    q: Annotated[str, _words("Beginnings of words; all must fit.")] = "",
    status: Annotated[
        list[EventStatus] | None,
        Query(max_length=len(EventStatus), description="One or several; drafts for admins alone."),
    ] = None,
    starts_after: Annotated[Moment | None, Query(description="At that moment or later.")] = None,
    starts_before: Annotated[Moment | None, Query(description="Before that moment.")] = None,
    location: Annotated[str, _words("Beginnings of words of the place; all must fit.")] = "",
    available: Annotated[bool, Query(description="Only those with seats for anybody.")] = False,
    sort: EventSort = EventSort.soonest,
) -> PageOf[Event]:
    """Events: without filters, those to come and those that go on, the next one first.

    With filters beside `status`, a `total` of 10,000 (of 200 with several words) means at least
    that many.
    """
    fitting = EventFilter(
        words=q,
        location=location,
        statuses=tuple(dict.fromkeys(status)) if status else LISTED,
        starts_after=starts_after,
        starts_before=starts_before,
        available_only=available,
        sort=sort,
    )
    page = await service.find_events(ctx, actor, fitting, wanted.part)
    return wanted.answer(page, lambda event: _shown(event, actor))


@router.get("/{event_id}", responses=refusals(NotFound) | AS_KNOWN, dependencies=[limited(READS)])
async def read_event(
    ctx: Ctx, actor: CurrentActor, request: Request, event_id: KnownEvent
) -> Event:
    """One event; a draft for admins alone."""
    event = await service.get_event(ctx, actor, event_id)
    return entity(request, _shown(event, actor), event.version)


@router.get("/{event_id}/status", responses=refusals(NotFound), dependencies=[limited(READS)])
async def read_event_status(ctx: Ctx, actor: CurrentActor, event_id: KnownEvent) -> EventCounts:
    """An event's figures, small enough to be asked for often."""
    event = await service.get_event(ctx, actor, event_id)
    checked_in = await admitted(ctx, event.id)
    return EventCounts.of(event, checked_in, for_admin=actor.is_admin)


@router.post(
    "",
    status_code=201,
    responses=refusals(*NEEDS_ADMIN, Invalid, IdempotencyKeyReused),
    dependencies=[limited(WRITES)],
)
async def create_event(ctx: Ctx, actor: Admin, new: EventIn, once: Once) -> Event:
    """Make an event. Safe to repeat with the same Idempotency-Key."""

    async def create(_claim: Claim | None) -> Answer:
        draft = new.status == EventStatus.draft
        event = await service.create_event(ctx, actor, new.fields(), draft=draft)
        return _created(event, actor)

    return await once(create)


@router.patch(
    "/{event_id}",
    responses=refusals(
        *NEEDS_ADMIN,
        NotFound,
        CapacityBelowBooked,
        EventHasBookings,
        EventIsOver,
        Invalid,
        IfMatchRequired,
    )
    | with_current(Stale, Event),
    dependencies=[limited(WRITES)],
)
async def edit_event(
    ctx: Ctx,
    actor: Admin,
    request: Request,
    event_id: KnownEvent,
    change: EventChange,
    based_on: BasedOn,
) -> Event:
    """Change an event. An edit of an older version is refused and shows the `current` one."""
    event = await service.get_event(ctx, actor, event_id)
    try:
        event = await service.edit_event(ctx, actor, event.id, based_on.version(), change.given())
    except Stale as stale:
        current = stale.current if isinstance(stale, StaleEvent) else event
        return outdated(request, stale, _shown(current, actor), current.version)
    return entity(request, _shown(event, actor), event.version)


@router.delete(
    "/{event_id}",
    status_code=204,
    responses=refusals(*NEEDS_ADMIN, NotFound, EventHasBookings),
    dependencies=[limited(WRITES)],
)
async def delete_event(
    ctx: Ctx,
    actor: Admin,
    event_id: KnownEvent,
    *,
    cancel_bookings: Annotated[bool, Query(description="Else one with bookings stays.")] = False,
) -> Response:
    """Take an event away; with `cancel_bookings` every booking of it, too. Its history stays."""
    event = await service.get_event(ctx, actor, event_id)
    await service.delete_event(ctx, actor, event.id, cancel_bookings=cancel_bookings)
    return Response(status_code=204)


@router.post(
    "/{event_id}/cancel",
    responses=refusals(*NEEDS_ADMIN, NotFound, EventIsOver, Invalid),
    dependencies=[limited(WRITES)],
)
async def cancel_event(
    ctx: Ctx, actor: Admin, request: Request, event_id: KnownEvent, cancellation: Cancellation
) -> Event:
    """Call an event off, for good. It stays to be seen, with the reason."""
    event = await service.get_event(ctx, actor, event_id)
    event = await service.cancel_event(ctx, actor, event.id, cancellation.reason)
    return entity(request, _shown(event, actor), event.version)


@router.post(
    "/{event_id}/duplicate",
    status_code=201,
    responses=refusals(*NEEDS_ADMIN, NotFound, Invalid, IdempotencyKeyReused),
    dependencies=[limited(WRITES)],
)
async def duplicate_event(
    ctx: Ctx, actor: Admin, event_id: KnownEvent, copy: Copy, once: Once
) -> Event:
    """Make a draft like this event that starts at another time; its other times move along."""

    async def duplicate(_claim: Claim | None) -> Answer:
        event = await service.duplicate_event(ctx, actor, event_id, copy.starts_at)
        return _created(event, actor)

    return await once(duplicate)


@router.put(
    "/{event_id}/cover",
    responses=refusals(*NEEDS_ADMIN, NotFound, EventIsOver, UnusablePicture, UnsupportedPicture),
    dependencies=[limited(WRITES)],
    openapi_extra={"requestBody": {"required": True, "content": _PICTURES}},
)
async def put_cover(ctx: Ctx, actor: Admin, request: Request, event_id: KnownEvent) -> Event:
    """Give an event a picture: JPEG, PNG or WebP up to 10 MB, 320 pixels wide or more.

    It is shown 640 and 1280 pixels wide, without what cameras write into it.
    """
    stated = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not stated.startswith("image/"):
        raise UnsupportedPicture
    event = await covers.put_cover(ctx, actor, event_id, await request.body())
    return entity(request, _shown(event, actor), event.version)


@router.delete(
    "/{event_id}/cover",
    status_code=204,
    responses=refusals(*NEEDS_ADMIN, NotFound, EventIsOver),
    dependencies=[limited(WRITES)],
)
async def remove_cover(ctx: Ctx, actor: Admin, event_id: KnownEvent) -> Response:
    """Show the event without a picture again."""
    await covers.remove_cover(ctx, actor, event_id)
    return Response(status_code=204)


def _shown(event: models.Event, actor: Actor) -> Event:
    return Event.of(event, for_admin=actor.is_admin)


def _created(event: models.Event, actor: Actor) -> Answer:
    answer = created(_shown(event, actor), f"/api/v1/events/{event.id}")
    tag = etag_of(answer.body, event.version)
    return replace(answer, headers={**answer.headers, "ETag": tag})
