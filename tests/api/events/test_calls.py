"""Each call about events does what the contract says."""

from datetime import datetime, timedelta

from tests.api.events.conftest import sent
from tests.builders.events import an_event, event_fields
from tests.drivers.edge import problem_of

EVENT_FIELDS = {
    "id", "slug", "name", "description", "starts_at", "ends_at", "timezone", "location",
    "capacity", "status", "available", "booked", "waitlisted", "booking_opens_at",
    "booking_closes_at", "cancel_until", "max_per_booking", "max_per_person", "waitlist",
    "waitlist_closes_at", "doors_open_at", "guest_booking", "reentry", "metadata", "version",
    "created_at", "updated_at", "cancelled_reason", "cover",
}  # fmt: skip


async def book(ctx, event_id, seats):
    """What a booking leaves at its event."""
    await ctx.db.events.update_one(
        {"_id": event_id}, {"$inc": {"available": -seats, "booked": seats}}
    )


async def test_an_event_is_made_with_what_was_given_and_sensible_defaults(admin, api, body):
    response = await admin.post("/events", body)
    assert response.status_code == 201
    event = response.json()
    assert set(event) == EVENT_FIELDS
    assert response.headers["location"] == f"/api/v1/events/{event['id']}"
    assert (
        body.items()
        <= {**event, "starts_at": body["starts_at"], "ends_at": body["ends_at"]}.items()
    )
    assert (event["status"], event["available"], event["booked"]) == ("upcoming", 100, 0)
    assert (event["max_per_booking"], event["max_per_person"]) == (10, 10)
    assert (event["waitlist"], event["guest_booking"], event["reentry"]) == (True, False, False)
    assert datetime.fromisoformat(event["starts_at"]) == datetime.fromisoformat(body["starts_at"])
    assert event["starts_at"].endswith("Z")
    assert (await api.get(f"/events/{event['id']}")).json() == event
    assert (await api.get(f"/events/{event['slug']}")).json() == event


async def test_everything_that_can_be_given_is_kept(admin, body, ctx):
    starts_at = event_fields(ctx).starts_at
    given = body | {
        "description": "Bring a **blanket**.",
        "booking_opens_at": sent(starts_at - timedelta(days=6)),
        "booking_closes_at": sent(starts_at - timedelta(days=1)),
        "cancel_until": sent(starts_at - timedelta(days=2)),
        "waitlist_closes_at": sent(starts_at - timedelta(days=3)),
        "doors_open_at": sent(starts_at - timedelta(hours=1)),
        "max_per_booking": 4,
        "max_per_person": 6,
        "waitlist": False,
        "guest_booking": True,
        "reentry": True,
        "metadata": {"tags": ["jazz"], "speakers": [{"name": "Ada", "seats": 2.5}], "": None},
        "status": "draft",
    }
    event = (await admin.post("/events", given)).json()
    for name, value in given.items():
        if name.endswith(("_at", "_until")):
            assert datetime.fromisoformat(event[name]) == datetime.fromisoformat(value)
        else:
            assert event[name] == value


async def test_times_are_taken_with_any_offset_and_shown_in_utc(admin, body):
    given = body | {
        "starts_at": "2027-06-18t20:00:00.1239+02:00",
        "ends_at": "2027-06-18T23:30:00+02:00",
    }
    response = await admin.post("/events", given)
    event = response.json()
    assert event["starts_at"] == "2027-06-18T18:00:00.123Z"
    again = await admin.get(f"/events/{event['id']}")
    assert (again.json(), again.headers["etag"]) == (event, response.headers["etag"])


async def test_making_an_event_twice_with_one_key_makes_one(admin, body, ctx):
    key = {"Idempotency-Key": "k-1"}
    one = await admin.post("/events", body, headers=key)
    two = await admin.post("/events", body, headers=key)
    assert (one.status_code, one.json()) == (two.status_code, two.json())
    assert two.headers["idempotency-replayed"] == "true"
    assert await ctx.db.events.count_documents({}) == 1
    other = await admin.post("/events", body | {"capacity": 5}, headers=key)
    problem_of(other, 422, "idempotency_key_reused")


async def test_who_has_an_event_is_not_sent_it_again_until_a_figure_changes(api, ctx):
    event = await an_event(ctx)
    tag = (await api.get(f"/events/{event.id}")).headers["etag"]
    same = await api.get(f"/events/{event.id}", headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    await book(ctx, event.id, 3)
    changed = await api.get(f"/events/{event.id}", headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["booked"]) == (200, 3)


async def test_a_draft_is_there_for_admins_alone(api, admin, ctx):
    draft = await an_event(ctx, draft=True)
    for path in (f"/events/{draft.id}", f"/events/{draft.slug}", f"/events/{draft.id}/status"):
        problem_of(await api.get(path), 404, "not_found")
        assert (await admin.get(path)).status_code == 200
    assert (await admin.get("/events")).json()["total"] == 0
    assert (await admin.get("/events?status=draft")).json()["total"] == 1
    problem_of(await api.get("/events?status=draft"), 403, "forbidden")
    assert (await api.get("/events?status=draft&status=upcoming")).json()["total"] == 0


async def test_the_status_is_the_event_in_figures(api, ctx):
    event = await an_event(ctx, capacity=10)
    await book(ctx, event.id, 4)
    assert (await api.get(f"/events/{event.id}/status")).json() == {
        "event_id": event.id, "name": event.name, "status": "upcoming", "capacity": 10,
        "available": 6, "booked": 4, "waitlisted": 0, "checked_in": 0,
    }  # fmt: skip


async def test_seats_that_others_wait_for_are_free_for_admins_eyes_only(api, admin, ctx):
    event = await an_event(ctx, capacity=10)
    await book(ctx, event.id, 9)
    await ctx.db.events.update_one({"_id": event.id}, {"$set": {"waitlisted": 1}})
    for path in (f"/events/{event.id}", f"/events/{event.id}/status"):
        assert (await api.get(path)).json()["available"] == 0
        assert (await admin.get(path)).json()["available"] == 1
    assert (await api.get("/events")).json()["items"][0]["available"] == 0
    assert (await api.get("/events?available=true")).json()["items"] == []


async def test_an_edit_changes_what_was_sent_and_nothing_else(admin, ctx):
    event = await an_event(ctx, cancel_until=event_fields(ctx).starts_at, description="Old")
    tag = (await admin.get(f"/events/{event.id}")).headers["etag"]
    change = {"name": "Winter Concert", "cancel_until": None, "metadata": {"tags": ["ice"]}}
    response = await admin.patch(f"/events/{event.id}", change, headers={"If-Match": tag})
    assert response.status_code == 200
    edited = response.json()
    assert change.items() <= edited.items()
    assert (edited["description"], edited["version"]) == ("Old", event.version + 1)
    assert response.headers["etag"] != tag
    assert (await admin.get(f"/events/{event.id}")).headers["etag"] == response.headers["etag"]


async def test_a_booking_since_the_admin_looked_does_not_break_the_edit(admin, ctx):
    event = await an_event(ctx, capacity=10)
    tag = (await admin.get(f"/events/{event.id}")).headers["etag"]
    await book(ctx, event.id, 4)
    response = await admin.patch(f"/events/{event.id}", {"capacity": 12}, headers={"If-Match": tag})
    assert (response.status_code, response.json()["available"]) == (200, 8)


async def test_of_two_admins_who_save_at_once_the_second_sees_what_the_first_saved(admin, ctx):
    event = await an_event(ctx)
    tag = (await admin.get(f"/events/{event.id}")).headers["etag"]
    mine, theirs = {"name": "Mine"}, {"name": "Theirs"}
    saved = await admin.patch(f"/events/{event.id}", theirs, headers={"If-Match": tag})
    refused = await admin.patch(f"/events/{event.id}", mine, headers={"If-Match": tag})
    assert refused.status_code == 412
    problem = refused.json()
    assert (problem["code"], problem["current"]) == ("stale", saved.json())
    assert refused.headers["content-type"] == "application/problem+json"
    again = await admin.patch(
        f"/events/{event.id}", mine, headers={"If-Match": refused.headers["etag"]}
    )
    assert (again.status_code, again.json()["name"]) == (200, "Mine")


async def test_an_edit_based_on_nothing_we_know_is_stale(admin, ctx):
    event = await an_event(ctx)
    for tag in ("nonsense", '"x"', '"1.aa", "2.bb"', '"99.aaaa"'):
        response = await admin.patch(
            f"/events/{event.id}", {"name": "Mine"}, headers={"If-Match": tag}
        )
        assert (response.status_code, response.json()["current"]["name"]) == (412, event.name)


async def test_an_edit_without_a_version_is_refused_and_a_star_is_enough(admin, ctx):
    event = await an_event(ctx)
    problem_of(await admin.patch(f"/events/{event.id}", {"name": "A"}), 428, "if_match_required")
    response = await admin.patch(f"/events/{event.id}", {"name": "A"}, headers={"If-Match": "*"})
    assert (response.status_code, response.json()["name"]) == (200, "A")


async def test_capacity_does_not_go_below_what_is_booked(admin, ctx):
    event = await an_event(ctx, capacity=10)
    await book(ctx, event.id, 4)
    response = await admin.patch(f"/events/{event.id}", {"capacity": 3}, headers={"If-Match": "*"})
    assert "4 tickets" in problem_of(response, 409, "capacity_below_booked")["detail"]


async def test_a_draft_is_published_by_an_edit(admin, api, ctx):
    draft = await an_event(ctx, draft=True)
    change = {"status": "upcoming"}
    await admin.patch(f"/events/{draft.id}", change, headers={"If-Match": "*"})
    assert (await api.get(f"/events/{draft.id}")).json()["status"] == "upcoming"


async def test_an_event_without_bookings_can_be_deleted(admin, api, ctx):
    event = await an_event(ctx)
    assert (await admin.delete(f"/events/{event.slug}")).status_code == 204
    problem_of(await api.get(f"/events/{event.id}"), 404, "not_found")
    problem_of(await admin.delete(f"/events/{event.id}"), 404, "not_found")
    assert (await admin.get("/events")).json()["total"] == 0


async def test_an_event_with_bookings_is_not_deleted(admin, ctx):
    event = await an_event(ctx)
    await book(ctx, event.id, 1)
    problem_of(await admin.delete(f"/events/{event.id}"), 409, "event_has_bookings")


async def test_what_somebody_deleted_meanwhile_can_not_be_edited(admin, ctx):
    event = await an_event(ctx)
    tag = (await admin.get(f"/events/{event.id}")).headers["etag"]
    await admin.delete(f"/events/{event.id}")
    response = await admin.patch(f"/events/{event.id}", {"name": "A"}, headers={"If-Match": tag})
    problem_of(response, 404, "not_found")


async def test_a_cancelled_event_stays_to_be_seen_with_the_reason(admin, api, ctx):
    event = await an_event(ctx)
    response = await admin.post(f"/events/{event.id}/cancel", {"reason": "  Storm  "})
    assert (response.status_code, response.json()["status"]) == (200, "cancelled")
    seen = (await api.get(f"/events/{event.id}")).json()
    assert (seen["status"], seen["cancelled_reason"]) == ("cancelled", "Storm")
    assert (await api.get("/events")).json()["items"] == []
    assert (await api.get("/events?status=cancelled")).json()["total"] == 1
    problem_of(await admin.post(f"/events/{event.id}/cancel", {}), 409, "event_is_over")


async def test_a_copy_is_a_draft_at_another_time(admin, ctx):
    event = await an_event(ctx)
    starts_at = sent(event.starts_at + timedelta(days=30))
    key = {"Idempotency-Key": "copy"}
    response = await admin.post(
        f"/events/{event.slug}/duplicate", {"starts_at": starts_at}, headers=key
    )
    copy = response.json()
    assert (response.status_code, copy["status"], copy["name"]) == (201, "draft", event.name)
    assert response.headers["location"] == f"/api/v1/events/{copy['id']}"
    assert copy["id"] != event.id
    again = await admin.post(
        f"/events/{event.slug}/duplicate", {"starts_at": starts_at}, headers=key
    )
    assert again.json()["id"] == copy["id"]
