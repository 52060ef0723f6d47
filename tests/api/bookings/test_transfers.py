"""Passing a ticket on over HTTP: what people, guests and whoever has the link get for answers."""

import asyncio

import pytest

from tests.api.bookings.conftest import GUEST, booked, figures
from tests.builders.events import an_event
from tests.drivers.edge import fields_of, problem_of
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.transfer_links import transfer_token

TINA = {"name": "Tina Taker", "email": "Tina@Example.org"}
_HERS = {"name": "Tina Taker", "email": "tina@example.org"}


@pytest.fixture
async def event(ctx):
    return await an_event(ctx, guest_booking=True)


async def link_to(ctx, ticket):
    """What the mail about the last offer of a ticket holds."""
    found = await ctx.db.bookings.find_one({"tickets.id": ticket["id"]})
    [offered] = [each["offer"]["id"] for each in found["tickets"] if each["id"] == ticket["id"]]
    return transfer_token(ctx.settings, ticket["id"], offered)


async def test_a_ticket_goes_from_offer_to_another_persons_own(ctx, event, person, api):
    booking = await booked(person, event, 2)
    ticket = booking["tickets"][0]
    assert ticket["transfer"] is None
    offered = await person.post(f"/tickets/{ticket['id']}/transfer", TINA)
    assert offered.status_code == 202
    body = offered.json()
    assert (body["transfer"]["to"], body["transfer"]["status"]) == (_HERS, "offered")
    assert (body["code"], body["status"]) == (ticket["code"], "valid")
    taken = await api.post("/transfers/accept", {"token": await link_to(ctx, ticket)})
    assert taken.status_code == 200
    theirs = taken.json()
    assert (theirs["attendee"], theirs["user_id"], theirs["quantity"]) == (_HERS, None, 1)
    [new] = theirs["tickets"]
    assert (new["holder"], new["status"], new["transfer"]) == (_HERS, "valid", None)
    assert new["token"] != ticket["token"]
    assert new["code"] != ticket["code"]
    seen = await api.get(f"/bookings/{theirs['id']}", params={"key": theirs["key"]})
    assert seen.json()["tickets"] == [new]
    left = (await person.get(f"/bookings/{booking['id']}")).json()
    given = left["tickets"][0]
    assert (left["quantity"], given["status"]) == (1, "void")
    assert given["transfer"]["status"] == "transferred"
    assert new["code"] not in str(left)
    assert (await person.get(f"/tickets/{ticket['id']}/qr.svg")).status_code == 409
    assert await figures(ctx, event) == (98, 2, 0)


async def test_the_door_turns_the_old_code_away_and_lets_the_new_one_in(
    ctx, event, person, admin, api
):
    [ticket] = (await booked(person, event))["tickets"]
    now = ctx.clock.now()
    doors = {"$set": {"starts_at": now, "doors_open_at": now}}
    await ctx.db.events.update_one({"_id": event.id}, doors)
    await person.post(f"/tickets/{ticket['id']}/transfer", TINA)

    async def verdict(code):
        asked = {"code": code, "event_id": event.id}
        return (await admin.post("/tickets/validate", asked)).json()["result"]

    assert {await verdict(ticket["code"]), await verdict(ticket["token"])} == {"ok"}
    taken = await api.post("/transfers/accept", {"token": await link_to(ctx, ticket)})
    [new] = taken.json()["tickets"]
    assert {await verdict(ticket["code"]), await verdict(ticket["token"])} == {"void"}
    assert {await verdict(new["code"]), await verdict(new["token"])} == {"ok"}


async def test_the_giver_takes_an_offer_back(ctx, event, person, api):
    [ticket] = (await booked(person, event))["tickets"]
    path = f"/tickets/{ticket['id']}/transfer"
    problem_of(await person.delete(path), 409, "not_offered")
    await person.post(path, TINA)
    assert (await person.delete(path)).status_code == 204
    refused = await api.post("/transfers/accept", {"token": await link_to(ctx, ticket)})
    problem_of(refused, 409, "transfer_withdrawn")


async def test_a_guest_passes_a_ticket_on_with_the_key_alone(ctx, event, api):
    booking = await booked(api, event, attendee=GUEST)
    [ticket] = booking["tickets"]
    path = f"/tickets/{ticket['id']}/transfer"
    key = {"key": manage_key(ctx.settings, booking["id"])}
    problem_of(await api.post(path, TINA), 404, "not_found")
    problem_of(await api.post(path, TINA, params={"key": "made-up"}), 404, "not_found")
    assert (await api.post(path, TINA, params=key)).status_code == 202
    problem_of(await api.delete(path), 404, "not_found")
    assert (await api.delete(path, params=key)).status_code == 204


async def test_a_link_that_is_over_says_how_it_ended(ctx, clock, event, person, api):
    booking = await booked(person, event, 3)
    links = []
    for ticket in booking["tickets"]:
        await person.post(f"/tickets/{ticket['id']}/transfer", TINA)
        links.append({"token": await link_to(ctx, ticket)})
    assert (await api.post("/transfers/accept", links[0])).status_code == 200
    problem_of(await api.post("/transfers/accept", links[0]), 409, "already_transferred")
    used = {"$set": {"tickets.1.checked_in_at": clock.now()}}
    await ctx.db.bookings.update_one({"_id": booking["id"]}, used)
    problem_of(await api.post("/transfers/accept", links[1]), 409, "already_checked_in")
    clock.advance(hours=48)
    problem_of(await api.post("/transfers/accept", links[2]), 409, "transfer_expired")
    problem_of(await api.post("/transfers/accept", {"token": "made-up"}), 400, "invalid_token")


async def test_repeating_with_a_key_offers_and_takes_once(ctx, event, person, api):
    [ticket] = (await booked(person, event))["tickets"]
    path, key = f"/tickets/{ticket['id']}/transfer", {"Idempotency-Key": "once"}
    answers = await asyncio.gather(*(person.post(path, TINA, headers=key) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    assert await ctx.db.outbox.count_documents({"kind": "transfer.offered"}) == 1
    problem_of(
        await person.post(path, TINA | {"name": "Else"}, headers=key), 422, "idempotency_key_reused"
    )
    wanted = {"token": await link_to(ctx, ticket)}
    taken = [await api.post("/transfers/accept", wanted, headers=key) for _ in range(2)]
    assert [each.status_code for each in taken] == [200, 200]
    assert taken[0].json() == taken[1].json()
    assert taken[1].headers["Idempotency-Replayed"] == "true"
    assert await ctx.db.bookings.count_documents({}) == 2


WRONG = [
    ({}, "name"),
    ({"name": "Tina", "email": "no address"}, "email"),
    ({"name": " ", "email": "a@example.org"}, "name"),
    ({"name": "Tina", "email": ["a@example.org"]}, "email"),
    ({**TINA, "ticket": "another"}, "ticket"),
]


@pytest.mark.parametrize(("wish", "field"), WRONG)
async def test_an_offer_that_makes_no_sense_changes_nothing(event, person, wish, field):
    booking = await booked(person, event)
    refused = await person.post(f"/tickets/{booking['tickets'][0]['id']}/transfer", wish)
    assert field in [name for name, _ in fields_of(problem_of(refused, 422, "validation_failed"))]
    assert (await person.get(f"/bookings/{booking['id']}")).json() == booking


async def test_a_ticket_is_not_offered_to_who_has_it(event, somebody):
    robin = await somebody(email="robin@example.org")
    [ticket] = (await booked(robin, event))["tickets"]
    own = {"name": "Robin", "email": "ROBIN@example.org"}
    refused = await robin.post(f"/tickets/{ticket['id']}/transfer", own)
    assert fields_of(problem_of(refused, 422, "validation_failed")) == [("email", "own_address")]
