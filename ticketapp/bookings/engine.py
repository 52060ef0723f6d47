"""The booking engine: one writer per event and process, many requests per transaction.

Whatever changes who holds seats of an event goes through its lane: booking, cancelling, leaving
the line, serving it. A batch is read, decided (`rules`) and written in ONE transaction, which
holds the bookings with their tickets, the event's figures, the mails, the audit entries and the
idempotency answers. The lane only keeps this process from fighting with itself; that it is right
with any number of processes is the transaction's doing: everybody writes the event's figures, so
of two that overlap one begins again.
"""

import base64
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ticketapp.audit.service import Entry, Target, record_many
from ticketapp.bookings import repository, rules, transfer_rules
from ticketapp.bookings.letters import POINTLESS, mail_about
from ticketapp.bookings.models import (
    Acceptance,
    Booked,
    Booking,
    BookingStatus,
    CallingOff,
    Cancellation,
    Cancelled,
    Lapse,
    Offered,
    Offering,
    Order,
    PassedOn,
    TakingBack,
)
from ticketapp.bookings.people_of_sale import read_people
from ticketapp.bookings.sale import Happening, Makers, Sale
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Document, DuplicateKey, Session
from ticketapp.core.errors import IdempotencyKeyReused, NotFound, Refusal
from ticketapp.core.idempotency import Answer, Call, recall, remember
from ticketapp.core.turns import Contested
from ticketapp.events.repository import event_of
from ticketapp.events.schema import EVENTS
from ticketapp.outbox.service import enqueue_new, withdraw
from ticketapp.tickets.codes import new_code, random_characters
from ticketapp.tickets.tokens import ID_BYTES

_REFERENCE_LENGTH = 8
_OFFER_ID_LENGTH = 12
_CONFLICTS_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request with an idempotency key, and how its answer is put into words to be kept."""

    call: Call
    worded: Callable[[Any], Answer]


OfOneBooking = Cancellation | Offering | TakingBack | Acceptance | Lapse
Wish = Order | OfOneBooking | CallingOff | None  # None: just serve the line


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to decide about an event, and who wants it."""

    wish: Wish
    actor: Actor
    repeatable: Repeatable | None = None


Decision = Booked | Cancelled | Offered | PassedOn | Answer | int


async def request_decision(ctx: Context, event_id: str, request: Request) -> Decision:
    """What comes of a request when it is its turn; refusals are raised.

    Refuses at once (`Unavailable`) when too many wait for this event already.
    """

    async def work(requests: Sequence[Request]) -> Sequence[Decision | Exception]:
        return await decide(ctx, event_id, requests)

    async def ready() -> None:
        await ctx.turns.give_way(_written(event_id))

    return await ctx.lanes.submit(event_id, "decision", request, work, ready=ready)


def _written(event_id: str) -> Contested:
    """What every batch writes: the event's figures."""
    return Contested(EVENTS.name, event_id)


async def serve_line_within(ctx: Context, session: Session, actor: Actor, event_id: str) -> None:
    """Give free seats to those who wait, in a transaction that has just changed the event."""
    await decide_within(ctx, session, event_id, [Request(None, actor)])


async def decide_within(
    ctx: Context, session: Session, event_id: str, requests: Sequence[Request]
) -> None:
    """Decide these requests in the caller's transaction; a refusal of one refuses them all."""
    for outcome in await _decide_once(ctx, session, event_id, requests):
        if isinstance(outcome, Exception):
            raise outcome


async def decide(
    ctx: Context, event_id: str, requests: Sequence[Request]
) -> Sequence[Decision | Exception]:
    """Decide these requests in order, in one transaction; a decision or refusal for each."""

    async def work(session: Session) -> Sequence[Decision | Exception]:
        return await _decide_once(ctx, session, event_id, requests)

    for _ in range(_CONFLICTS_AT_MOST - 1):
        try:
            return await ctx.turns.transaction(_written(event_id), work)
        except DuplicateKey:  # another process answered one of these keys a moment ago
            continue
    return await ctx.turns.transaction(_written(event_id), work)


async def foresee(
    ctx: Context, event_id: str, requests: Sequence[Request]
) -> Sequence[Decision | Exception]:
    """What would come of each of these requests if it were made now, by itself; nothing does."""

    async def work(session: Session) -> Sequence[Decision | Exception]:
        document = await repository.find_event(ctx.db, event_id, session)
        if document is None:
            return [NotFound() for _ in requests]
        sale = await _open_sale(ctx, session, document, requests)
        return [_decided(sale.twin(), request) for request in requests]

    return await ctx.db.transaction(work)


async def _decide_once(
    ctx: Context, session: Session, event_id: str, requests: Sequence[Request]
) -> Sequence[Decision | Exception]:
    document = await repository.find_event(ctx.db, event_id, session)
    if document is None:
        return [NotFound() for _ in requests]
    sale = await _open_sale(ctx, session, document, requests)
    before = set(sale.bookings)
    repeats = await _Repeats.known(ctx, session, requests)
    outcomes = [
        repeats.earlier(request) or repeats.kept(request, _decided(sale, request))
        for request in requests
    ]
    await _write(ctx, session, sale, before)
    await remember(ctx, session, repeats.new)
    return outcomes


class _Repeats:
    """What requests with a key were answered before, in the database or earlier in this batch."""

    def __init__(self, found: dict[str, Answer | IdempotencyKeyReused]) -> None:
        self._found = found
        self._in_this_batch: dict[str, Call] = {}
        self.new: dict[Call, Answer] = {}

    @classmethod
    async def known(cls, ctx: Context, session: Session, requests: Sequence[Request]) -> "_Repeats":
        calls = [each.repeatable.call for each in requests if each.repeatable]
        return cls(await recall(ctx, session, calls) if calls else {})

    def earlier(self, request: Request) -> Answer | IdempotencyKeyReused | None:
        if request.repeatable is None:
            return None
        call = request.repeatable.call
        call_id = call.id
        if self._in_this_batch.get(call_id, call) != call:
            return IdempotencyKeyReused()
        return self._found.get(call_id)

    def kept(self, request: Request, outcome: Decision | Exception) -> Decision | Exception:
        if request.repeatable is None or isinstance(outcome, Exception):
            return outcome
        call = request.repeatable.call
        answer = request.repeatable.worded(outcome)
        self._in_this_batch[call.id] = call
        self.new[call] = self._found[call.id] = answer
        return answer


def _decided(sale: Sale, request: Request) -> Decision | Exception:
    sale.actor = request.actor
    try:
        return _DECIDED_BY[type(request.wish)](sale, request.wish)
    except Refusal as refusal:
        return refusal


_DECIDED_BY: Mapping[type[Wish], Callable[[Sale, Any], Decision]] = {
    Order: rules.book,
    Cancellation: rules.cancel,
    Offering: transfer_rules.offer,
    TakingBack: transfer_rules.take_back,
    Acceptance: transfer_rules.accept,
    Lapse: transfer_rules.lapse,
    CallingOff: lambda sale, calling_off: len(rules.end_all(sale, calling_off.by)),
    type(None): lambda sale, _: len(rules.serve_line(sale)),
}


async def _open_sale(
    ctx: Context, session: Session, document: Document, requests: Sequence[Request]
) -> Sale:
    """Read what these requests are decided by, and no more."""
    event = event_of(document)
    sale = Sale(
        event=event,
        actor=requests[0].actor,
        stopped=document["sales_stopped"],
        next_place=document["next_place"],
        now=ctx.clock.now(),
        make=Makers(ctx.ids.new, _new_reference, _new_ticket_id, new_code, _new_offer_id),
    )
    wishes = [request.wish for request in requests]
    for booking in await _named(ctx, session, event.id, wishes):
        sale.bookings[booking.id] = booking
    people = {wish.attendee.email for wish in wishes if isinstance(wish, Order)}
    for booking in sale.bookings.values():
        people.add(booking.attendee.email)
        people |= {each.offer.to.email for each in booking.tickets if each.offer}
    await read_people(ctx.db, session, sale, people)
    return sale


async def _named(
    ctx: Context, session: Session, event_id: str, wishes: Sequence[Wish]
) -> list[Booking]:
    """The bookings that are to be changed, or may be."""
    named = sorted({wish.booking_id for wish in wishes if isinstance(wish, OfOneBooking)})
    found = await repository.by_ids(ctx.db, session, event_id, named) if named else []
    for wish in wishes:
        if isinstance(wish, CallingOff):
            found += await repository.live_of_event(ctx.db, session, event_id, wish.at_most)
    return found


async def _write(ctx: Context, session: Session, sale: Sale, before: set[str]) -> None:
    """Write what came about, owe the mails about it, put it on record; or nothing at all."""
    if not sale.changed:
        return
    figures = {
        "available": sale.event.available,
        "booked": sale.event.booked,
        "waitlisted": sale.event.waitlisted,
        "next_place": sale.next_place,
    }
    await repository.write_event(ctx.db, session, sale.event.id, figures)
    await repository.write_all(ctx.db, session, sale.changed.values(), before)
    ended = [each for each in sale.changed.values() if each.status is BookingStatus.cancelled]
    if ended:
        people = [booking.attendee.email for booking in ended]
        await withdraw(ctx, session, POINTLESS, people, [booking.id for booking in ended])
    mails = [mail_about(sale.event, happening) for happening in sale.happenings]
    # New by their identity: each step of a booking is a version of its own.
    await enqueue_new(ctx, session, [mail for mail in mails if mail is not None])
    await record_many(ctx, session, [_entry(each) for each in sale.happenings])


def _entry(happening: Happening) -> Entry:
    booking = happening.booking
    return Entry(
        actor=happening.actor,
        action=f"booking.{happening.step.value}",
        target=Target(booking.id, booking.reference),
        after={"event_id": booking.event_id, "quantity": happening.quantity, "by": happening.by},
    )


def _new_reference() -> str:
    return random_characters(_REFERENCE_LENGTH)


def _new_offer_id() -> str:
    return random_characters(_OFFER_ID_LENGTH).lower()


def _new_ticket_id() -> str:
    return base64.b32encode(secrets.token_bytes(ID_BYTES)).decode().lower()
