"""How often: limits that services count show over HTTP too, and none is counted twice."""

import pytest

from tests.builders.people import PASSWORD, a_user
from tests.drivers.api import tokens_of
from tests.drivers.edge import problem_of
from ticketapp.core.actor import Role

WRONG = {"email": "robin@example.org", "password": "not this one"}


async def test_five_sign_ins_a_minute_and_then_a_wait_of_up_to_a_minute(limited_api):
    """Fails with a wait of 5 s when the limit on writes is counted as well."""
    answers = [await limited_api.post("/auth/login", WRONG) for _ in range(6)]
    assert [answer.status_code for answer in answers] == 5 * [401] + [429]
    left = [int(answer.headers["ratelimit-remaining"]) for answer in answers]
    assert left == [4, 3, 2, 1, 0, 0]
    assert {answer.headers["ratelimit-limit"] for answer in answers} == {"5"}
    problem_of(answers[-1], 429, "rate_limited")
    assert 30 < int(answers[-1].headers["retry-after"]) <= 60


async def test_signing_in_by_form_and_by_login_is_one_limit(limited_api):
    form = {"username": WRONG["email"], "password": WRONG["password"]}
    for _ in range(3):
        await limited_api.post("/auth/login", WRONG)
        await limited_api.post("/auth/token", data=form)
    answer = await limited_api.post("/auth/token", data=form)
    assert answer.status_code == 429
    other = WRONG | {"email": "somebody@example.org"}
    problem_of(await limited_api.post("/auth/login", other), 401, "invalid_credentials")


async def test_ten_people_register_at_once_from_one_address(limited_api):
    """Fails after 5 when the limit on writes is counted as well."""
    codes = [
        (
            await limited_api.post(
                "/auth/register",
                {"email": f"p{n}@example.org", "name": "P", "password": PASSWORD},
            )
        ).status_code
        for n in range(11)
    ]
    assert codes == 10 * [201] + [429]


async def test_forgetting_is_limited_by_account_whether_there_is_one_or_not(limited_api, ctx):
    for email in ((await a_user(ctx)).email, "nobody@example.org"):
        answers = [
            await limited_api.post("/auth/password/forgot", {"email": email}) for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[1].headers["ratelimit-remaining"] == "1"


@pytest.mark.parametrize(
    ("method", "path", "allowed"), [("PATCH", "/users/nobody", 5), ("GET", "/me", 10)]
)
async def test_reads_and_writes_are_counted_per_person(limited_api, ctx, method, path, allowed):
    pairs = [await tokens_of(ctx, await a_user(ctx, role=Role.admin)) for _ in range(2)]
    first, second = (limited_api.bearing(pair.access_token) for pair in pairs)
    codes = [
        (await first.call(method, path, json={"name": "X"})).status_code for _ in range(allowed + 1)
    ]
    assert codes.count(429) == 1 == codes[-1:].count(429)
    assert (await second.call(method, path, json={"name": "X"})).status_code != 429


async def test_refreshing_is_counted_by_address_and_costs_no_write(limited_api, ctx):
    token = (await tokens_of(ctx, await a_user(ctx))).refresh_token
    for _ in range(8):
        answer = await limited_api.post("/auth/refresh", {"refresh_token": token})
        assert answer.status_code == 200
        token = answer.json()["refresh_token"]
    assert answer.headers["ratelimit-limit"] == "60"
    assert answer.headers["ratelimit-remaining"] == "52"
