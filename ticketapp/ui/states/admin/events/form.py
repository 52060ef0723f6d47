"""The form of an event: what stands in its controls, and the event that this means."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from ticketapp.core.errors import FieldError, Invalid
from ticketapp.core.i18n import N_
from ticketapp.events.models import Event, EventFields, EventStatus
from ticketapp.events.rules import MOMENTS, checked, tidy, time_zones
from ticketapp.ui.states.admin.events.details import (
    Details,
    SpeakerLine,
    details_of,
    metadata_of,
)
from ticketapp.ui.states.admin.events.wall_clock import Doubled, doubled, moment_of, on_the_wall

Value = TypeVar("Value")
Text = Annotated[str, Field(max_length=1_000)]
LongText = Annotated[str, Field(max_length=40_000)]
Texts = Annotated[list[Text], Field(max_length=100)]

FIELD_NAMES = tuple(field.name for field in fields_of(EventFields))
NUMBERS = ("capacity", "max_per_booking", "max_per_person")
CHECKS = ("waitlist", "guest_booking", "reentry")
_USUAL_LENGTH = timedelta(hours=2)
_NUMBER = re.compile(r"-?[0-9]{1,12}")
_NEEDED = N_("This is needed.")
_NO_NUMBER = N_("This must be a whole number.")
_NO_ZONE = N_("Choose a time zone such as Europe/Berlin.")


class EventForm(BaseModel):
    """What stands in the controls. `id` and `version` say which event they were filled from.

    Times are those that a clock on the wall at the event's place shows; `second` names the fields
    whose time comes twice there and means the second.
    """

    id: Text = ""
    version: Annotated[int, Field(ge=0, le=2**53)] = 0
    status: EventStatus = EventStatus.draft
    name: Text = ""
    description: LongText = ""
    location: Text = ""
    timezone: Text = ""
    starts_at: Text = ""
    ends_at: Text = ""
    doors_open_at: Text = ""
    capacity: Text = ""
    max_per_booking: Text = "10"
    max_per_person: Text = "10"
    booking_opens_at: Text = ""
    booking_closes_at: Text = ""
    cancel_until: Text = ""
    waitlist: bool = False
    waitlist_closes_at: Text = ""
    guest_booking: bool = False
    reentry: bool = False
    speaker_name: Texts = []
    speaker_role: Texts = []
    tags: LongText = ""
    rest: LongText = ""
    second: Annotated[list[Text], Field(max_length=len(MOMENTS))] = []

    @property
    def details(self) -> Details:
        lines = [
            SpeakerLine(name=tidy(name), role=tidy(role))
            for name, role in zip(self.speaker_name, self.speaker_role, strict=False)
        ]
        return Details(lines, self.tags, self.rest)


@dataclass(frozen=True, slots=True)
class Reading:
    """The event that a form means, and what is wrong with it.

    Where something is wrong the event has what it had before, or what is usual.
    """

    fields: EventFields
    errors: tuple[FieldError, ...]
    doubled: dict[str, Doubled]

    @property
    def sound(self) -> EventFields:
        """The event, if nothing is wrong with it; refuses (`Invalid`) all that is."""
        if self.errors:
            raise Invalid(*self.errors)
        return self.fields


def new_form() -> EventForm:
    return EventForm(waitlist=True)


def form_of(event: EventFields) -> EventForm:
    """The form filled in with an event."""
    zone = ZoneInfo(event.timezone)
    there = {name: moment.astimezone(zone) for name in MOMENTS if (moment := getattr(event, name))}
    details = details_of(event.metadata)
    return EventForm(
        **{name: getattr(event, name) for name in ("name", "description", "location", "timezone")},
        **{name: str(getattr(event, name)) for name in NUMBERS},
        **{name: getattr(event, name) for name in CHECKS},
        **{name: on_the_wall(moment) for name, moment in there.items()},
        speaker_name=[line["name"] for line in details.speakers],
        speaker_role=[line["role"] for line in details.speakers],
        tags=details.tags,
        rest=details.rest,
        second=[name for name, moment in there.items() if moment.fold],
    )


def read(form: EventForm, known: EventFields | None, now: datetime) -> Reading:
    """What the form means for an event that is `known`, or for a new one."""
    otherwise = known or _usual(now)
    errors: list[FieldError] = []
    values: dict[str, Any] = {}

    def take(name: str, read_one: Callable[[], Any]) -> None:
        try:
            values[name] = read_one()
        except Invalid as refusal:
            errors.extend(refusal.fields)

    values |= {name: getattr(form, name) for name in ("description", *CHECKS)}
    values |= {name: tidy(getattr(form, name)) for name in ("name", "location")}
    for name in NUMBERS:
        take(name, lambda name=name: _number(name, getattr(form, name)))
    take("timezone", lambda: _zone(form.timezone))
    zone: str = values.get("timezone", "UTC")
    for name in MOMENTS:
        text, second = getattr(form, name), name in form.second
        take(name, lambda n=name, t=text, s=second: moment_of(n, t, zone, second=s))
    take("metadata", lambda: metadata_of(form.details, known.metadata if known else {}))
    read_fields = replace(otherwise, **values)
    errors.extend(_wrong(read_fields, errors))
    return Reading(
        _mended(read_fields, otherwise, {error.field for error in errors}),
        tuple(errors),
        {name: twice for name in MOMENTS if (twice := doubled(getattr(form, name), zone))},
    )


def as_event(fields: EventFields, known: Event | None, now: datetime) -> Event:
    """The event as its page would show it; a draft as it will look when it is published."""
    values = {name: getattr(fields, name) for name in FIELD_NAMES}
    booked = known.booked if known else 0
    status = known.status if known else EventStatus.draft
    return Event(
        **values,
        id=known.id if known else "",
        slug=known.slug if known else "",
        status=EventStatus.upcoming if status is EventStatus.draft else status,
        available=max(fields.capacity - booked, 0),
        booked=booked,
        waitlisted=known.waitlisted if known else 0,
        version=known.version if known else 0,
        sequence=known.sequence if known else 0,
        cover=known.cover if known else None,
        cancelled_reason=known.cancelled_reason if known else "",
        created_at=known.created_at if known else now,
        updated_at=now,
    )


def fields_in(event: Event) -> EventFields:
    return EventFields(**{name: getattr(event, name) for name in FIELD_NAMES})


def _usual(now: datetime) -> EventFields:
    """Stands in where a new event's form says nothing that makes sense yet."""
    starts_at = (now + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    return EventFields(
        name="", starts_at=starts_at, ends_at=starts_at + _USUAL_LENGTH, timezone="UTC",
        location="", capacity=100,
    )  # fmt: skip


def _wrong(fields: EventFields, already: Sequence[FieldError]) -> Iterable[FieldError]:
    """What the rules say, but for what already has its own answer or hangs on it."""
    refused = {error.field for error in already}
    has_its_times = not refused & {*MOMENTS, "timezone"}
    try:
        checked(fields)
    except Invalid as refusal:
        for error in refusal.fields:
            field = "rest" if error.field == "metadata" else error.field
            if field not in refused and (has_its_times or field not in MOMENTS):
                yield FieldError(field, error.code, error.message)


def _mended(fields: EventFields, otherwise: EventFields, wrong: set[str]) -> EventFields:
    """The fields, those that are wrong as they were, in an order that can be shown."""
    as_before = {name: getattr(otherwise, name) for name in wrong if name in FIELD_NAMES}
    mended = replace(fields, **as_before)
    if "starts_at" in wrong and "ends_at" not in wrong:
        return replace(mended, starts_at=mended.ends_at - _USUAL_LENGTH)
    if mended.ends_at <= mended.starts_at or "ends_at" in wrong:
        return replace(mended, ends_at=mended.starts_at + _USUAL_LENGTH)
    return mended


def _number(field: str, text: str) -> int:
    text = text.strip()
    if not text:
        raise Invalid(FieldError(field, "required", _NEEDED))
    if not _NUMBER.fullmatch(text):
        raise Invalid(FieldError(field, "no_number", _NO_NUMBER))
    return int(text)


def _zone(name: str) -> str:
    if name.strip() not in time_zones():
        raise Invalid(FieldError("timezone", "unknown_timezone", _NO_ZONE))
    return name.strip()
