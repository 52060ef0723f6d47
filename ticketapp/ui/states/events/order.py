"""Booking from an event's page, signed in or as a guest."""

import json
from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field

from ticketapp.accounts.rules import cleaned_name, normalized_email
from ticketapp.bookings import service as bookings
from ticketapp.bookings.engine import Repeatable
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import Booked, Person
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.errors import FieldError, Invalid, Refusal
from ticketapp.core.idempotency import Answer, Call, fingerprint
from ticketapp.core.limits import WRITES
from ticketapp.events.rules import LARGEST_BOOKING
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import FormState, PageState
from ticketapp.ui.states.events.own import booking_href

GUEST_FIELDS = ("first_name", "last_name", "email")
_WITHIN_GUEST = "guest."

Line = Annotated[str, Field(max_length=300)]


class Guest(BaseModel):
    """Who books without an account, as they typed it."""

    model_config = ConfigDict(extra="forbid")

    first_name: Line
    last_name: Line
    email: Line


class OrderForm(BaseModel):
    """What somebody pressed: the words of the button were about exactly this.

    `line` is whether the button offered the waiting list. `key` is made once for what the person
    means to do, and is the same however often it is sent; nobody else can guess it.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    event_id: Annotated[str, Field(min_length=1, max_length=100)]
    quantity: Annotated[int, Field(ge=1, le=LARGEST_BOOKING)]
    line: bool
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    guest: Guest | None = None


class OrderState(FormState, PageState):
    """`answers` counts refusals, each of which ends a button's work. After a booking the button
    goes on working until its page is left; `fulfilled` is the key of that booking. What was refused
    was about so many tickets as `wanted`.
    """

    answers: int = 0
    fulfilled: str = ""
    wanted: int = 0

    @action
    async def begin(self) -> None:
        """Nothing has been refused on this page yet."""

    @action
    async def book(self, order: OrderForm):  # noqa: ANN201 - an event
        """Book, or join the line if the button said so, and lead to what came of it."""
        self.wanted = order.quantity
        ctx, actor = self._context(), await self._actor()
        await ctx.limiter.hit(WRITES, actor.subject)
        guest = _named(order.guest) if order.guest and actor.is_anonymous else None
        answer = await bookings.book(
            ctx,
            actor,
            order.event_id,
            order.quantity,
            accept_waitlist=order.line,
            attendee=guest,
            repeatable=Repeatable(_call(ctx, actor, order), _kept),
        )
        assert isinstance(answer, Answer)
        self.fulfilled = order.key
        return rx.redirect(_way_to(ctx, actor, answer.body))

    def _refused(self, refusal: Refusal) -> Any:
        event = super()._refused(refusal)
        self.answers += 1
        beside = {name.removeprefix(_WITHIN_GUEST): text for name, text in self.errors.items()}
        self.errors = {name: text for name, text in beside.items() if name in GUEST_FIELDS}
        if beside and not self.errors:
            self.problem = next(iter(beside.values()))
        return event


def _named(guest: Guest) -> Person:
    """The guest as a person; refuses all that is wrong with the fields at once."""
    wrong: list[FieldError] = []
    for field, check in zip(
        GUEST_FIELDS, (cleaned_name, cleaned_name, normalized_email), strict=True
    ):
        try:
            check(getattr(guest, field), field)
        except Invalid as refusal:
            wrong += refusal.fields
    if wrong:
        raise Invalid(*wrong)
    return Person(cleaned_name(f"{guest.first_name} {guest.last_name}", "last_name"), guest.email)


def _call(ctx: Context, actor: Actor, order: OrderForm) -> Call:
    """A guest is known by the key alone: on a phone the address changes between two attempts."""
    said = order.model_dump_json(exclude={"key"}).encode()
    caller = "guest" if actor.is_anonymous else actor.subject
    return Call(caller, order.key, fingerprint(ctx.settings, b"page\n" + said))


def _kept(booked: Booked) -> Answer:
    return Answer(200, json.dumps(booked.booking.id))


def _way_to(ctx: Context, actor: Actor, answer: str) -> str:
    booking_id = json.loads(answer)
    if actor.is_anonymous:
        return f"/manage/{booking_id}.{manage_key(ctx.settings, booking_id)}"
    return booking_href(booking_id)
