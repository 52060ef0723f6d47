"""Door passes: what a device may do with one, and when it may no more."""

import pytest

from tests.builders.door import a_ticket, an_open_event
from tests.builders.people import a_user
from tests.drivers.api import tokens_of
from tests.drivers.edge import problem_of
from ticketapp.core.actor import Role


async def made(api, event, **given):
    response = await api.post(f"/events/{event.id}/door-passes", {"label": "Phone 1", **given})
    assert response.status_code == 201, response.text
    return response.json()


async def scan(api, event, code="x", nonce="n"):
    return await api.post(f"/events/{event.id}/checkins", {"code": code, "nonce": nonce})


async def test_a_device_scans_with_a_pass_and_is_named_by_it(ctx, event, staff):
    new = await made(staff, event, gate="North")
    device = staff.bearing(new["token"])
    ticket = await a_ticket(ctx, event)
    assert (await scan(device, event, ticket.code)).json()["result"] == "ok"
    again = (await scan(staff, event, ticket.code, "other")).json()
    assert again["first"]["by"] == "Phone 1"
    assert new["token"] in new["link"]
    assert new["qr_svg"].startswith("<?xml")


async def test_a_pass_opens_nothing_but_the_doors_of_its_event(ctx, event, staff, admin):
    other = await an_open_event(ctx)
    device = staff.bearing((await made(admin, event))["token"])
    problem_of(await scan(device, other), 403, "forbidden")
    for path in ("/me", "/users", "/me/bookings", f"/events/{event.id}/bookings",
                 f"/events/{event.id}/door-passes"):  # fmt: skip
        problem_of(await device.get(path), 401, "unauthenticated")
    problem_of(await device.get(f"/events/{event.id}/checkins"), 403, "forbidden")
    [row] = (await device.get(f"/events/{event.id}/attendees?q=ro")).json()["items"] or [None]
    assert row is None or "•" in row["email"]


async def test_an_admins_pass_has_no_admins_powers(ctx, clock, event, admin):
    device = admin.bearing((await made(admin, event))["token"])
    ticket = await a_ticket(ctx, event)
    ok = (await scan(admin, event, ticket.code)).json()
    problem_of(await device.post(f"/checkins/{ok['id']}/undo"), 403, "forbidden")
    [row] = (await device.get(f"/events/{event.id}/attendees?q=robin")).json()["items"]
    assert "•" in row["email"]


async def test_a_device_takes_back_its_scan_after_its_pass_was_renewed(ctx, event, staff):
    old, new = [await made(staff, event) for _ in range(2)]
    other = staff.bearing((await made(staff, event, label="Phone 2"))["token"])
    ticket = await a_ticket(ctx, event)
    ok = (await scan(staff.bearing(old["token"]), event, ticket.code)).json()
    problem_of(await other.post(f"/checkins/{ok['id']}/undo"), 403, "forbidden")
    renewed = staff.bearing(new["token"])
    assert (await renewed.post(f"/checkins/{ok['id']}/undo")).json()["inside"] is False


async def test_a_revoked_pass_is_refused_at_once(event, staff):
    new = await made(staff, event)
    device = staff.bearing(new["token"])
    assert (await scan(device, event)).status_code == 200
    assert (await staff.delete(f"/door-passes/{new['id']}")).status_code == 204
    assert (await staff.delete(f"/door-passes/{new['id']}")).status_code == 204
    problem_of(await scan(device, event), 401, "unauthenticated")


async def test_a_pass_runs_out(event, staff, clock):
    device = staff.bearing((await made(staff, event, hours=1))["token"])
    clock.advance(hours=1)
    problem_of(await scan(device, event), 401, "unauthenticated")


@pytest.mark.parametrize(
    "change", [{"disabled_at": True}, {"role": "user"}, {"event_ids": ["another"]}]
)
async def test_what_its_maker_may_no_more_their_pass_may_not(ctx, clock, event, calling_as, change):
    user = await a_user(ctx, role=Role.staff)
    api = await calling_as(user)
    device = api.bearing((await made(api, event))["token"])
    assert (await scan(device, event)).status_code == 200
    change = {name: clock.now() if value is True else value for name, value in change.items()}
    await ctx.db.users.update_one({"_id": user.id}, {"$set": change})
    problem_of(await scan(device, event), 401, "unauthenticated")


async def test_a_made_up_token_is_refused(event, staff):
    new = await made(staff, event)
    for token in (new["token"][:-1], f"door_{new['id']}.", f"door_{new['id']}.{'x' * 43}", "door_",
                  "door_" + "x" * 10_000):  # fmt: skip
        problem_of(await scan(staff.bearing(token), event), 401, "unauthenticated")


async def test_a_pass_rests_as_a_hash(ctx, event, staff):
    response = await staff.post(
        f"/events/{event.id}/door-passes", {"label": "Phone"}, headers={"Idempotency-Key": "k"}
    )
    secret = response.json()["token"].partition(".")[2]
    for name in await ctx.db.raw.list_collection_names():
        assert secret not in str(await ctx.db.raw[name].find().to_list(None)), name


async def test_staff_see_and_end_their_own_passes_admins_all(ctx, event, staff, admin, calling_as):
    theirs, adas = await made(staff, event), await made(admin, event)
    path = f"/events/{event.id}/door-passes"

    async def listed(api):
        return {each["id"] for each in (await api.get(path)).json()["items"]}

    assert await listed(staff) == {theirs["id"]}
    assert await listed(admin) == {theirs["id"], adas["id"]}
    problem_of(await staff.delete(f"/door-passes/{adas['id']}"), 404, "not_found")
    assert (await admin.delete(f"/door-passes/{theirs['id']}")).status_code == 204


async def test_no_token_of_a_person_is_taken_for_a_pass(ctx, event, staff):
    user = await a_user(ctx)
    pair = await tokens_of(ctx, user)
    problem_of(await scan(staff.bearing(pair.access_token), event), 403, "forbidden")
    problem_of(await scan(staff.bearing(pair.refresh_token), event), 401, "unauthenticated")
