"""What can't be booked: each its documented refusal, and nothing changed."""

from datetime import timedelta

import pytest

from tests.api.bookings.conftest import GUEST, figures
from tests.builders.events import an_event
from tests.drivers.edge import fields_of, problem_of
from ticketapp.core.actor import system
from ticketapp.events.service import cancel_event

ROBOT = system("test")
ORDERS = [
    ({"quantity": 0}, "quantity"),
    ({"quantity": -1}, "quantity"),
    ({"quantity": 11}, "quantity"),
    ({"quantity": 101}, "quantity"),
    ({"quantity": 10**9}, "quantity"),
    ({"quantity": 1e9}, "quantity"),
    ({"quantity": 1.5}, "quantity"),
    ({"quantity": "2"}, "quantity"),
    ({"quantity": None}, "quantity"),
    ({"quantity": True}, "quantity"),
    ({"accept_waitlist": "yes"}, "accept_waitlist"),
    ({"user_id": "somebody-else"}, "user_id"),
    ({"attendee": {"first_name": "A", "last_name": "B"}}, "attendee.email"),
]
GUESTS = [
    (GUEST | {"first_name": ""}, "attendee.first_name"),
    (GUEST | {"last_name": " "}, "attendee.last_name"),
    (GUEST | {"last_name": "x" * 121}, "attendee.last_name"),
    (GUEST | {"first_name": "A\nB"}, "attendee.first_name"),
    (GUEST | {"email": "nowhere"}, "email"),
    (GUEST | {"phone": "1"}, "attendee.phone"),
]


@pytest.mark.parametrize(("order", "field"), ORDERS)
async def test_an_order_that_makes_no_sense_is_refused_by_its_field(ctx, person, order, field):
    event = await an_event(ctx)
    refused = await person.post(f"/events/{event.id}/bookings", order)
    assert [name for name, _ in fields_of(problem_of(refused, 422, "validation_failed"))] == [field]
    assert await figures(ctx, event) == (100, 0, 0)
    assert await ctx.db.bookings.count_documents({}) == 0


@pytest.mark.parametrize(("attendee", "field"), GUESTS)
async def test_a_guest_without_a_proper_name_or_address_is_refused(ctx, api, attendee, field):
    event = await an_event(ctx, guest_booking=True)
    refused = await api.post(f"/events/{event.id}/bookings", {"attendee": attendee})
    assert [name for name, _ in fields_of(problem_of(refused, 422, "validation_failed"))] == [field]
    assert await figures(ctx, event) == (100, 0, 0)


async def test_an_event_that_is_not_there_or_a_draft_is_not_found(ctx, api, person, admin):
    draft = await an_event(ctx, draft=True, guest_booking=True)
    for caller in (api, person, admin):
        for event_id in ("made-up", draft.id, draft.slug, "%24ne"):
            body = {"attendee": GUEST}
            refused = await caller.post(f"/events/{event_id}/bookings", body)
            problem_of(refused, 404, "not_found")


async def test_an_event_before_its_sale_after_its_end_or_called_off_is_closed(ctx, clock, person):
    early = await an_event(ctx, booking_opens_at=clock.now() + timedelta(days=1))
    late = await an_event(ctx, booking_closes_at=clock.now())
    off = await an_event(ctx)
    await cancel_event(ctx, ROBOT, off.id, "Storm")
    for event, code in (
        (early, "booking_not_open"), (late, "booking_closed"), (off, "booking_closed"),
    ):  # fmt: skip
        problem_of(await person.post(f"/events/{event.id}/bookings", {}), 409, code)
    now = clock.now()
    over = await an_event(ctx, starts_at=now, ends_at=now + timedelta(minutes=5))
    clock.advance(minutes=5)
    problem_of(await person.post(f"/events/{over.id}/bookings", {}), 409, "booking_closed")
    assert await ctx.db.bookings.count_documents({}) == 0


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 129, "ü"])
async def test_a_key_that_is_none_is_refused(ctx, person, key):
    event = await an_event(ctx)
    headers = {"Idempotency-Key": key.encode()}
    refused = await person.post(f"/events/{event.id}/bookings", {}, headers=headers)
    problem_of(refused, 422, "validation_failed")
    assert await figures(ctx, event) == (100, 0, 0)


@pytest.mark.parametrize(
    "query",
    ["status=void", "when=now", "limit=0", "limit=101", "page=0", "cursor=made-up"],
)
async def test_a_list_refuses_what_it_does_not_know(ctx, person, query):
    problem_of(await person.get(f"/me/bookings?{query}"), 422, "validation_failed")
