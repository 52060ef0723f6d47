"""Cancelling over HTTP: whole bookings, some tickets, a place in line."""

import asyncio

import pytest

from tests.api.bookings.conftest import booked, figures
from tests.builders.events import an_event
from tests.drivers.edge import fields_of, problem_of


async def test_a_cancelled_booking_gives_its_seats_to_the_next_in_line(ctx, somebody, admin):
    event = await an_event(ctx, capacity=2)
    holder, waiting = await somebody(), await somebody()
    booking = await booked(holder, event, 2)
    entry = await booked(waiting, event, 2)
    response = await holder.post(f"/bookings/{booking['id']}/cancel", {})
    assert response.status_code == 200
    answer = response.json()
    assert set(answer) == {"booking", "message", "reassigned"}
    assert answer["reassigned"] is True
    assert answer["booking"]["status"] == "cancelled"
    assert {ticket["status"] for ticket in answer["booking"]["tickets"]} == {"void"}
    promoted = (await waiting.get(f"/bookings/{entry['id']}")).json()
    assert (promoted["status"], promoted["position"]) == ("confirmed", None)
    assert [step["status"] for step in promoted["history"]] == ["waiting", "promoted"]
    assert await figures(ctx, event) == (0, 2, 0)
    nobody_waits = (await admin.delete(f"/bookings/{entry['id']}")).json()
    assert (nobody_waits["reassigned"], nobody_waits["reassigned_to"]) == (False, [])


async def test_an_admin_is_told_who_got_the_seats(ctx, somebody, admin):
    event = await an_event(ctx, capacity=1)
    booking = await booked(await somebody(), event)
    entry = await booked(await somebody(name="Next One"), event)
    answer = (await admin.post(f"/bookings/{booking['id']}/cancel")).json()
    [heir] = answer["reassigned_to"]
    assert (heir["booking_id"], heir["attendee"]["name"]) == (entry["id"], "Next One")


async def test_some_tickets_are_cancelled_by_number_or_by_name(ctx, person):
    event = await an_event(ctx)
    booking = await booked(person, event, 4)
    path = f"/bookings/{booking['id']}/cancel"
    by_number = (await person.post(path, {"tickets": 2})).json()
    assert (by_number["booking"]["quantity"], by_number["message"]) == (
        2, "2 tickets are cancelled.",
    )  # fmt: skip
    valid = [each for each in by_number["booking"]["tickets"] if each["status"] == "valid"]
    by_name = (await person.post(path, {"ticket_ids": [valid[0]["id"]]})).json()
    left = [each for each in by_name["booking"]["tickets"] if each["status"] == "valid"]
    assert left == valid[1:]
    assert by_name["booking"]["status"] == "confirmed"
    assert await figures(ctx, event) == (99, 1, 0)


async def test_one_ticket_less_with_a_key_is_one_ticket_less_however_often_it_is_sent(
    ctx, person, without_limits
):
    """After a lost answer, at the same time, and as a refusal of what the key was not for."""
    event = await an_event(ctx)
    booking = await booked(person, event, 4)
    path = f"/bookings/{booking['id']}/cancel"
    send = {"headers": {"Idempotency-Key": "less"}}
    answers = await asyncio.gather(*(person.post(path, {"tickets": 1}, **send) for _ in range(4)))
    answers.append(await person.post(path, {"tickets": 1}, **send))
    assert {each.status_code for each in answers} == {200}
    assert len({each.content for each in answers}) == 1
    assert sum("idempotency-replayed" not in each.headers for each in answers) == 1
    assert await figures(ctx, event) == (97, 3, 0)
    problem_of(await person.post(path, {"tickets": 2}, **send), 422, "idempotency_key_reused")
    assert (await person.post(path, {"tickets": 1})).json()["booking"]["quantity"] == 2


@pytest.mark.parametrize("way", ["post", "delete"])
async def test_what_is_cancelled_stays_cancelled(ctx, person, way):
    event = await an_event(ctx)
    path = f"/bookings/{(await booked(person, event))['id']}"
    path += "/cancel" if way == "post" else ""
    assert (await getattr(person, way)(path)).status_code == 200
    problem_of(await getattr(person, way)(path), 409, "already_cancelled")
    assert await figures(ctx, event) == (100, 0, 0)


async def test_a_ticket_that_is_void_is_not_cancelled_twice(ctx, person):
    event = await an_event(ctx)
    booking = await booked(person, event, 2)
    gone = {"ticket_ids": [booking["tickets"][0]["id"]]}
    path = f"/bookings/{booking['id']}/cancel"
    assert (await person.post(path, gone)).status_code == 200
    problem_of(await person.post(path, gone), 409, "already_cancelled")
    assert await figures(ctx, event) == (99, 1, 0)


async def test_people_cancel_until_the_cut_off_and_admins_after_it(ctx, clock, somebody, admin):
    event = await an_event(ctx, cancel_until=clock.now())
    person = await somebody()
    path = f"/bookings/{(await booked(person, event))['id']}"
    problem_of(await person.delete(path), 409, "cancellation_closed")
    assert await figures(ctx, event) == (99, 1, 0)
    assert (await admin.delete(path)).status_code == 200


async def test_a_used_ticket_is_not_cancelled(ctx, person):
    event = await an_event(ctx)
    booking = await booked(person, event)
    used = {"$set": {"tickets.0.checked_in_at": ctx.clock.now()}}
    await ctx.db.bookings.update_one({"_id": booking["id"]}, used)
    problem_of(await person.delete(f"/bookings/{booking['id']}"), 409, "already_checked_in")
    assert await figures(ctx, event) == (99, 1, 0)


WRONG = [
    ({"tickets": 0}, "tickets"),
    ({"tickets": -1}, "tickets"),
    ({"tickets": "1"}, "tickets"),
    ({"tickets": 1.5}, "tickets"),
    ({"tickets": 3}, "tickets"),
    ({"tickets": 10**9}, "tickets"),
    ({"ticket_ids": []}, "ticket_ids"),
    ({"ticket_ids": ["made-up"]}, "ticket_ids"),
    ({"ticket_ids": [1]}, "ticket_ids.0"),
    ({"tickets": 1, "ticket_ids": ["made-up"]}, "ticket_ids"),
    ({"everything": True}, "everything"),
]


@pytest.mark.parametrize(("wish", "field"), WRONG)
async def test_a_cancellation_that_makes_no_sense_changes_nothing(ctx, person, wish, field):
    event = await an_event(ctx)
    booking = await booked(person, event, 2)
    refused = await person.post(f"/bookings/{booking['id']}/cancel", wish)
    assert [name for name, _ in fields_of(problem_of(refused, 422, "validation_failed"))] == [field]
    assert (await person.get(f"/bookings/{booking['id']}")).json() == booking
    assert await figures(ctx, event) == (98, 2, 0)


async def test_another_persons_ticket_is_not_named(ctx, somebody):
    event = await an_event(ctx)
    theirs = await booked(await somebody(), event)
    person = await somebody()
    mine = await booked(person, event)
    wish = {"ticket_ids": [theirs["tickets"][0]["id"]]}
    refused = await person.post(f"/bookings/{mine['id']}/cancel", wish)
    problem_of(refused, 422, "validation_failed")
    assert await figures(ctx, event) == (98, 2, 0)


async def test_another_persons_booking_is_not_there(ctx, somebody):
    event = await an_event(ctx)
    path = f"/bookings/{(await booked(await somebody(), event))['id']}"
    stranger = await somebody()
    for refused in (
        await stranger.get(path),
        await stranger.delete(path),
        await stranger.post(f"{path}/cancel", {}),
    ):
        problem_of(refused, 404, "not_found")
    assert await figures(ctx, event) == (99, 1, 0)
