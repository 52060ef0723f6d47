"""A person's bookings in their export, and what becomes of them when the person is erased."""

from dataclasses import replace
from itertools import groupby
from typing import Any

from ticketapp.bookings import repository, transfer_letters
from ticketapp.bookings.engine import Request, decide_within
from ticketapp.bookings.models import (
    ERASED,
    Booking,
    BookingStatus,
    Cancellation,
    Person,
    TakingBack,
)
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Session
from ticketapp.events.models import Event
from ticketapp.outbox import service as outbox
from ticketapp.tickets.codes import grouped


class PersonalBookings:
    """The part of bookings in personal data: those made signed in, and those made as a guest under
    an address that the person has proved to be theirs.
    """

    name = "bookings"

    async def export(self, ctx: Context, user_id: str, email: str) -> list[dict[str, Any]]:
        bookings = await repository.of_person(ctx.db, None, user_id, email)
        events = await repository.events_of(ctx.db, {each.event_id for each in bookings})
        return [_exported(each, events[each.event_id]) for each in bookings]

    async def erase(
        self, ctx: Context, session: Session, actor: Actor, user_id: str, email: str
    ) -> None:
        """Cancel what is to come, which lets the next in line in; then forget who it was.

        What was used at the door, or is over, stays as somebody's.
        """
        bookings = await repository.of_person(ctx.db, session, user_id, email)
        nobody, themselves = Person("", f"{user_id}{ERASED}"), Actor(actor.origin, user_id)
        await self._cancel_coming(ctx, session, themselves, bookings)
        left = await repository.of_person(ctx.db, session, user_id, email)
        left += await repository.offered_to(ctx.db, session, user_id, email)
        await outbox.erase_mentions(
            ctx, session, transfer_letters.NAMING, [each.id for each in left]
        )
        await self._end_offers(ctx, session, themselves, left, email)
        left = await repository.of_person(ctx.db, session, user_id, email)
        forgotten = {each.id: _without(each, email, user_id, nobody) for each in left}
        for giver in await repository.offered_to(ctx.db, session, user_id, email):
            forgotten.setdefault(giver.id, _without_taker(giver, email, nobody))
        await repository.write_all(ctx.db, session, forgotten.values(), forgotten)
        await outbox.erase_recipient(ctx, session, email, object_ids=forgotten)

    async def _cancel_coming(
        self, ctx: Context, session: Session, actor: Actor, bookings: list[Booking]
    ) -> None:
        events = await repository.events_of(ctx.db, {each.event_id for each in bookings})
        coming = [
            each
            for each in bookings
            if ctx.clock.now() < events[each.event_id].starts_at and _can_be_cancelled(each)
        ]
        coming.sort(key=lambda each: each.event_id)
        for event_id, theirs in groupby(coming, key=lambda each: each.event_id):
            # The cut-off is about changing one's mind; leaving for good is another matter.
            wishes = [
                Cancellation(booking_id=each.id, by=actor.user_id or "", by_admin=True)
                for each in theirs
            ]
            await decide_within(ctx, session, event_id, [Request(wish, actor) for wish in wishes])

    async def _end_offers(
        self, ctx: Context, session: Session, actor: Actor, bookings: list[Booking], email: str
    ) -> None:
        """Take back what they hold out to others, and what others hold out to them."""
        wishes = {
            ticket.id: (booking.event_id, TakingBack(
                booking_id=booking.id, ticket_id=ticket.id, by=actor.user_id or ""
            ))
            for booking in bookings
            for ticket in booking.tickets
            if ticket.offer and ticket.is_offered
            and email in {booking.attendee.email, ticket.offer.to.email}
        }  # fmt: skip
        for event_id, wish in wishes.values():
            await decide_within(ctx, session, event_id, [Request(wish, actor)])


def _can_be_cancelled(booking: Booking) -> bool:
    is_live = booking.status is not BookingStatus.cancelled
    return is_live and not any(ticket.checked_in_at for ticket in booking.valid_tickets)


def _without(booking: Booking, email: str, user_id: str, nobody: Person) -> Booking:
    """The booking with nothing in it that tells whose it was, or who got a ticket of it."""
    takers = {ticket.offer.to.email for ticket in booking.tickets if ticket.offer}
    return replace(
        booking,
        attendee=nobody,
        tickets=tuple(
            replace(
                ticket,
                holder=nobody if ticket.holder.email == email else ticket.holder,
                offer=ticket.offer and replace(ticket.offer, to=nobody),
            )
            for ticket in booking.tickets
        ),
        history=tuple(
            replace(step, by=user_id)
            if step.by == email
            else replace(step, by=nobody.email)
            if step.by in takers
            else step
            for step in booking.history
        ),
    )


def _without_taker(booking: Booking, email: str, nobody: Person) -> Booking:
    """Somebody else's booking without the one to whom a ticket of it was held out."""
    return replace(
        booking,
        tickets=tuple(
            replace(ticket, offer=replace(ticket.offer, to=nobody))
            if ticket.offer and ticket.offer.to.email == email
            else ticket
            for ticket in booking.tickets
        ),
        history=tuple(
            replace(step, by=nobody.email) if step.by == email else step for step in booking.history
        ),
    )


def _exported(booking: Booking, event: Event) -> dict[str, Any]:
    return {
        "reference": booking.reference,
        "event": event.name,
        "starts_at": event.starts_at,
        "location": event.location,
        "name": booking.attendee.name,
        "email": booking.attendee.email,
        "quantity": booking.quantity,
        "status": booking.status.value,
        "tickets": [
            {
                "code": grouped(ticket.code),
                "status": ticket.status.value,
                "name": ticket.holder.name,
                "email": ticket.holder.email,
                "checked_in_at": ticket.checked_in_at,
                "offered_to": ticket.offer and ticket.offer.to.email,
            }
            for ticket in booking.tickets
        ],
        "history": [
            {"status": step.step.value, "quantity": step.quantity, "at": step.at}
            for step in booking.history
        ],
        "created_at": booking.created_at,
    }
