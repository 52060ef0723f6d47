"""Who has booked an event or waits for it: found by words or a code, walked by cursors."""

from dataclasses import replace
from typing import Literal, TypedDict

from pydantic import BaseModel

from ticketapp.bookings import service as bookings
from ticketapp.bookings.models import Booking, BookingFilter, BookingOrder, BookingStatus
from ticketapp.events import service as events
from ticketapp.tickets.codes import grouped, typed_code
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Line
from ticketapp.ui.states.admin.events.addressed import ManagedEventScreen
from ticketapp.ui.states.admin.screen import COUNT_UP_TO, AdminList
from ticketapp.ui.states.base import PageState

# Every booking that a search finds must be opened to count it.
MOST_COUNTED_BY_WORDS = 200


EVERY = "every"


class AttendeeFilters(BaseModel):
    """Those with tickets, unless the address asks for others. A code is looked for among all."""

    q: Line = ""
    status: BookingStatus | Literal["every"] = BookingStatus.confirmed
    sort: BookingOrder = BookingOrder.newest

    @property
    def wanted(self) -> BookingFilter:
        among_all = self.status == EVERY or typed_code(self.q)
        return BookingFilter(self.q, None if among_all else BookingStatus(self.status), self.sort)


class AttendeeQuery(AttendeeFilters):
    """What the address says: also which part of the list."""

    cursor: str = ""

    @property
    def filters(self) -> AttendeeFilters:
        return AttendeeFilters.model_validate(self.model_dump())


class ListOf(AttendeeFilters):
    """Whose list it is; cursors into it fit no other."""

    event: str


class AttendeeRow(TypedDict):
    id: str
    name: str
    email: str
    reference: str
    status: str
    quantity: int
    inside: int
    booked_at: str


class AttendeesState(ManagedEventScreen, AdminList, PageState):
    """`booked` and `waiting` are the event's figures when the list was read: it does not move by
    itself. `code` is the ticket code that was searched for, if it was one.
    """

    rows: list[AttendeeRow] = []  # noqa: RUF012
    filtered: bool = False
    status: str = BookingStatus.confirmed.value
    sort: str = BookingOrder.newest.value
    booked: int = 0
    waiting: int = 0
    code: str = ""

    @action
    async def load(self) -> None:
        ctx, actor, asked = self._context(), await self._admin(), self._asked(AttendeeQuery)
        event = await events.get_event(ctx, actor, self._addressed())
        filters = asked.filters
        whose = ListOf(event=event.id, **filters.model_dump())
        most = MOST_COUNTED_BY_WORDS if filters.q else COUNT_UP_TO
        part = replace(self._part(asked.cursor, whose), count_up_to=most)
        event, page = await bookings.find_attendees(ctx, actor, event.id, filters.wanted, part)
        self._walk_on_from(page, whose)
        self.counted_all = page.total < most
        self.rows = [_row(booking) for booking in page.items]
        self.status = str(filters.status)
        self.filtered = bool(filters.q) or filters.status != BookingStatus.confirmed
        self.sort = filters.sort.value
        self.booked, self.waiting = event.booked, event.waitlisted
        self.code = grouped(typed_code(filters.q) or "")
        self.access = "open"


def _row(booking: Booking) -> AttendeeRow:
    return AttendeeRow(
        id=booking.id,
        name=booking.attendee.name,
        email=booking.attendee.email,
        reference=booking.reference,
        status=booking.status.value,
        quantity=booking.quantity,
        inside=sum(ticket.checked_in_at is not None for ticket in booking.valid_tickets),
        booked_at=booking.created_at.isoformat(),
    )
