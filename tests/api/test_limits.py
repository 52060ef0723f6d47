"""Rate limits over HTTP."""

from dataclasses import replace

from tests.api.things import things_router
from tests.drivers.edge import edge_of, open_client, problem_of, with_settings
from ticketapp.core.limits import Limit, make_limiter
from ticketapp.core.settings import Switch

THREE = Limit("things", "3/minute")


async def test_what_is_left_shows_until_nothing_is(ctx):
    async with open_client(edge_of(ctx, things_router(THREE)), ctx) as client:
        answers = [await client.post("/api/v1/things", json={"name": f"{n}"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert {answer.headers["ratelimit-limit"] for answer in answers} == {"3"}
    problem_of(answers[3], 429, "rate_limited")
    assert 0 < int(answers[3].headers["retry-after"]) <= 60
    assert answers[3].headers["ratelimit-reset"] == answers[3].headers["retry-after"]


async def test_another_address_has_its_own_allowance(ctx):
    edge = edge_of(ctx, things_router(Limit("things", "1/minute")))
    for address in ("192.0.2.1", "192.0.2.2"):
        async with open_client(edge, ctx, address) as client:
            response = await client.post("/api/v1/things", json={"name": address})
            assert response.status_code == 201


async def test_a_client_cannot_change_its_address_by_saying_so(ctx):
    async with open_client(edge_of(ctx, things_router(Limit("things", "1/minute"))), ctx) as client:
        codes = [
            (
                await client.post(
                    "/api/v1/things",
                    json={"name": f"{n}"},
                    headers={"X-Forwarded-For": f"203.0.113.{n}"},
                )
            ).status_code
            for n in range(3)
        ]
    assert codes == [201, 429, 429]


async def test_a_route_without_a_limit_shows_none(client):
    assert "ratelimit-limit" not in (await client.get("/api/v1/things")).headers


async def test_limits_can_be_off_for_load_tests(ctx):
    off = with_settings(ctx, rate_limits=Switch.off)
    unlimited = replace(off, limiter=make_limiter(off.settings))
    edge = edge_of(unlimited, things_router(THREE))
    async with open_client(edge, unlimited) as client:
        codes = {
            (await client.post("/api/v1/things", json={"name": f"{n}"})).status_code
            for n in range(8)
        }
    assert codes == {201}
