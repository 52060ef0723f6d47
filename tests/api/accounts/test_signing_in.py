"""POST /auth/login, /auth/token, /auth/refresh and /auth/logout."""

import asyncio
import base64

import pytest

from tests.builders.people import PASSWORD, a_user, an_admin, enrolled
from tests.drivers.api import bearing
from tests.drivers.edge import fields_of, problem_of
from ticketapp.accounts.people import PersonEdit, edit_person


def basic(text: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


async def test_signing_in_gives_a_pair_of_tokens(api, ctx):
    user = await a_user(ctx)
    answer = await api.sign_in(user)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    tokens = answer.json()
    assert set(tokens) == {
        "access_token", "refresh_token", "token_type", "expires_in", "must_change_password",
    }  # fmt: skip
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 900)
    assert (await api.bearing(tokens["access_token"]).get("/me")).json()["id"] == user.id


async def test_an_unknown_address_a_wrong_password_and_a_closed_account_answer_alike(api, ctx):
    user, closed = await a_user(ctx), await a_user(ctx)
    await edit_person(ctx, await an_admin(ctx), closed.id, PersonEdit(disabled=True))
    answers = [
        await api.post("/auth/login", {"email": user.email, "password": "not this one"}),
        await api.post("/auth/login", {"email": "nobody@example.org", "password": PASSWORD}),
        await api.sign_in(closed),
    ]
    problems = [problem_of(answer, 401, "invalid_credentials") for answer in answers]
    for problem in problems:
        del problem["request_id"]
    assert problems[0] == problems[1] == problems[2]
    assert {answer.headers["www-authenticate"] for answer in answers} == {
        'Bearer realm="ticketapp"'
    }


async def test_with_a_second_factor_the_code_is_asked_for(api, ctx, clock):
    user = await a_user(ctx)
    totp, recovery = await enrolled(ctx, clock, user)
    problem_of(await api.sign_in(user), 401, "otp_required")
    problem_of(await api.sign_in(user, otp="000000"), 401, "invalid_otp")
    assert (await api.sign_in(user, otp=totp.at(clock.now()))).status_code == 200
    assert (await api.sign_in(user, otp=recovery[0])).status_code == 200
    form = {"username": user.email, "password": PASSWORD}
    problem_of(await api.post("/auth/token", data=form), 401, "otp_required")
    with_code = form | {"otp": recovery[1]}
    assert (await api.post("/auth/token", data=with_code)).status_code == 200


@pytest.mark.parametrize("grant", [{}, {"grant_type": "password"}])
async def test_a_form_of_oauth2_is_exchanged_for_tokens(api, ctx, grant):
    user = await a_user(ctx)
    form = {"username": user.email, "password": PASSWORD, "scope": "", "client_id": "x"} | grant
    answer = await api.post("/auth/token", data=form)
    assert answer.status_code == 200
    assert (await api.bearing(answer.json()["access_token"]).get("/me")).status_code == 200


async def test_http_basic_is_exchanged_for_tokens_in_any_script(api, ctx):
    user = await a_user(ctx, email="zoë@example.org")
    answer = await api.post("/auth/token", headers=basic(f"{user.email}:{PASSWORD}"))
    assert answer.status_code == 200
    assert (await api.bearing(answer.json()["access_token"]).get("/me")).status_code == 200


async def test_the_form_comes_before_the_header_in_which_clients_put_their_own_id(api, ctx):
    user = await a_user(ctx)
    form = {"username": user.email, "password": PASSWORD, "grant_type": "password"}
    assert (await api.post("/auth/token", data=form, headers=basic(":"))).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        basic("nobody@example.org:x"),
        basic("nobody@example.org"),
        {"Authorization": "Basic"},
        {"Authorization": "Basic ***"},
        {"Authorization": "Basic /w=="},
    ],
)
async def test_what_basic_does_not_prove_is_refused(api, header):
    problem_of(await api.post("/auth/token", headers=header), 401, "invalid_credentials")


async def test_a_wrong_password_in_the_form_is_a_problem_as_everywhere(api, ctx):
    form = {"username": (await a_user(ctx)).email, "password": "not this one"}
    problem_of(await api.post("/auth/token", data=form), 401, "invalid_credentials")


async def test_tokens_are_given_only_for_a_form(api):
    answer = await api.post("/auth/token", {"username": "robin@example.org", "password": "x"})
    assert "form-urlencoded" in problem_of(answer, 415, "unsupported_media_type")["detail"]


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({}, [("username", "missing"), ("password", "missing")]),
        ({"username": "robin@example.org"}, [("password", "missing")]),
        (
            {"username": "robin@example.org", "password": "x", "grant_type": "client_credentials"},
            [("grant_type", "literal_error")],
        ),
        (
            {"username": "robin\x00@example.org", "password": "x"},
            [("username", "string_pattern_mismatch")],
        ),
    ],
)
async def test_a_form_that_does_not_fit_says_where(api, form, fields):
    answer = await api.post("/auth/token", data=form)
    assert fields_of(problem_of(answer, 422, "validation_failed")) == fields


async def test_a_refresh_token_gives_the_next_pair_though_the_access_token_has_run_out(
    api, ctx, clock
):
    first = (await api.sign_in(await a_user(ctx))).json()
    clock.advance(minutes=16)
    expired = bearing(first["access_token"])
    assert (await api.get("/me", headers=expired)).status_code == 401
    presented = {"refresh_token": first["refresh_token"]}
    second = await api.post("/auth/refresh", presented, headers=expired)
    assert second.status_code == 200
    assert second.json()["refresh_token"] != first["refresh_token"]
    assert (await api.bearing(second.json()["access_token"]).get("/me")).status_code == 200


async def test_a_spent_refresh_token_ends_the_sign_in_it_was_copied_from(api, ctx, clock):
    first = (await api.sign_in(await a_user(ctx))).json()
    second = (await api.post("/auth/refresh", {"refresh_token": first["refresh_token"]})).json()
    clock.advance(seconds=3)
    for token in (first["refresh_token"], second["refresh_token"]):
        answer = await api.post("/auth/refresh", {"refresh_token": token})
        problem_of(answer, 401, "invalid_refresh_token")
    late = await api.bearing(second["access_token"]).get("/me")
    problem_of(late, 401, "unauthenticated")


async def test_of_many_refreshes_at_once_none_throws_anybody_out(api, ctx):
    """Fails with 9 refused when the loser of the rotation is taken for a thief."""
    first = (await api.sign_in(await a_user(ctx))).json()
    presented = {"refresh_token": first["refresh_token"]}
    answers = await asyncio.gather(*(api.post("/auth/refresh", presented) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    next_one = {"refresh_token": answers[0].json()["refresh_token"]}
    assert (await api.post("/auth/refresh", next_one)).status_code == 200


@pytest.mark.parametrize("token", ["x", "x.y", "01m7waxr3y8kfpxrwcrk1vaa9f.secret"])
async def test_a_made_up_refresh_token_is_refused(api, token):
    answer = await api.post("/auth/refresh", {"refresh_token": token})
    problem_of(answer, 401, "invalid_refresh_token")


async def test_signing_out_ends_all_tokens_of_the_sign_in_and_no_other(api, ctx):
    user = await a_user(ctx)
    here, there = [(await api.sign_in(user)).json() for _ in range(2)]
    presented = {"refresh_token": here["refresh_token"]}
    assert (await api.post("/auth/logout", presented)).status_code == 204
    problem_of(await api.bearing(here["access_token"]).get("/me"), 401, "unauthenticated")
    problem_of(await api.post("/auth/refresh", presented), 401, "invalid_refresh_token")
    assert (await api.bearing(there["access_token"]).get("/me")).status_code == 200


async def test_signing_out_says_nothing_about_the_token_however_often(api, ctx):
    tokens = (await api.sign_in(await a_user(ctx))).json()
    presented = {"refresh_token": tokens["refresh_token"]}
    answers = await asyncio.gather(*(api.post("/auth/logout", presented) for _ in range(5)))
    answers.append(await api.post("/auth/logout", {"refresh_token": "made-up"}))
    assert {(answer.status_code, answer.content) for answer in answers} == {(204, b"")}
