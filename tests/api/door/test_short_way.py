"""A scan that is plainly in order goes a short way; the usual one must answer all the same."""

import asyncio

import pytest

from tests.builders.door import a_ticket, an_open_event, token_of
from tests.builders.people import a_user
from tests.drivers.api import tokens_of
from ticketapp.core.actor import Role
from ticketapp.core.metrics import exposition

SHORT, USUAL = "application/json", "application/json; charset=utf-8"
VARIES = {"id", "at", "request_id"}


@pytest.fixture
def both(ctx, staff):
    """What each of the ways answers to a scan of a ticket of its own, twice."""

    async def ask(event, body, api=staff, path="{id}"):
        answers = []
        for kind in (SHORT, USUAL):
            ticket = await a_ticket(ctx, event)
            address = f"/events/{path.format(id=event.id, slug=event.slug)}/checkins"
            content = body.replace("TOKEN", token_of(ctx, event, ticket)).replace("WAY", kind[-5:])
            for _ in range(2):
                answer = await api.call(
                    "POST", address, content=content, headers={"Content-Type": kind}
                )
                told = {name: said for name, said in answer.json().items() if name not in VARIES}
                told["ticket"] = sorted(told.get("ticket") or {})
                answers.append((answer.status_code, told, sorted(answer.headers)))
        assert answers[:2] == answers[2:]
        return answers[0]

    return ask


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"code": "TOKEN", "nonce": "WAY"}', 200),
        ('{"code": "TOKEN", "nonce": "WAY", "direction": "out", "gate": " North "}', 200),
        ('{"code": "TOKEN", "nonce": "WAY", "mode": "upload", "shown": "ok"}', 200),
        ('{"code": "TOKEN", "nonce": "WAY", "scanned_at": "2026-05-01T18:00:00Z"}', 200),
        ('{"code": "TOKEN", "nonce": "WAY", "mode": "upload", "scanned_at": "2026-05-01"}', 422),
        ('{"code": "TOKEN", "nonce": "WAY", "mode": "upload", "scanned_at": 7}', 422),
        ('{"code": "nobody knows", "nonce": "WAY"}', 200),
        ('{"code": "TOKEN"}', 422),
        ('{"code": "TOKEN", "nonce": "two words"}', 422),
        ('{"code": "TOKEN", "nonce": "WAY", "gate": "\\u0007"}', 422),
        ('{"code": "TOKEN", "nonce": "WAY", "admin": true}', 422),
        ('{"code": "TOKEN"', 422),
        ("", 422),
    ],
)
async def test_both_ways_answer_the_same(event, both, body, status):
    assert (await both(event, body))[0] == status


async def test_both_ways_know_an_event_by_its_slug_and_no_longer_name(event, both):
    body = '{"code": "TOKEN", "nonce": "WAY"}'
    assert (await both(event, body, path="{slug}"))[0] == 200
    assert (await both(event, body, path="x" * 201))[0] == 422


async def test_both_ways_ask_who_calls_and_whether_they_work_there(ctx, event, both, api, staff):
    body = '{"code": "TOKEN", "nonce": "WAY"}'
    assert (await both(event, body, api))[0] == 401
    assert (await both(event, body, api.bearing("forged")))[0] == 401
    assert (await both(await an_open_event(ctx), body, staff))[0] == 403


@pytest.mark.parametrize("kind", [SHORT, USUAL])
async def test_both_ways_count_against_the_limit_of_a_device(ctx, event, limited_api, kind):
    pair = await tokens_of(ctx, await a_user(ctx, role=Role.staff))
    api = limited_api.bearing(pair.access_token)
    at_once = await asyncio.gather(
        *(
            api.call(
                "POST",
                f"/events/{event.id}/checkins",
                content=f'{{"code": "x", "nonce": "{number}"}}',
                headers={"Content-Type": kind},
            )
            for number in range(11)
        )
    )
    assert sorted(each.status_code for each in at_once) == [200] * 10 + [429]
    left = sorted(each.headers["ratelimit-remaining"] for each in at_once)
    assert left == ["0", *"0123456789"]


async def test_the_short_way_is_counted_as_the_route_it_stands_for(event, staff):
    await staff.post(f"/events/{event.id}/checkins", {"code": "x", "nonce": "n"})
    counted, _ = exposition()
    route = b'method="POST",route="/api/v1/events/{event_id}/checkins",status="200"'
    assert route in counted
