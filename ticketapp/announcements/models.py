"""What everybody with a place at an event must hear of, and how far the telling has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ticketapp.bookings.models import BookingStatus


class AnnouncementKind(StrEnum):
    changed = "changed"  # the event has another time or place
    cancelled = "cancelled"  # it is called off: every booking ends, and its people hear of it
    reminder = "reminder"  # it begins soon


class AnnouncementState(StrEnum):
    open = "open"
    done = "done"


# In which order bookings are walked. Who is promoted meanwhile moves from the first stage to the
# second, never back, so that nobody is missed.
STAGES: Mapping[AnnouncementKind, tuple[BookingStatus, ...]] = {
    AnnouncementKind.changed: (BookingStatus.waitlisted, BookingStatus.confirmed),
    AnnouncementKind.reminder: (BookingStatus.confirmed,),
    AnnouncementKind.cancelled: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One thing to tell everybody; `(event_id, kind, version)` is its identity.

    `stage` and `after` say where its walk through the bookings stands, `fence` who walks.
    """

    id: str
    event_id: str
    kind: AnnouncementKind
    version: int
    facts: Mapping[str, Any]
    stage: int
    after: tuple[Any, ...] | None
    fence: int
    due_at: datetime
