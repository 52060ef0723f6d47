"""Events, as services speak of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

DOORS_OPEN_BEFORE = timedelta(hours=2)


class EventStatus(StrEnum):
    draft = "draft"
    upcoming = "upcoming"
    active = "active"
    closed = "closed"
    cancelled = "cancelled"


LISTED = (EventStatus.upcoming, EventStatus.active)
FINAL = (EventStatus.closed, EventStatus.cancelled)
PUBLIC = (*LISTED, EventStatus.closed, EventStatus.cancelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFields:
    """What an admin decides about an event. Times are in UTC; None stands for the default."""

    name: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    location: str
    capacity: int
    description: str = ""
    booking_opens_at: datetime | None = None
    booking_closes_at: datetime | None = None
    cancel_until: datetime | None = None
    max_per_booking: int = 10
    max_per_person: int = 10
    waitlist: bool = True
    waitlist_closes_at: datetime | None = None
    doors_open_at: datetime | None = None
    guest_booking: bool = False
    reentry: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(EventFields):
    """An event and what has become of it. `sequence` counts changes that calendars must learn."""

    id: str
    slug: str
    status: EventStatus
    available: int
    booked: int
    waitlisted: int
    version: int
    sequence: int
    cover: str | None
    cancelled_reason: str
    created_at: datetime
    updated_at: datetime

    @property
    def booking_ends_at(self) -> datetime:
        return self.booking_closes_at or self.ends_at

    @property
    def cancellable_until(self) -> datetime:
        return self.cancel_until or self.starts_at

    @property
    def waitlist_ends_at(self) -> datetime:
        return self.waitlist_closes_at or self.starts_at

    @property
    def doors_open(self) -> datetime:
        return self.doors_open_at or self.starts_at - DOORS_OPEN_BEFORE

    @property
    def open_seats(self) -> int:
        """What the public may count on: none while anybody waits for the freed ones."""
        return 0 if self.waitlisted else self.available

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC


class EventSort(StrEnum):
    """Orders a list of events can have; `-` turns one around."""

    soonest = "starts_at"
    latest = "-starts_at"
    by_name = "name"
    by_name_backwards = "-name"
    least_available = "available"
    most_available = "-available"
    oldest = "created_at"
    newest = "-created_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events to list; words and places are found by their beginnings."""

    words: str = ""
    location: str = ""
    statuses: tuple[EventStatus, ...] = LISTED
    starts_after: datetime | None = None
    starts_before: datetime | None = None
    available_only: bool = False
    sort: EventSort = EventSort.soonest
