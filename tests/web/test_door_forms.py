"""The passes that the door's page asks for."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from tests.builders.events import an_event
from tests.builders.people import a_user, signed_in
from tests.drivers.edge import edge_of, open_client, problem_of
from ticketapp.core.actor import Role
from ticketapp.core.context import Context
from ticketapp.web.door_forms import door_form_routes
from ticketapp.web.session_cookie import cookie_name

OURS = {"origin": "http://tickets.test", "accept": "application/json"}


@pytest.fixture
async def browser(without_limits: Context) -> AsyncGenerator[httpx.AsyncClient]:
    edge = edge_of(without_limits, forms=door_form_routes())
    async with open_client(edge, without_limits) as client:
        yield client


async def sign_in(ctx: Context, browser: httpx.AsyncClient, **facts) -> None:
    user = await a_user(ctx, **facts)
    browser.cookies.set(cookie_name(ctx.settings), await signed_in(ctx, user))


async def test_staff_get_a_pass_that_scans_for_one_event_and_can_do_nothing_else(
    without_limits: Context, browser: httpx.AsyncClient
):
    ctx = without_limits
    event, other = await an_event(ctx, name="Mine"), await an_event(ctx)
    await sign_in(ctx, browser, role=Role.staff, event_ids=(event.id,), name="Sam Staff")
    answer = await browser.post(f"/door/events/{event.id}/pass", headers=OURS)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    made = answer.json()
    assert (made["event"]["id"], made["event"]["name"]) == (event.id, "Mine")

    browser.cookies.clear()
    bearer = {"authorization": f"Bearer {made['token']}"}
    stats = "/api/v1/events/{}/checkins/stats"
    assert (await browser.get(stats.format(event.id), headers=bearer)).status_code == 200
    assert (await browser.get(stats.format(other.id), headers=bearer)).status_code == 403
    problem_of(await browser.get("/api/v1/me", headers=bearer), 401, "unauthenticated")


async def test_a_pass_needs_a_door_one_works_at_and_a_page_of_ours(
    without_limits: Context, browser: httpx.AsyncClient
):
    event = await an_event(without_limits)
    path = f"/door/events/{event.id}/pass"
    assert (await browser.post(path, headers=OURS)).status_code == 401
    await sign_in(without_limits, browser, role=Role.staff, event_ids=("another",))
    assert (await browser.post(path, headers=OURS)).status_code == 403
    await sign_in(without_limits, browser, role=Role.admin)
    foreign = {**OURS, "origin": "https://elsewhere.test"}
    assert (await browser.post(path, headers=foreign)).status_code == 403
    assert (await browser.post(path, headers=OURS)).status_code == 200


async def test_a_device_takes_up_the_pass_it_was_given_until_that_is_revoked(
    without_limits: Context, browser: httpx.AsyncClient
):
    ctx = without_limits
    event = await an_event(ctx)
    await sign_in(ctx, browser, role=Role.admin)
    token = (await browser.post(f"/door/events/{event.id}/pass", headers=OURS)).json()["token"]
    browser.cookies.clear()
    given = await browser.post("/door/pass", data={"token": token}, headers=OURS)
    assert (given.status_code, given.json()["event"]["id"]) == (200, event.id)

    await ctx.db.door_passes.update_many({}, {"$set": {"revoked_at": ctx.clock.now()}})
    for bad in (token, f"{token}x", token[:-1], "door_x.y", "x" * 200):
        answer = await browser.post("/door/pass", data={"token": bad}, headers=OURS)
        assert answer.status_code == 401


async def test_ones_own_pass_ends_with_the_session_and_one_that_was_handed_out_does_not(
    without_limits: Context, browser: httpx.AsyncClient
):
    ctx = without_limits
    event = await an_event(ctx)
    await sign_in(ctx, browser, role=Role.admin)
    own = (await browser.post(f"/door/events/{event.id}/pass", headers=OURS)).json()["token"]
    form = {"event_id": event.id, "label": "Phone 1", "hours": "4"}
    handed_out = (await browser.post("/admin/door-passes", data=form, headers=OURS)).json()["link"]

    async def status(token: str) -> int:
        return (await browser.post("/door/pass", data={"token": token}, headers=OURS)).status_code

    given = handed_out.partition("=")[2]
    assert (await status(own), await status(given)) == (200, 200)
    await ctx.db.sessions.delete_many({})
    assert (await status(own), await status(given)) == (401, 200)


async def test_an_admin_gives_a_device_a_pass_as_a_code_and_nobody_else_does(
    without_limits: Context, browser: httpx.AsyncClient
):
    ctx = without_limits
    event = await an_event(ctx)
    form = {"event_id": event.id, "label": "Phone 1", "gate": "North", "hours": "4"}
    path = "/admin/door-passes"
    assert (await browser.post(path, data=form, headers=OURS)).status_code == 401
    await sign_in(ctx, browser, role=Role.staff)
    assert (await browser.post(path, data=form, headers=OURS)).status_code == 403
    await sign_in(ctx, browser, role=Role.admin)
    for wrong in ({"label": " "}, {"hours": "25"}, {"hours": "x"}, {"gate": "x" * 41}):
        answer = await browser.post(path, data=form | wrong, headers=OURS)
        assert (answer.status_code, len(answer.json()["errors"])) == (422, 1)
    assert await ctx.db.door_passes.count_documents({}) == 0

    answer = await browser.post(path, data=form, headers=OURS)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    made = answer.json()
    assert made["picture"].startswith("data:image/svg+xml")
    address, _, token = made["link"].partition("#pass=")
    assert address == f"{ctx.settings.public_url}/door"
    browser.cookies.clear()
    given = (await browser.post("/door/pass", data={"token": token}, headers=OURS)).json()
    assert (given["event"]["id"], given["gate"]) == (event.id, "North")
