"""Booking over HTTP: every answer that the contract names."""

import asyncio

from tests.api.bookings.conftest import GUEST, booked, figures
from tests.builders.events import an_event
from tests.drivers.edge import fields_of, problem_of
from ticketapp.bookings.manage_links import manage_key
from ticketapp.core.settings import Switch
from ticketapp.tickets.codes import typed_code
from ticketapp.tickets.tokens import signer_for

BOOKING = {
    "id", "reference", "event", "user_id", "attendee", "quantity", "status", "position", "tickets",
    "history", "created_at", "updated_at",
}  # fmt: skip
TICKET = {"id", "code", "token", "status", "holder", "checked_in_at", "version", "transfer"}


async def test_a_booking_answers_all_that_the_contract_promises(ctx, person):
    event = await an_event(ctx, capacity=5)
    response = await person.post(f"/events/{event.id}/bookings", {"quantity": 2})
    assert response.status_code == 201
    booking = response.json()
    assert set(booking) == BOOKING
    assert booking["status"] == "confirmed"
    assert booking["position"] is None
    assert booking["event"]["name"] == event.name
    assert [set(ticket) for ticket in booking["tickets"]] == [TICKET] * 2
    assert [step["status"] for step in booking["history"]] == ["booked"]
    assert response.headers["location"] == f"/api/v1/bookings/{booking['id']}"
    again = await person.get(f"/bookings/{booking['id']}")
    assert again.json() == booking
    assert again.headers["etag"] == response.headers["etag"]


async def test_a_ticket_has_a_genuine_token_and_a_code_with_a_check_character(ctx, person):
    event = await an_event(ctx)
    [ticket] = (await booked(person, event))["tickets"]
    token = signer_for(ctx.settings).read(ticket["token"])
    assert token is not None
    assert (token.ticket_id, token.version) == (ticket["id"], 1)
    assert token.is_for(event.id)
    assert len(ticket["code"].split("-")) == 3
    assert typed_code(ticket["code"]) == ticket["code"].replace("-", "")


async def test_an_event_is_booked_by_its_slug_as_well(ctx, person):
    event = await an_event(ctx)
    response = await person.post(f"/events/{event.slug}/bookings", {})
    assert response.status_code == 201
    assert response.json()["event"]["id"] == event.id


async def test_who_comes_too_late_waits_at_a_place_that_moves(ctx, somebody):
    event = await an_event(ctx, capacity=1)
    first = await booked(await somebody(), event)
    early, late = await somebody(), await somebody()
    response = await early.post(f"/events/{event.id}/bookings", {})
    entry = response.json()
    assert (response.status_code, entry["status"], entry["position"]) == (202, "waitlisted", 1)
    assert entry["tickets"] == []
    behind = await booked(late, event)
    assert behind["position"] == 2
    left = await early.post(f"/bookings/{entry['id']}/cancel", {})
    assert left.json()["booking"]["status"] == "cancelled"
    assert (await late.get(f"/bookings/{behind['id']}")).json()["position"] == 1
    assert first["status"] == "confirmed"


async def test_asking_again_while_waiting_answers_the_same_entry(ctx, somebody):
    event = await an_event(ctx, capacity=1)
    await booked(await somebody(), event)
    waiting = await somebody()
    assert (await booked(waiting, event))["id"] == (await booked(waiting, event))["id"]
    assert await figures(ctx, event) == (0, 1, 1)


async def test_who_does_not_want_to_wait_is_told_that_it_is_sold_out(ctx, somebody):
    event = await an_event(ctx, capacity=1)
    await booked(await somebody(), event)
    person = await somebody()
    declined = await person.post(f"/events/{event.id}/bookings", {"accept_waitlist": False})
    problem_of(declined, 409, "sold_out")
    without_line = await an_event(ctx, capacity=1, waitlist=False)
    await booked(await somebody(), without_line)
    problem_of(await person.post(f"/events/{without_line.id}/bookings", {}), 409, "sold_out")


async def test_nobody_holds_more_than_a_person_may(ctx, person):
    event = await an_event(ctx, max_per_booking=2, max_per_person=3)
    await booked(person, event, 2)
    refused = await person.post(f"/events/{event.id}/bookings", {"quantity": 2})
    problem = problem_of(refused, 409, "limit_reached")
    assert "3" in problem["detail"]
    assert await figures(ctx, event) == (98, 2, 0)


async def test_a_guest_books_and_comes_back_with_the_key_alone(ctx, api):
    event = await an_event(ctx, guest_booking=True)
    booking = await booked(api, event, attendee=GUEST)
    assert booking["user_id"] is None
    assert booking["attendee"] == {"name": "Gudrun Gast", "email": "gudrun@example.org"}
    key = manage_key(ctx.settings, booking["id"])
    path = f"/bookings/{booking['id']}"
    assert (await api.get(f"{path}?key={key}")).json() == booking
    for nobody in (path, f"{path}?key=", f"{path}?key={key[:-1]}", f"{path}?key=%C3%BC"):
        problem_of(await api.get(nobody), 404, "not_found")
    gone = await api.post(f"{path}/cancel?key={key}", {})
    assert gone.json()["booking"]["status"] == "cancelled"


async def test_a_guests_booking_belongs_to_the_account_that_proves_the_address(ctx, api, somebody):
    event = await an_event(ctx, guest_booking=True)
    booking = await booked(api, event, attendee=GUEST)
    owner = await somebody(email=GUEST["email"])
    problem_of(await owner.get(f"/bookings/{booking['id']}"), 404, "not_found")
    assert (await owner.get("/me/bookings")).json()["items"] == []
    proved = {"$set": {"email_verified_at": ctx.clock.now()}}
    await ctx.db.users.update_one({"email": GUEST["email"]}, proved)
    assert (await owner.get(f"/bookings/{booking['id']}")).json() == booking
    assert (await owner.get("/me/bookings")).json()["items"] == [booking]


async def test_guests_are_told_what_is_missing(ctx, api):
    for_people = await an_event(ctx)
    path = f"/events/{for_people.id}/bookings"
    problem_of(await api.post(path, {}), 401, "unauthenticated")
    problem_of(await api.post(path, {"attendee": GUEST}), 401, "unauthenticated")
    for_guests = await an_event(ctx, guest_booking=True)
    unnamed = await api.post(f"/events/{for_guests.id}/bookings", {})
    problem = problem_of(unnamed, 422, "validation_failed")
    assert fields_of(problem) == [("attendee", "missing")]


async def test_a_key_makes_one_booking_however_often_it_is_sent(ctx, person):
    """Fails with 50 bookings when the engine forgets the answers it gave."""
    event = await an_event(ctx)
    send = {"headers": {"Idempotency-Key": "click"}}
    answers = await asyncio.gather(
        *(person.post(f"/events/{event.id}/bookings", {"quantity": 1}, **send) for _ in range(50))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert await figures(ctx, event) == (99, 1, 0)
    other = await person.post(f"/events/{event.id}/bookings", {"quantity": 2}, **send)
    problem_of(other, 422, "idempotency_key_reused")


async def test_a_key_belongs_to_who_sent_it(ctx, somebody):
    event = await an_event(ctx)
    send = {"headers": {"Idempotency-Key": "click"}}
    path = f"/events/{event.id}/bookings"
    one = await (await somebody()).post(path, {}, **send)
    other = await (await somebody()).post(path, {}, **send)
    assert one.json()["id"] != other.json()["id"]


async def test_a_refusal_leaves_the_key_free(ctx, somebody):
    event = await an_event(ctx, capacity=1, waitlist=False)
    first, second = await somebody(), await somebody()
    booking = await booked(first, event)
    send = {"headers": {"Idempotency-Key": "click"}}
    problem_of(await second.post(f"/events/{event.id}/bookings", {}, **send), 409, "sold_out")
    await first.delete(f"/bookings/{booking['id']}")
    again = await second.post(f"/events/{event.id}/bookings", {}, **send)
    assert again.status_code == 201


async def test_a_person_books_five_times_at_once_and_no_more(ctx, limited_api):
    assert ctx.settings.rate_limits is Switch.on
    event = await an_event(ctx, guest_booking=True)
    path = f"/events/{event.id}/bookings"
    answers = [
        await limited_api.post(path, {"attendee": GUEST | {"email": f"g{number}@example.org"}})
        for number in range(6)
    ]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    problem_of(answers[-1], 429, "rate_limited")
    assert int(answers[-1].headers["retry-after"]) >= 1
