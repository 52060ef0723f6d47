"""POST /auth/password/forgot, /reset and /change."""

import asyncio

from tests.builders.mails import mailed_secret
from tests.builders.people import PASSWORD, a_user, an_admin
from tests.drivers.edge import fields_of, problem_of
from ticketapp.accounts.letters import RESET
from ticketapp.accounts.people import PersonEdit, edit_person

NEW = "quite another phrase"


async def forget(api, email):
    return await api.post("/auth/password/forgot", {"email": email})


async def test_forgetting_answers_the_same_whether_there_is_an_account_or_not(api, ctx):
    answers = [await forget(api, (await a_user(ctx)).email), await forget(api, "no@example.org")]
    known, unknown = (
        (answer.status_code, answer.content, dict(answer.headers) | {"x-request-id": ""})
        for answer in answers
    )
    assert known == unknown
    assert known[:2] == (202, b"")
    assert await ctx.db.outbox.count_documents({"kind": RESET}) == 1


async def test_a_mailed_token_sets_a_new_password_once_and_ends_all_sign_ins(api, ctx, calling_as):
    user = await a_user(ctx)
    before = await calling_as(user)
    await forget(api, user.email)
    reset = {"token": await mailed_secret(ctx, user.email, RESET), "new_password": NEW}
    assert (await api.post("/auth/password/reset", reset)).status_code == 204
    problem_of(await before.get("/me"), 401, "unauthenticated")
    problem_of(await api.sign_in(user), 401, "invalid_credentials")
    assert (await api.sign_in(user, password=NEW)).status_code == 200
    problem_of(await api.post("/auth/password/reset", reset), 400, "invalid_token")


async def test_of_ten_uses_of_one_token_at_once_one_counts(api, ctx):
    user = await a_user(ctx)
    await forget(api, user.email)
    token = await mailed_secret(ctx, user.email, RESET)
    answers = await asyncio.gather(
        *(
            api.post("/auth/password/reset", {"token": token, "new_password": f"{NEW} {n}"})
            for n in range(10)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [204] + 9 * [400]


async def test_a_bad_new_password_leaves_the_token_usable(api, ctx):
    user = await a_user(ctx)
    await forget(api, user.email)
    token = await mailed_secret(ctx, user.email, RESET)
    refused = await api.post("/auth/password/reset", {"token": token, "new_password": "short"})
    problem = problem_of(refused, 422, "validation_failed")
    assert fields_of(problem) == [("new_password", "too_short")]
    reset = {"token": token, "new_password": NEW}
    assert (await api.post("/auth/password/reset", reset)).status_code == 204


async def test_changing_the_password_ends_every_other_sign_in(api, ctx, calling_as):
    user = await a_user(ctx)
    here, there = await calling_as(user), await calling_as(user)
    change = {"current_password": PASSWORD, "new_password": NEW}
    assert (await here.post("/auth/password/change", change)).status_code == 204
    assert (await here.get("/me")).status_code == 200
    problem_of(await there.get("/me"), 401, "unauthenticated")
    assert (await api.sign_in(user, password=NEW)).status_code == 200


async def test_changing_the_password_takes_the_current_one(ctx, calling_as):
    person = await calling_as(await a_user(ctx))
    change = {"current_password": "not this one", "new_password": NEW}
    problem_of(await person.post("/auth/password/change", change), 403, "wrong_password")
    common = {"current_password": PASSWORD, "new_password": "Password1"}
    problem = problem_of(
        await person.post("/auth/password/change", common), 422, "validation_failed"
    )
    assert fields_of(problem) == [("new_password", "too_common")]


async def test_who_is_nobody_is_told_so_before_their_input_is_judged(api):
    problem_of(await api.post("/auth/password/change", {}), 401, "unauthenticated")
    problem_of(await api.post("/users", {}), 401, "unauthenticated")


async def test_an_account_that_was_closed_meanwhile_is_not_reset(api, ctx):
    user = await a_user(ctx)
    await forget(api, user.email)
    token = await mailed_secret(ctx, user.email, RESET)
    await edit_person(ctx, await an_admin(ctx), user.id, PersonEdit(disabled=True))
    reset = await api.post("/auth/password/reset", {"token": token, "new_password": NEW})
    problem_of(reset, 400, "invalid_token")
