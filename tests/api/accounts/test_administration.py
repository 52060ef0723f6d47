"""GET /audit, GET /outbox and POST /outbox/{id}/retry."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.builders.mails import a_mail, queue
from tests.builders.people import HOME, PASSWORD, a_user
from tests.drivers.edge import fields_of, problem_of
from ticketapp.core.actor import Role
from ticketapp.outbox.models import MailState


@pytest.fixture
async def admin(ctx, calling_as):
    user = await a_user(ctx, role=Role.admin, name="Ada Admin", email="ada@example.org")
    await ctx.db.audit.delete_many({})
    return await calling_as(user)


async def put(ctx, state, name="ada", **fields):
    """A mail as it stands after a while."""
    mail_id = await queue(ctx, a_mail(recipient=f"{name}@example.org", object_id=f"o-{name}"))
    await ctx.db.outbox.update_one({"_id": mail_id}, {"$set": {"state": state.value, **fields}})
    return mail_id


async def test_the_outbox_shows_each_mail_and_why_it_failed_but_not_what_it_says(admin, ctx):
    failure = {"reason": "refused", "detail": "550 No such user"}
    mail_id = await put(ctx, MailState.parked, tries=1, failure=failure)
    [mail] = (await admin.get("/outbox")).json()["items"]
    assert {"id", "kind", "status", "recipient", "tries", "failure"} < set(mail)
    assert (mail["id"], mail["status"], mail["failure"]) == (mail_id, "parked", failure)
    assert not {"secret", "facts"} & set(mail)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"ada", "bea", "cem"}),
        ("?status=parked", {"ada"}),
        ("?status=queued", {"bea"}),
        ("?status=sending", set()),
        ("?recipient=ce", {"cem"}),
        ("?kind=greeting&status=sent", {"cem"}),
        ("?kind=other", set()),
    ],
)
async def test_mails_are_found_by_status_kind_and_recipient(admin, ctx, asked, found):
    states = {"ada": MailState.parked, "bea": MailState.queued, "cem": MailState.sent}
    for name, state in states.items():
        await put(ctx, state, name)
    mails = (await admin.get(f"/outbox{asked}")).json()
    assert {mail["recipient"].partition("@")[0] for mail in mails["items"]} == found


async def test_a_parked_mail_is_sent_again_and_that_is_on_record(admin, ctx):
    mail_id = await put(ctx, MailState.parked, tries=10)
    answer = await admin.post(f"/outbox/{mail_id}/retry")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["tries"]) == ("queued", 0)
    [entry] = (await admin.get("/audit?action=mail.resent")).json()["items"]
    assert (entry["object_id"], entry["actor_name"]) == (mail_id, "Ada Admin")


@pytest.mark.parametrize("state", [MailState.sent, MailState.sending, MailState.cancelled])
async def test_a_mail_that_does_not_wait_is_not_sent_again(admin, ctx, state):
    mail_id = await put(ctx, state)
    problem_of(await admin.post(f"/outbox/{mail_id}/retry"), 409, "mail_not_waiting")
    problem_of(await admin.post("/outbox/unknown/retry"), 404, "not_found")


async def test_the_trail_says_who_did_what_and_from_where(admin, ctx):
    user = await a_user(ctx, email="robin@example.org")
    edited = await admin.patch(
        f"/users/{user.id}", {"role": "staff"}, headers={"X-Request-ID": "find-me"}
    )
    assert edited.status_code == 200
    [entry] = (await admin.get("/audit?action=account.edited")).json()["items"]
    me = (await admin.get("/me")).json()
    assert entry["at"].endswith("Z")
    assert {name: value for name, value in entry.items() if name not in {"id", "at"}} == {
        "action": "account.edited",
        "actor_id": me["id"],
        "actor_name": "Ada Admin",
        "object_id": user.id,
        "object_name": "robin@example.org",
        "address": "192.0.2.1",
        "request_id": "find-me",
        "before": {"role": "user"},
        "after": {"role": "staff"},
        "sealed": False,
    }


async def test_the_trail_is_read_by_person_action_object_and_time(admin, ctx, clock):
    user = await a_user(ctx, email="robin@example.org")
    early = clock.now()
    late = clock.advance(minutes=10)
    await admin.patch(f"/users/{user.id}", {"name": "Rob"})
    me = (await admin.get("/me")).json()["id"]

    async def actions(**asked):
        query = "&".join(f"{name}={quote(str(value))}" for name, value in asked.items())
        answer = await admin.get(f"/audit?{query}")
        assert answer.status_code == 200, answer.text
        return [entry["action"] for entry in answer.json()["items"]]

    assert await actions(object="robin@example.org") == ["account.edited", "account.registered"]
    assert await actions(object=user.id, actor="Ada@example.org") == ["account.edited"]
    assert await actions(actor=me, action="session.started") == ["session.started"]
    assert await actions(since=late.isoformat()) == ["account.edited"]
    assert await actions(since=late.isoformat(), until=late.isoformat()) == []
    in_another_zone = (late + timedelta(hours=5)).isoformat()[:-6] + "+05:00"
    assert "account.edited" not in await actions(until=in_another_zone, since=early.isoformat())
    assert await actions(action="nothing.like.it") == []


@pytest.mark.parametrize(
    "moment",
    ["yesterday", "1700000000", "2027-01-31", "2027-01-31T18:00:00", "0001-01-01T00:00:00+10:00",
     "2027-02-30T00:00:00Z", "9999-12-31T23:59:59-10:00"],
)  # fmt: skip
async def test_a_moment_is_a_time_with_its_offset(admin, moment):
    problem = problem_of(await admin.get(f"/audit?since={quote(moment)}"), 422, "validation_failed")
    assert [field for field, _ in fields_of(problem)] == ["query.since"]


async def test_no_secret_is_in_the_trail(api, admin, ctx):
    user = await a_user(ctx)
    tokens = (await api.sign_in(user)).json()
    new = "quite another phrase"
    change = {"current_password": PASSWORD, "new_password": new}
    await api.bearing(tokens["access_token"]).post("/auth/password/change", change)
    await api.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    await api.post("/auth/login", {"email": user.email, "password": "a wrong one"})
    trail = (await admin.get("/audit?limit=100")).text
    assert HOME.address in trail or "192.0.2.1" in trail
    for secret in (PASSWORD, new, "a wrong one", *tokens.values()):
        if isinstance(secret, str) and secret != "bearer":
            assert secret not in trail
