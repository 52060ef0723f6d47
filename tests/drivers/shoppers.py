"""People at an on-sale over HTTP, who ask again with their key until they are answered."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any

import httpx

from ticketapp.bookings import repository
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import Booking, Step
from ticketapp.bookings.soundness import find_drifts
from ticketapp.core.context import Context

PATIENCE = 60.0
_MAILED = set(Step) - {Step.transferred}


@dataclass
class Sale:
    """What shoppers were answered: each acknowledged booking by the address it was made under."""

    event_id: str
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    given_back: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    repeats: int = 0
    closing: bool = False

    @property
    def count(self) -> int:
        return len(self.acknowledged)


@asynccontextmanager
async def shoppers(
    ctx: Context, event_id: str, addresses: Sequence[str], chance: random.Random, *, many: int = 12
) -> AsyncGenerator[Sale]:
    """So many people at a time while the block lasts; each is answered before it ends."""
    sale, numbers = Sale(event_id), count()
    async with (
        httpx.AsyncClient(timeout=15, limits=httpx.Limits(max_connections=many)) as client,
        asyncio.TaskGroup() as crowd,
    ):
        for _ in range(many):
            seed = chance.random()
            crowd.create_task(_shop(ctx, client, sale, addresses, numbers, random.Random(seed)))
        try:
            yield sale
        finally:
            sale.closing = True


async def _shop(
    ctx: Context, client: httpx.AsyncClient, sale: Sale, addresses: Sequence[str],
    numbers: "count[int]", chance: random.Random,
) -> None:  # fmt: skip
    """One person after the other: book, and one in four gives the booking back."""
    while not sale.closing:
        email = f"guest{next(numbers)}@example.org"
        order = {
            "quantity": chance.randint(1, 3),
            "attendee": {"first_name": "Gil", "last_name": "Guest", "email": email},
        }
        path = f"/events/{sale.event_id}/bookings"
        answer = await _insist(client, sale, addresses, chance, path, order, email)
        assert answer.status_code in {201, 202}, answer.text
        booking = sale.acknowledged[email] = answer.json()
        if chance.random() < 0.25:
            key = manage_key(ctx.settings, booking["id"])
            path = f"/bookings/{booking['id']}/cancel?key={key}"
            answer = await _insist(client, sale, addresses, chance, path, {}, f"cancel-{email}")
            # Whose answer got lost hears that it is done already.
            assert answer.status_code == 200 or answer.json()["code"] == "already_cancelled"
            sale.given_back.add(email)


async def _insist(
    client: httpx.AsyncClient, sale: Sale, addresses: Sequence[str], chance: random.Random,
    path: str, body: Any, key: str,
) -> httpx.Response:  # fmt: skip
    """Send the same request with the same key until there is an answer about it."""
    give_up_at = monotonic() + PATIENCE
    headers = {"Idempotency-Key": key}
    while True:
        try:
            address = f"{chance.choice(addresses)}/api/v1{path}"
            answer = await client.post(address, json=body, headers=headers)
        except httpx.TransportError:
            answer = None
        if answer is not None:
            sale.answers[answer.status_code] += 1
            if answer.status_code < 500:
                return answer
            assert answer.status_code == 503, answer.text
            assert int(answer.headers["Retry-After"]) >= 1
        assert monotonic() < give_up_at, f"no answer within {PATIENCE} s"
        sale.repeats += 1
        await asyncio.sleep(chance.uniform(0.02, 0.1))


async def assert_kept(ctx: Context, sale: Sale) -> None:
    """All that was acknowledged is there, once, and nothing else came about with it."""
    found = [document async for document in ctx.db.bookings.find({"event_id": sale.event_id})]
    bookings = [repository.booking_of(document) for document in found]
    by_email = {booking.attendee.email: booking for booking in bookings}
    assert len(by_email) == len(bookings), "a key was good for two bookings"
    assert set(by_email) == set(sale.acknowledged)
    for email, answer in sale.acknowledged.items():
        _assert_as_answered(by_email[email], answer, cancelled=email in sale.given_back)
    assert await find_drifts(ctx) == []
    await _assert_told_once(ctx, bookings)


def _assert_as_answered(booking: Booking, answer: dict[str, Any], *, cancelled: bool) -> None:
    assert booking.id == answer["id"]
    assert booking.quantity == answer["quantity"]
    kept = {ticket.id for ticket in booking.tickets}
    assert {ticket["id"] for ticket in answer["tickets"]} <= kept
    assert (booking.status.value == "cancelled") is cancelled
    if answer["status"] == "confirmed":
        assert len(kept) == answer["quantity"]
        assert len(booking.valid_tickets) == (0 if cancelled else answer["quantity"])


async def _assert_told_once(ctx: Context, bookings: Sequence[Booking]) -> None:
    """Each step of each booking owes one mail, and stands in the trail once."""
    steps = Counter({booking.id: len(booking.history) for booking in bookings})
    ids = {"object_id": {"$in": list(steps)}}
    mails, entries = ctx.db.outbox.find(ids), ctx.db.audit.find(ids)
    assert Counter([mail["object_id"] async for mail in mails]) == steps
    assert Counter([entry["object_id"] async for entry in entries]) == steps
