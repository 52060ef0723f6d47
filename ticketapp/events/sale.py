"""Where an event's sale stands at a moment, in the one word that is true for everybody."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ticketapp.events.models import Event, EventStatus
from ticketapp.events.rules import status_at


class SaleState(StrEnum):
    draft = "draft"
    not_open = "not_open"
    open = "open"
    line = "line"  # no seat to be had, but a place in the waiting list
    sold_out = "sold_out"
    closed = "closed"
    over = "over"
    cancelled = "cancelled"


_WITHOUT_SALE = {
    EventStatus.draft: SaleState.draft,
    EventStatus.cancelled: SaleState.cancelled,
    EventStatus.closed: SaleState.over,
}


@dataclass(frozen=True, slots=True)
class SaleNow:
    """`left` is what one may count on: nothing while others wait for what is free."""

    state: SaleState
    left: int


def sale_at(event: Event, now: datetime) -> SaleNow:
    """What somebody who came `now` would be told, by the rules that booking itself goes by."""
    status = status_at(event.status, event.starts_at, event.ends_at, now)
    has_line = event.waitlist and now < event.waitlist_ends_at
    left = 0 if event.waitlisted and has_line else event.available
    return SaleNow(_state_at(event, status, now, left=left, has_line=has_line), left)


def next_moment(event: Event, now: datetime) -> datetime | None:
    """When the clock alone will next change what is said about the event."""
    if event.status in _WITHOUT_SALE:
        return None
    moments = (
        event.booking_opens_at,
        event.booking_ends_at,
        event.waitlist_ends_at,
        event.starts_at,
        event.ends_at,
    )
    return min((moment for moment in moments if moment and moment > now), default=None)


def _state_at(
    event: Event, status: EventStatus, now: datetime, *, left: int, has_line: bool
) -> SaleState:
    if status in _WITHOUT_SALE:
        return _WITHOUT_SALE[status]
    if event.booking_opens_at and now < event.booking_opens_at:
        return SaleState.not_open
    if now >= event.booking_ends_at:
        return SaleState.closed
    if left:
        return SaleState.open
    return SaleState.line if has_line else SaleState.sold_out
