"""GET, PATCH and DELETE /me, /me/export and /me/sessions."""

import pytest

from tests.builders.people import HOME, PASSWORD, a_user, signed_in
from tests.drivers.api import tokens_of
from tests.drivers.edge import fields_of, problem_of
from ticketapp.core.actor import Role


async def test_a_person_sees_who_they_are(ctx, calling_as):
    user = await a_user(ctx, name="Zoë Müller", role=Role.staff, event_ids=("e1",))
    profile = (await (await calling_as(user)).get("/me")).json()
    assert profile["created_at"].endswith("Z")
    times = ("created_at", "updated_at", "last_sign_in_at")
    assert {name: value for name, value in profile.items() if name not in times} == {
        "id": user.id,
        "email": user.email,
        "name": "Zoë Müller",
        "role": "staff",
        "event_ids": ["e1"],
        "locale": "en",
        "must_change_password": False,
        "has_second_factor": False,
        "email_verified_at": None,
    }


@pytest.mark.parametrize(
    ("change", "name", "locale"),
    [
        ({"name": "  New   Name "}, "New Name", "en"),
        ({"locale": "de"}, "Robin Meyer", "de"),
        ({"name": "Neu", "locale": "de"}, "Neu", "de"),
        ({}, "Robin Meyer", "en"),
    ],
)
async def test_what_is_left_out_of_a_change_stays(ctx, calling_as, change, name, locale):
    person = await calling_as(await a_user(ctx))
    answer = await person.patch("/me", change)
    assert answer.status_code == 200
    assert answer.json() == (await person.get("/me")).json()
    assert (answer.json()["name"], answer.json()["locale"]) == (name, locale)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": None}, "name", "string_type"),
        ({"name": "   "}, "name", "required"),
        ({"name": "x" * 121}, "name", "string_too_long"),
        ({"name": "abc\u202edef"}, "name", "control_characters"),
        ({"locale": "fr"}, "locale", "literal_error"),
        ({"locale": ["de"]}, "locale", "literal_error"),
        ({"role": "admin"}, "role", "extra_forbidden"),
        ({"email": "new@example.org"}, "email", "extra_forbidden"),
        ({"must_change_password": False}, "must_change_password", "extra_forbidden"),
    ],
)
async def test_a_change_that_does_not_fit_says_where(ctx, calling_as, change, field, code):
    person = await calling_as(await a_user(ctx))
    problem = problem_of(await person.patch("/me", change), 422, "validation_failed")
    assert fields_of(problem) == [(field, code)]


async def test_erasing_the_account_leaves_nobody(api, ctx, calling_as):
    user = await a_user(ctx)
    person = await calling_as(user)
    assert (await person.delete("/me")).status_code == 204
    problem_of(await person.get("/me"), 401, "unauthenticated")
    problem_of(await api.sign_in(user), 401, "invalid_credentials")
    assert await ctx.db.users.count_documents({"email": user.email}) == 0


async def test_the_last_admin_cannot_erase_themselves(ctx, calling_as):
    admin = await calling_as(await a_user(ctx, role=Role.admin))
    problem_of(await admin.delete("/me"), 409, "last_admin")
    assert (await admin.get("/me")).status_code == 200


async def test_the_export_is_a_file_with_everything_and_is_on_record(ctx, calling_as):
    user = await a_user(ctx)
    answer = await (await calling_as(user)).get("/me/export")
    assert answer.headers["content-disposition"] == f'attachment; filename="{user.id}.json"'
    assert answer.headers["cache-control"] == "no-store"
    data = answer.json()
    assert data["profile"]["email"] == user.email
    assert [session["kind"] for session in data["sessions"]] == ["api"]
    assert "password" not in answer.text
    assert await ctx.db.audit.count_documents({"action": "account.exported"}) == 1


async def test_a_person_sees_where_they_are_signed_in(ctx, api, clock):
    user = await a_user(ctx)
    await signed_in(ctx, user)
    clock.advance(minutes=1)
    here = api.bearing((await tokens_of(ctx, user)).access_token)
    sessions = (await here.get("/me/sessions")).json()
    assert [(each["kind"], each["current"]) for each in sessions["items"]] == [
        ("api", True),
        ("browser", False),
    ]
    assert {each["address"] for each in sessions["items"]} == {HOME.address}
    assert not any("digest" in each or "secret" in each for each in sessions["items"])


async def test_sessions_are_walked_like_every_list(ctx, calling_as):
    user = await a_user(ctx)
    programs = [await calling_as(user) for _ in range(3)]
    seen, where = [], "/me/sessions?limit=2"
    while where:
        part = (await programs[0].get(where)).json()
        assert part["total"] == 3
        seen += [each["id"] for each in part["items"]]
        cursor = part["next_cursor"]
        where = f"/me/sessions?limit=2&cursor={cursor}" if cursor else None
    assert len(set(seen)) == len(seen) == 3


async def test_ending_a_session_elsewhere_signs_it_out_at_once(ctx, calling_as):
    user = await a_user(ctx)
    here, there = await calling_as(user), await calling_as(user)
    [other] = [
        each["id"]
        for each in (await here.get("/me/sessions")).json()["items"]
        if not each["current"]
    ]
    assert (await here.delete(f"/me/sessions/{other}")).status_code == 204
    problem_of(await there.get("/me"), 401, "unauthenticated")
    problem_of(await here.delete(f"/me/sessions/{other}"), 404, "not_found")


async def test_nobody_ends_another_persons_session(ctx, calling_as):
    person, stranger = await calling_as(await a_user(ctx)), await calling_as(await a_user(ctx))
    [own] = (await person.get("/me/sessions")).json()["items"]
    problem_of(await stranger.delete(f"/me/sessions/{own['id']}"), 404, "not_found")
    assert (await person.get("/me")).status_code == 200


async def test_signing_in_again_does_not_end_what_was(ctx, api, calling_as):
    user = await a_user(ctx)
    first = await calling_as(user)
    assert (await api.post("/auth/login", {"email": user.email, "password": PASSWORD})).is_success
    assert (await first.get("/me")).status_code == 200
