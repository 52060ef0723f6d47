"""What does not fit is refused field by field, by the names that the body uses."""

import pytest

from tests.builders.people import PASSWORD, a_user
from tests.drivers.edge import fields_of, problem_of

LONG = "x" * 20_000
REGISTER = {"email": "robin@example.org", "name": "Robin", "password": PASSWORD}
LOGIN = {"email": "robin@example.org", "password": PASSWORD}
CHANGE = {"current_password": PASSWORD, "new_password": "quite another phrase"}
RESET = {"token": "made-up", "new_password": "quite another phrase"}

NO_TEXT = ([], {}, {"$ne": None}, 1, True)
"""Where text belongs; null too, but not where it may be left out."""


def cases():
    for path, body, optional in (
        ("/auth/register", REGISTER, {"password"}),
        ("/auth/login", LOGIN, set()),
        ("/auth/refresh", {"refresh_token": "x"}, set()),
        ("/auth/logout", {"refresh_token": "x"}, set()),
        ("/auth/password/forgot", {"email": "robin@example.org"}, set()),
        ("/auth/password/reset", RESET, set()),
        ("/auth/password/change", CHANGE, set()),
    ):
        for field in body:
            for value in NO_TEXT if field in optional else (*NO_TEXT, None):
                yield path, body | {field: value}, field, "string_type"
            if field not in optional:
                rest = {name: value for name, value in body.items() if name != field}
                yield path, rest, field, "missing"
        yield path, body | {"admin": True}, "admin", "extra_forbidden"
    for path, body in (("/auth/register", REGISTER), ("/auth/login", LOGIN)):
        yield path, body | {"email": "a\x00b@example.org"}, "email", "string_pattern_mismatch"
        yield path, body | {"email": "a\nb@example.org"}, "email", "string_pattern_mismatch"
        yield path, body | {"email": LONG}, "email", "string_too_long"
        yield path, body | {"email": ""}, "email", "string_too_short"
    yield "/auth/register", REGISTER | {"email": "no address"}, "email", "invalid_email"
    yield "/auth/register", REGISTER | {"email": "a@b\u202e.org"}, "email", "invalid_email"
    yield "/auth/register", REGISTER | {"name": "a\x00b"}, "name", "string_pattern_mismatch"
    yield "/auth/register", REGISTER | {"name": LONG}, "name", "string_too_long"
    yield "/auth/register", REGISTER | {"name": " "}, "name", "required"
    yield "/auth/register", REGISTER | {"name": "a\u2067b"}, "name", "control_characters"
    yield "/auth/register", REGISTER | {"password": "short"}, "password", "too_short"
    yield "/auth/register", REGISTER | {"password": LONG}, "password", "too_long"
    yield "/auth/register", REGISTER | {"password": "password1"}, "password", "too_common"
    yield "/auth/login", LOGIN | {"password": LONG}, "password", "string_too_long"
    yield "/auth/login", LOGIN | {"otp": 123456}, "otp", "string_type"
    yield "/auth/login", LOGIN | {"otp": LONG}, "otp", "string_too_long"
    yield "/auth/refresh", {"refresh_token": LONG}, "refresh_token", "string_too_long"
    yield "/auth/refresh", {"refresh_token": "a\x00"}, "refresh_token", "string_pattern_mismatch"
    yield "/auth/password/forgot", {"email": "nonsense"}, "email", "invalid_email"
    yield "/auth/password/reset", RESET | {"token": ""}, "token", "string_too_short"
    yield "/auth/password/reset", RESET | {"new_password": "x"}, "new_password", "too_short"
    yield "/auth/password/change", CHANGE | {"new_password": "x"}, "new_password", "too_short"


async def test_every_field_that_does_not_fit_is_named(api, ctx, calling_as):
    """One database for all: none of these gets as far as to change anything."""
    person = await calling_as(await a_user(ctx))
    for path, body, field, code in cases():
        caller = person if path == "/auth/password/change" else api
        document = problem_of(await caller.post(path, body), 422, "validation_failed")
        assert fields_of(document) == [(field, code)], (path, body)
        assert document["errors"][0]["message"].endswith(".")
    assert await ctx.db.users.count_documents({}) == 1


@pytest.mark.parametrize("password", ["\x00" * 8, "tab\t and bell\a here", "\u202e\u0000🔑 phrase"])
async def test_a_password_may_have_any_characters(api, password):
    assert (await api.post("/auth/register", REGISTER | {"password": password})).is_success
    assert (await api.post("/auth/login", LOGIN | {"password": password})).status_code == 200
    almost = {"password": password[:-1] + "?"}
    problem_of(await api.post("/auth/login", LOGIN | almost), 401, "invalid_credentials")


async def test_people_read_what_is_wrong_in_their_language(api):
    bad = REGISTER | {"password": "kurz", "name": "Robin"}
    german = await api.post("/auth/register", bad, headers={"Accept-Language": "de"})
    english = await api.post("/auth/register", bad)
    messages = [answer.json()["errors"][0]["message"] for answer in (german, english)]
    assert messages[0] != messages[1] == "Use at least 8 characters."


async def test_a_body_beyond_the_limit_is_too_large(api):
    answer = await api.post("/auth/login", LOGIN | {"password": "x" * 70_000})
    problem_of(answer, 413, "too_large")
