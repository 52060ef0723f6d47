"""What admins do for people who asked them to: book, and send the tickets once more."""

import json
from hashlib import sha256

from ticketapp.accounts import repository as accounts
from ticketapp.accounts.access import require_admin
from ticketapp.accounts.rules import cleaned_name, normalized_email
from ticketapp.audit.service import Target, record
from ticketapp.bookings import service
from ticketapp.bookings.engine import Repeatable, Request, foresee, request_decision
from ticketapp.bookings.errors import AlreadyCancelled
from ticketapp.bookings.letters import mail_again
from ticketapp.bookings.models import (
    Booked,
    Booking,
    BookingStatus,
    Cancellation,
    Cancelled,
    Order,
    Person,
)
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Session
from ticketapp.core.i18n import DEFAULT
from ticketapp.core.idempotency import Answer, Call
from ticketapp.events.service import get_event
from ticketapp.outbox import service as outbox
from ticketapp.outbox.models import QueuedMail


async def book_by_hand(
    ctx: Context,
    actor: Actor,
    event_id: str,
    attendee: Person,
    quantity: int,
    *,
    key: str,
    accept_waitlist: bool = False,
    mailed: bool = True,
) -> Booking:
    """Book for somebody, also outside the booking window; in line only if that is accepted.

    Never more seats than there are, nor past those who wait, nor more than one person may hold.
    It belongs to the account whose proven address this is, else to a guest. The same order with
    the same `key` is the same booking.
    """
    require_admin(actor)
    event = await get_event(ctx, actor, event_id)
    attendee = Person(cleaned_name(attendee.name), normalized_email(attendee.email))
    account = await accounts.by_email(ctx.db, attendee.email)
    owner = account if account and account["email_verified_at"] else None
    order = Order(
        event_id=event.id,
        quantity=quantity,
        attendee=attendee,
        user_id=owner["_id"] if owner else None,
        by=actor.user_id or actor.name,
        locale=owner["locale"] if owner else DEFAULT,
        accept_waitlist=accept_waitlist,
        by_admin=True,
        mailed=mailed,
    )
    fingerprint = _fingerprint(order)
    call = Call(f"by hand {order.by}", f"{key} {fingerprint}", fingerprint)
    request = Request(order, actor, Repeatable(call, _worded))
    answer = await request_decision(ctx, event.id, request)
    assert isinstance(answer, Answer)
    return await service.get_booking(ctx, actor, json.loads(answer.body)["id"])


async def foresee_cancelling_tickets(
    ctx: Context, actor: Actor, booking_id: str, ticket_ids: tuple[str, ...] | None
) -> Cancelled:
    """What cancelling these tickets (all, if none is named) would do at this moment, and who in
    line would get the seats; or its refusal.
    """
    require_admin(actor)
    booking = await service.get_booking(ctx, actor, booking_id)
    wish = Cancellation(
        booking_id=booking.id, by=actor.user_id or actor.name, ticket_ids=ticket_ids, by_admin=True
    )
    [outcome] = await foresee(ctx, booking.event_id, [Request(wish, actor)])
    if isinstance(outcome, Exception):
        raise outcome
    assert isinstance(outcome, Cancelled)
    return outcome


async def send_again(ctx: Context, actor: Actor, booking_id: str) -> Booking:
    """Mail somebody what their booking holds now: tickets anew, or their place in line.

    Refuses (`AlreadyCancelled`) where nothing is left to send.
    """
    require_admin(actor)
    booking = await service.get_booking(ctx, actor, booking_id)
    if booking.status is BookingStatus.cancelled:
        raise AlreadyCancelled
    event = (await service.as_of_now(ctx, booking)).event
    mail = mail_again(event, booking, ctx.clock.now())

    async def work(session: Session) -> None:
        await outbox.enqueue(ctx, session, mail)
        target = Target(booking.id, booking.reference)
        await record(ctx, session, actor, "mail.resent", target, after={"kind": mail.kind})

    await ctx.db.transaction(work)
    return booking


async def mails_about(ctx: Context, actor: Actor, booking: Booking) -> list[QueuedMail]:
    """The mails about a booking to those who hold its tickets, the newest first; for admins."""
    require_admin(actor)
    people = {booking.attendee.email, *(ticket.holder.email for ticket in booking.tickets)}
    objects = [booking.id, *(ticket.id for ticket in booking.tickets)]
    return await outbox.mails_about(ctx, people, objects)


def _worded(booked: Booked) -> Answer:
    return Answer(201, json.dumps({"id": booked.booking.id}))


def _fingerprint(order: Order) -> str:
    """What makes it the same order."""
    wish = (order.event_id, order.quantity, order.attendee.name, order.attendee.email,
            order.accept_waitlist, order.mailed)  # fmt: skip
    return sha256(json.dumps(wish).encode()).hexdigest()
