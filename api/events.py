"""Events as the API shows them, and the bodies of requests about them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas import AnswerBody, Change, Moment, RequestBody, Time, left_out
from ticketapp.events import models
from ticketapp.events.models import EventFields, EventStatus
from ticketapp.events.rules import (
    DESCRIPTION_LENGTH,
    LARGEST_BOOKING,
    LARGEST_CAPACITY,
    LOCATION_LENGTH,
    NAME_LENGTH,
    REASON_LENGTH,
)

Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH, examples=["Summer Concert"])]
Description = Annotated[
    str,
    Field(
        max_length=DESCRIPTION_LENGTH,
        description="Markdown. Scripts, HTML and pictures in it are never shown.",
        examples=["Bring a **blanket**."],
    ),
]
TimeZone = Annotated[
    str,
    Field(max_length=64, description="A name of the IANA database.", examples=["Europe/Berlin"]),
]
Location = Annotated[
    str, Field(min_length=1, max_length=LOCATION_LENGTH, examples=["Town Hall, Berlin"])
]
Capacity = Annotated[int, Field(ge=1, le=LARGEST_CAPACITY, examples=[250])]
PerBooking = Annotated[int, Field(ge=1, le=LARGEST_BOOKING, examples=[10])]
PerPerson = Annotated[int, Field(ge=1, le=LARGEST_CAPACITY, examples=[10])]
Metadata = Annotated[
    dict[str, Any],
    Field(
        description="Any JSON object up to 16 KB, nested 5 levels deep at most, with no `$` or "
        "dot in its names. Its `tags` are searched, too.",
        examples=[{"tags": ["jazz"], "speakers": [{"name": "Ada"}]}],
    ),
]
Editable = Annotated[Literal["draft", "upcoming"], Field(examples=["upcoming"])]
Starts = Annotated[Moment, Field(examples=["2027-06-18T18:00:00Z"])]
Ends = Annotated[Moment, Field(description="After the start.", examples=["2027-06-18T22:00:00Z"])]


class EventIn(RequestBody):
    """A new event. Times that are left out follow the start and the end."""

    name: Name
    description: Description = ""
    starts_at: Starts
    ends_at: Ends
    timezone: TimeZone
    location: Location
    capacity: Capacity
    status: Editable = "upcoming"
    booking_opens_at: Moment | None = None
    booking_closes_at: Moment | None = None
    cancel_until: Moment | None = None
    max_per_booking: PerBooking = 10
    max_per_person: PerPerson = 10
    waitlist: bool = True
    waitlist_closes_at: Moment | None = None
    doors_open_at: Moment | None = None
    guest_booking: bool = False
    reentry: bool = False
    metadata: Metadata = Field(default_factory=dict[str, Any])

    def fields(self) -> EventFields:
        values = {name: getattr(self, name) for name in type(self).model_fields}
        del values["status"]
        return EventFields(**values)


class EventChange(Change):
    """What is left out stays as it is. A time set to null follows the start or the end again."""

    name: Name = left_out()
    description: Description = left_out()
    starts_at: Starts = left_out()
    ends_at: Ends = left_out()
    timezone: TimeZone = left_out()
    location: Location = left_out()
    capacity: Capacity = left_out()
    status: Editable = left_out()
    booking_opens_at: Moment | None = left_out()
    booking_closes_at: Moment | None = left_out()
    cancel_until: Moment | None = left_out()
    max_per_booking: PerBooking = left_out()
    max_per_person: PerPerson = left_out()
    waitlist: bool = left_out()
    waitlist_closes_at: Moment | None = left_out()
    doors_open_at: Moment | None = left_out()
    guest_booking: bool = left_out()
    reentry: bool = left_out()
    metadata: Metadata = left_out()

    def given(self) -> dict[str, Any]:
        given = super().given()
        if "status" in given:
            given["status"] = EventStatus(given["status"])
        return given


class Cancellation(RequestBody):
    reason: Annotated[
        str,
        Field(
            max_length=REASON_LENGTH,
            description="Shown to everybody who looks at the event.",
            examples=["The hall is flooded."],
        ),
    ] = ""


class Copy(RequestBody):
    starts_at: Starts


class Event(AnswerBody):
    """An event and what has become of it."""

    id: str
    slug: str = Field(description="Its name in addresses; as good as the id in every call.")
    name: str
    description: str
    starts_at: Time
    ends_at: Time
    timezone: str
    location: str
    capacity: int
    status: EventStatus
    cancelled_reason: str
    available: int = Field(
        description="The free seats. To all but admins there are none while anybody waits."
    )
    booked: int
    waitlisted: int
    booking_opens_at: Time | None
    booking_closes_at: Time | None = Field(description="Null: bookings close at the end.")
    cancel_until: Time | None = Field(description="Null: tickets can be cancelled until the start.")
    max_per_booking: int
    max_per_person: int
    waitlist: bool
    waitlist_closes_at: Time | None = Field(description="Null: it closes at the start.")
    doors_open_at: Time | None = Field(description="Null: doors open 2 hours before the start.")
    guest_booking: bool
    reentry: bool
    metadata: dict[str, Any]
    cover: str | None = Field(
        description="The picture's id: it is served as `/covers/{cover}-640.webp` and as "
        "`/covers/{cover}-1280.webp`."
    )
    version: int
    created_at: Time
    updated_at: Time

    @classmethod
    def of(cls, event: models.Event, *, for_admin: bool = False) -> "Event":
        values = {name: getattr(event, name) for name in _SHOWN}
        values["metadata"] = dict(event.metadata)
        if not for_admin:
            values["available"] = event.open_seats
        return Event(**values)


_SHOWN = tuple(Event.model_fields)


class EventCounts(AnswerBody):
    """How far an event has come, in figures."""

    event_id: str
    name: str
    status: EventStatus
    capacity: int
    available: int
    booked: int
    waitlisted: int
    checked_in: int = Field(description="Tickets that were let in at the door.")

    @classmethod
    def of(cls, event: models.Event, checked_in: int, *, for_admin: bool = False) -> "EventCounts":
        return EventCounts(
            event_id=event.id,
            name=event.name,
            status=event.status,
            capacity=event.capacity,
            available=event.available if for_admin else event.open_seats,
            booked=event.booked,
            waitlisted=event.waitlisted,
            checked_in=checked_in,
        )
