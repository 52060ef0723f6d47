"""/users: other people's accounts, for admins."""

import asyncio
from urllib.parse import quote

import pytest

from tests.builders.mails import mailed_secret
from tests.builders.people import a_user
from tests.drivers.edge import fields_of, problem_of
from ticketapp.accounts.letters import INITIAL_PASSWORD
from ticketapp.core.actor import Role

NEW = {"email": "robin@example.org", "name": "Robin Meyer"}


@pytest.fixture
async def admin(ctx, calling_as):
    user = await a_user(ctx, role=Role.admin, name="Ada Admin", email="ada@example.org")
    return await calling_as(user)


async def test_an_admin_makes_accounts_of_any_role(api, admin, ctx):
    answer = await admin.post("/users", NEW | {"role": "staff", "event_ids": ["e1", "e2"]})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["role"], made["event_ids"], made["disabled"]) == ("staff", ["e1", "e2"], False)
    assert answer.headers["location"] == f"/api/v1/users/{made['id']}"
    assert (await admin.get(f"/users/{made['id']}")).json() == made
    mailed = await mailed_secret(ctx, NEW["email"], INITIAL_PASSWORD)
    signed_in = await api.post("/auth/login", {"email": NEW["email"], "password": mailed})
    assert signed_in.json()["must_change_password"] is True


async def test_a_taken_address_is_a_conflict_and_a_repetition_is_not(admin, ctx):
    headers = {"Idempotency-Key": "k-1"}
    first, again = [await admin.post("/users", NEW, headers=headers) for _ in range(2)]
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    problem_of(await admin.post("/users", NEW), 409, "email_taken")
    assert await ctx.db.users.count_documents({}) == 2


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"email": "robin@example.org"}, "name", "missing"),
        (NEW | {"role": "owner"}, "role", "enum"),
        (NEW | {"role": None}, "role", "enum"),
        (NEW | {"role": {"$ne": "user"}}, "role", "enum"),
        (NEW | {"event_ids": "e1"}, "event_ids", "list_type"),
        (NEW | {"event_ids": [1]}, "event_ids.0", "string_type"),
        (NEW | {"event_ids": ["$where"]}, "event_ids.0", "string_pattern_mismatch"),
        (NEW | {"event_ids": ["e"] * 1001}, "event_ids", "too_long"),
        (NEW | {"password": "plain sailing"}, "password", "extra_forbidden"),
    ],
)
async def test_a_new_account_that_does_not_fit_says_where(admin, body, field, code):
    problem = problem_of(await admin.post("/users", body), 422, "validation_failed")
    assert fields_of(problem) == [(field, code)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["ada", "staff", "gone", "user"]),
        ("?role=staff", ["staff", "gone"]),
        ("?disabled=true", ["gone"]),
        ("?role=staff&disabled=false", ["staff"]),
        ("?q=us%20EXAMPLE", ["user"]),
        ("?q=nobody", []),
        ("?q=.*", []),
    ],
)
async def test_people_are_found_by_words_role_and_state(admin, ctx, asked, found):
    for name, role in (("staff", Role.staff), ("gone", Role.staff), ("user", Role.user)):
        user = await a_user(ctx, email=f"{name}@example.org", role=role, name=name.title())
        if name == "gone":
            await admin.patch(f"/users/{user.id}", {"disabled": True})
    people = (await admin.get(f"/users{asked}")).json()
    assert [person["email"].partition("@")[0] for person in people["items"]] == found
    assert people["total"] == len(found)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("q=a%00b", "query.q"),
        (f"q={'x' * 101}", "query.q"),
        ("role=owner", "query.role"),
        ("disabled=perhaps", "query.disabled"),
        ("limit=101", "query.limit"),
        ("page=0", "query.page"),
        ("cursor=made-up", "query.cursor"),
    ],
)
async def test_a_question_that_does_not_fit_says_where(admin, asked, field):
    problem = problem_of(await admin.get(f"/users?{asked}"), 422, "validation_failed")
    assert [name for name, _ in fields_of(problem)] == [field]


async def test_people_are_walked_with_cursors(admin, ctx):
    for _ in range(4):
        await a_user(ctx)
    first = (await admin.get("/users?limit=3")).json()
    rest = (await admin.get(f"/users?limit=3&cursor={first['next_cursor']}")).json()
    ids = [person["id"] for part in (first, rest) for person in part["items"]]
    assert len(set(ids)) == 5
    assert (rest["total"], rest["next_cursor"]) == (5, None)
    elsewhere = await admin.get(f"/users?limit=3&role=user&cursor={first['next_cursor']}")
    problem_of(elsewhere, 422, "validation_failed")


async def test_what_is_left_out_of_an_edit_stays_and_null_events_mean_all(admin, ctx):
    user = await a_user(ctx, role=Role.staff, event_ids=("e1",))

    async def edit(change):
        answer = await admin.patch(f"/users/{user.id}", change)
        assert answer.status_code == 200
        return tuple(answer.json()[name] for name in ("name", "role", "event_ids", "disabled"))

    assert await edit({}) == ("Robin Meyer", "staff", ["e1"], False)
    assert await edit({"name": "Rob"}) == ("Rob", "staff", ["e1"], False)
    assert await edit({"event_ids": None}) == ("Rob", "staff", None, False)
    assert await edit({"event_ids": []}) == ("Rob", "staff", [], False)
    assert await edit({"disabled": True, "role": "user"}) == ("Rob", "user", [], True)
    assert await edit({"disabled": False}) == ("Rob", "user", [], False)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": None}, "name", "string_type"),
        ({"role": None}, "role", "enum"),
        ({"disabled": None}, "disabled", "bool_type"),
        ({"disabled": "true"}, "disabled", "bool_type"),
        ({"disabled": 1}, "disabled", "bool_type"),
        ({"email": "new@example.org"}, "email", "extra_forbidden"),
    ],
)
async def test_an_edit_that_does_not_fit_says_where(admin, ctx, change, field, code):
    user = await a_user(ctx)
    problem = problem_of(await admin.patch(f"/users/{user.id}", change), 422, "validation_failed")
    assert fields_of(problem) == [(field, code)]


@pytest.mark.parametrize("user_id", ["nobody", "{}", "$ne", "a\x00b", "x" * 2000, "ü"])
async def test_an_account_that_is_not_there_is_not_found(admin, user_id):
    path = f"/users/{quote(user_id)}"
    problem_of(await admin.get(path), 404, "not_found")
    problem_of(await admin.patch(path, {"name": "X"}), 404, "not_found")


@pytest.mark.parametrize("change", [{"role": "user"}, {"role": "staff"}, {"disabled": True}])
async def test_the_last_admin_stays_one(admin, change):
    me = (await admin.get("/me")).json()["id"]
    problem_of(await admin.patch(f"/users/{me}", change), 409, "last_admin")
    assert (await admin.get("/users")).status_code == 200


async def test_two_admins_who_step_down_at_once_do_not_both_get_away(admin, ctx, calling_as):
    """Fails when the guard counts without touching the document that both must write."""
    other = await calling_as(await a_user(ctx, role=Role.admin))
    ids = [(await each.get("/me")).json()["id"] for each in (admin, other)]
    answers = await asyncio.gather(
        *(each.patch(f"/users/{id_}", {"role": "user"})
          for each, id_ in zip((admin, other), ids, strict=True))
    )  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert await ctx.db.users.count_documents({"role": "admin"}) == 1
