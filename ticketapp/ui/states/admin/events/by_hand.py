"""An admin books for somebody who asked them to."""

from datetime import datetime
from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, Field

from ticketapp.accounts.rules import cleaned_name, normalized_email
from ticketapp.bookings.by_hand import book_by_hand
from ticketapp.bookings.models import BookingStatus, Person
from ticketapp.core.errors import FieldError, Invalid, Refusal
from ticketapp.core.i18n import N_
from ticketapp.events import service as events
from ticketapp.events.models import LISTED, Event
from ticketapp.events.rules import LARGEST_BOOKING
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Line
from ticketapp.ui.states.admin.events.addressed import HOME, ManagedEventScreen
from ticketapp.ui.states.admin.events.booking import NEW, SheetQuery
from ticketapp.ui.states.base import PageState


class HandForm(BaseModel):
    """Who the tickets are for. A box that is not ticked is not sent."""

    first_name: Line = ""
    last_name: Line = ""
    email: Line = ""
    quantity: Annotated[int, Field(ge=1, le=LARGEST_BOOKING)] = 1
    in_line: bool = False
    mailed: bool = False


class BookByHandState(ManagedEventScreen, PageState):
    """`window` says where the public's booking stands: ``open``, or not ``before`` or ``after``
    some time; ``shut`` where not even an admin can book.
    """

    window: str = ""
    _key: str = ""

    @action
    async def load(self) -> None:
        actor = await self._admin()
        if self._asked(SheetQuery).booking == NEW:
            ctx = self._context()
            event = await events.get_event(ctx, actor, self._addressed())
            self.window = _window(event, ctx.clock.now())
            self._key = ctx.ids.new()
        self.access = "open"

    @action
    async def book(self, form: HandForm) -> Any:
        """Book, once however often it is sent, and show the booking."""
        ctx, actor = self._context(), await self._admin()
        booking = await book_by_hand(
            ctx,
            actor,
            self._addressed(),
            _person(form),
            form.quantity,
            key=self._key or ctx.ids.new(),
            accept_waitlist=form.in_line,
            mailed=form.mailed,
        )
        self._key = ctx.ids.new()
        if booking.status is BookingStatus.waitlisted:
            self._tell(N_("{name} is in line."), name=booking.attendee.name)
        else:
            self._tell(N_("{name} is booked."), name=booking.attendee.name)
        return rx.redirect(f"{HOME}/{booking.event_id}/attendees?booking={booking.id}")

    def _refused(self, refusal: Refusal) -> Any:
        """A name that is too long as a whole is said beside its second half."""
        way = super()._refused(refusal)
        if "name" in self.errors:
            self.errors = {"last_name": self.errors["name"]}
        return way


def _person(form: HandForm) -> Person:
    """Refuses what is missing or wrong, field by field."""
    wrong: list[FieldError] = []
    for field, check in (
        ("first_name", cleaned_name),
        ("last_name", cleaned_name),
        ("email", normalized_email),
    ):
        try:
            check(getattr(form, field), field)
        except Invalid as refusal:
            wrong += refusal.fields
    if wrong:
        raise Invalid(*wrong)
    return Person(f"{form.first_name.strip()} {form.last_name.strip()}", form.email)


def _window(event: Event, now: datetime) -> str:
    if event.status not in LISTED:
        return "shut"
    if event.booking_opens_at and now < event.booking_opens_at:
        return "before"
    return "after" if now >= event.booking_ends_at else "open"
