"""An order that is plainly in order goes a short way; the usual one must answer all the same."""

import pytest

from tests.api.bookings.conftest import GUEST
from tests.builders.events import an_event
from tests.builders.people import a_user
from tests.drivers.api import tokens_of
from ticketapp.core.metrics import exposition

SHORT, USUAL = "application/json", "application/json; charset=utf-8"
LONG = "x" * 201


@pytest.mark.parametrize(
    ("path", "body", "key", "status"),
    [
        ("{id}", '{"quantity": 2}', "first", 201),
        ("{slug}", "{}", None, 201),
        ("{id}", '{"quantity": 9}', None, 202),
        ("{id}", '{"quantity": 9, "accept_waitlist": false}', "none-left", 409),
        ("{id}", '{"quantity": 11}', None, 422),
        ("{id}", '{"quantity": "2"}', None, 422),
        ("{id}", '{"quantity": 2.5}', None, 422),
        ("{id}", '{"quantity": 1, "price": 0}', None, 422),
        ("{id}", '{"quantity": 1', None, 422),
        ("{id}", "", None, 422),
        ("{id}", "{}", "k" * 129, 422),
        ("{id}", "{}", "white space", 422),
        ("no-such-event", "{}", None, 404),
        (LONG, "{}", None, 422),
    ],
)
async def test_both_ways_answer_the_same(ctx, somebody, path, body, key, status):
    answers = []
    for kind in (SHORT, USUAL):
        event = await an_event(ctx, capacity=5, max_per_booking=10)
        address = f"/events/{path.format(id=event.id, slug=event.slug)}/bookings"
        headers = {"Content-Type": kind} | ({"Idempotency-Key": key} if key else {})
        call = await somebody()
        first = await call.call("POST", address, content=body, headers=headers)
        assert first.status_code == status
        shape = first.json() if status > 202 else sorted(first.json())
        again = await call.call("POST", address, content=body, headers=headers)
        if isinstance(shape, dict):
            shape.pop("request_id")
        repeated = again.headers.get("idempotency-replayed")
        answers.append((shape, sorted(first.headers), again.status_code, repeated))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("kind", [SHORT, USUAL])
async def test_both_ways_ask_who_calls(ctx, api, kind):
    event = await an_event(ctx, guest_booking=True)
    address = f"/events/{event.id}/bookings"
    headers = {"Content-Type": kind}
    stranger = await api.bearing("forged").call("POST", address, content="{}", headers=headers)
    assert stranger.status_code == 401
    assert stranger.headers["www-authenticate"].startswith("Bearer")
    nobody = await api.call("POST", address, content="{}", headers=headers)
    assert nobody.json()["code"] == "validation_failed"
    guest = await api.call("POST", address, json={"attendee": GUEST}, headers=headers)
    assert guest.status_code == 201


@pytest.mark.parametrize("kind", [SHORT, USUAL])
async def test_both_ways_count_against_the_limit(ctx, limited_api, kind):
    event = await an_event(ctx, capacity=50)
    pair = await tokens_of(ctx, await a_user(ctx))
    answers = [
        await limited_api.bearing(pair.access_token).call(
            "POST", f"/events/{event.id}/bookings", content="{}", headers={"Content-Type": kind}
        )
        for _ in range(6)
    ]
    assert [each.status_code for each in answers] == [201] * 5 + [429]
    assert [each.headers["ratelimit-remaining"] for each in answers] == list("432100")


async def test_the_short_way_is_counted_as_the_route_it_stands_for(ctx, person):
    event = await an_event(ctx)
    await person.post(f"/events/{event.id}/bookings", {})
    counted, _ = exposition()
    route = b'method="POST",route="/api/v1/events/{event_id}/bookings",status="201"'
    assert route in counted
    assert b'route="unmatched",status="201"' not in counted
