"""Which credentials count, and for how long."""

import asyncio

import jwt
import pytest

from tests.builders.people import PASSWORD, a_user, an_admin, signed_in
from tests.drivers.api import bearing, tokens_of
from tests.drivers.edge import problem_of
from ticketapp.accounts.people import PersonEdit, edit_person, end_sessions_of
from ticketapp.core.actor import Role

REGISTRATION = {"email": "robin@example.org", "name": "Robin", "password": PASSWORD}


def forged(ctx, token, *, algorithm="HS256", key=None, **claims):
    content = jwt.decode(token, options={"verify_signature": False}) | claims
    content = {name: value for name, value in content.items() if value is not None}
    key = ctx.settings.jwt_secret.get_secret_value() if key is None else key
    return jwt.encode(content, key or None, algorithm)


FORGERIES = {
    "empty": lambda ctx, token: "",
    "no token at all": lambda ctx, token: "x.y.z",
    "a changed claim": lambda ctx, token: token.replace(".ey", ".eY", 1),
    "without its signature": lambda ctx, token: token.rpartition(".")[0] + ".",
    "alg none": lambda ctx, token: forged(ctx, token, algorithm="none", key=""),
    "another algorithm": lambda ctx, token: forged(ctx, token, algorithm="HS512"),
    "another key": lambda ctx, token: forged(ctx, token, key="x" * 32),
    "another audience": lambda ctx, token: forged(ctx, token, aud="another"),
    "another issuer": lambda ctx, token: forged(ctx, token, iss="http://elsewhere.test"),
    "no end": lambda ctx, token: forged(ctx, token, exp=None),
    "run out": lambda ctx, token: forged(ctx, token, exp=1),
    "another person": lambda ctx, token: forged(ctx, token, sub="somebody-else"),
    "a session that never was": lambda ctx, token: forged(ctx, token, sid="some-session"),
    "a document for a session": lambda ctx, token: forged(ctx, token, sid={"$ne": None}),
    "nested beyond reason": lambda ctx, token: f"{'W1tb' * 4000}.e30.x",
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_token_that_is_not_ours_or_no_longer_good_is_refused(api, ctx, forgery):
    """Also where nobody has to be signed in: whoever shows credentials is not taken for nobody."""
    token = (await tokens_of(ctx, await a_user(ctx))).access_token
    assert (await api.bearing(forged(ctx, token)).get("/me")).status_code == 200
    header = bearing(FORGERIES[forgery](ctx, token))
    for answer in (
        await api.get("/me", headers=header),
        await api.post("/auth/register", REGISTRATION, headers=header),
    ):
        problem_of(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"] == 'Bearer realm="ticketapp"'
    assert await ctx.db.users.count_documents({"email": REGISTRATION["email"]}) == 0


async def test_a_token_is_good_for_15_minutes(api, ctx, clock):
    person = api.bearing((await tokens_of(ctx, await a_user(ctx))).access_token)
    clock.advance(minutes=14, seconds=59)
    assert (await person.get("/me")).status_code == 200
    clock.advance(seconds=1)
    problem_of(await person.get("/me"), 401, "unauthenticated")


async def test_a_browsers_cookie_is_no_credential_here(api, ctx):
    cookie = await signed_in(ctx, await a_user(ctx))
    answer = await api.get("/me", headers={"Cookie": f"session={cookie}"})
    problem_of(answer, 401, "unauthenticated")
    problem_of(await api.bearing(cookie).get("/me"), 401, "unauthenticated")


async def test_a_refresh_token_is_no_access_token(api, ctx):
    pair = await tokens_of(ctx, await a_user(ctx))
    problem_of(await api.bearing(pair.refresh_token).get("/me"), 401, "unauthenticated")


@pytest.mark.parametrize("scheme", ["Basic cm9iaW46eA==", "Digest x", "Bearer", "nonsense", ""])
async def test_other_schemes_are_refused_and_not_ignored(api, scheme):
    problem_of(await api.get("/me", headers={"Authorization": scheme}), 401, "unauthenticated")


async def test_the_schemes_name_is_read_in_any_case(api, ctx):
    token = (await tokens_of(ctx, await a_user(ctx))).access_token
    assert (await api.get("/me", headers={"Authorization": f"bEARER {token}"})).status_code == 200


async def test_what_an_admin_changes_holds_from_the_very_next_request(api, ctx, calling_as):
    admin, user = await an_admin(ctx), await a_user(ctx)
    person = await calling_as(user)
    problem_of(await person.get("/users"), 403, "forbidden")
    await edit_person(ctx, admin, user.id, PersonEdit(role=Role.admin))
    assert (await person.get("/users")).status_code == 200
    await edit_person(ctx, admin, user.id, PersonEdit(role=Role.user))
    problem_of(await person.get("/users"), 403, "forbidden")
    await edit_person(ctx, admin, user.id, PersonEdit(disabled=True))
    problem_of(await person.get("/me"), 401, "unauthenticated")
    await edit_person(ctx, admin, user.id, PersonEdit(disabled=False))
    problem_of(await person.get("/me"), 401, "unauthenticated")


async def test_ended_sessions_take_their_tokens_with_them(api, ctx, calling_as):
    user = await a_user(ctx)
    programs = [await calling_as(user) for _ in range(3)]
    await end_sessions_of(ctx, await an_admin(ctx), user.id)
    answers = await asyncio.gather(*(program.get("/me") for program in programs))
    assert {answer.status_code for answer in answers} == {401}
