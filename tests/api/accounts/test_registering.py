"""POST /auth/register."""

import asyncio
from collections import Counter

from pydantic import SecretStr

from tests.builders.mails import mailed_secret
from tests.builders.people import PASSWORD
from tests.drivers.edge import problem_of, with_settings
from ticketapp.accounts.letters import INITIAL_PASSWORD, WELCOME
from ticketapp.core.context import set_context

ROBIN = {"email": "robin@example.org", "name": "Robin Meyer", "password": PASSWORD}
KEY = {"Idempotency-Key": "k-1"}


async def test_whoever_registers_can_sign_in(api, ctx):
    answer = await api.post("/auth/register", ROBIN)
    assert answer.status_code == 201
    made = answer.json()
    assert made == {
        "id": made["id"], "email": "robin@example.org", "name": "Robin Meyer", "role": "user",
    }  # fmt: skip
    credentials = {"email": " Robin@Example.org", "password": PASSWORD}
    tokens = (await api.post("/auth/login", credentials)).json()
    assert tokens["must_change_password"] is False
    own = await api.bearing(tokens["access_token"]).get(answer.headers["location"][7:])
    assert own.json()["id"] == made["id"]
    assert await ctx.db.outbox.count_documents({"kind": WELCOME}) == 1


async def test_a_mailed_password_must_be_replaced_before_anything_else(api, ctx):
    await api.post("/auth/register", {"email": "robin@example.org", "name": "Robin"})
    mailed = await mailed_secret(ctx, "robin@example.org", INITIAL_PASSWORD)
    signed_in = await api.post("/auth/login", {"email": "robin@example.org", "password": mailed})
    tokens = signed_in.json()
    assert tokens["must_change_password"] is True
    robin = api.bearing(tokens["access_token"])
    assert (await robin.get("/me")).json()["must_change_password"] is True
    problem_of(await robin.patch("/me", {"name": "R"}), 403, "password_change_required")
    change = {"current_password": mailed, "new_password": "quite another phrase"}
    assert (await robin.post("/auth/password/change", change)).status_code == 204
    assert (await robin.patch("/me", {"name": "R"})).status_code == 200


async def test_null_is_as_good_as_no_password(api, ctx):
    assert (await api.post("/auth/register", ROBIN | {"password": None})).status_code == 201
    assert await ctx.db.outbox.count_documents({"kind": INITIAL_PASSWORD}) == 1


async def test_nobody_registers_with_a_role(api):
    problem = problem_of(
        await api.post("/auth/register", ROBIN | {"role": "admin"}), 422, "validation_failed"
    )
    assert problem["errors"][0]["field"] == "role"


async def test_an_address_that_is_taken_is_a_conflict_in_any_spelling(api):
    await api.post("/auth/register", ROBIN)
    again = await api.post("/auth/register", ROBIN | {"email": "ROBIN@example.org"})
    problem_of(again, 409, "email_taken")


async def test_fifty_at_once_make_one_account(api, ctx):
    """Fails with 50 accounts when the unique index on the address is dropped."""
    answers = await asyncio.gather(*(api.post("/auth/register", ROBIN) for _ in range(50)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 49}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {
        "email_taken"
    }
    assert await ctx.db.users.count_documents({}) == 1
    assert await ctx.db.outbox.count_documents({}) == 1


async def test_sent_again_with_its_key_it_is_answered_again(api, ctx):
    first, again = [await api.post("/auth/register", ROBIN, headers=KEY) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["idempotency-replayed"] == "true"
    assert await ctx.db.users.count_documents({}) == 1
    other = await api.post("/auth/register", ROBIN | {"name": "Rob"}, headers=KEY)
    problem_of(other, 422, "idempotency_key_reused")


async def test_what_is_kept_for_a_repetition_cannot_be_used_to_try_passwords(
    api, ctx, without_limits
):
    """Fails with a plain hash of the request, which whoever has a copy can compute as well."""
    await api.post("/auth/register", ROBIN, headers=KEY)
    with_another_secret = with_settings(without_limits, jwt_secret=SecretStr("x" * 48))
    set_context(with_another_secret)
    await api.post("/auth/register", ROBIN, headers={"Idempotency-Key": "k-2"})
    fingerprints = [kept["fingerprint"] async for kept in ctx.db.idempotency.find({})]
    assert len(set(fingerprints)) == 2
