"""Lists of bookings over HTTP: one's own, and an event's for its admins."""

from datetime import timedelta

import pytest

from tests.api.bookings.conftest import booked
from tests.builders.events import an_event, event_fields
from tests.drivers.edge import problem_of


async def ids(api, path):
    response = await api.get(path)
    assert response.status_code == 200, response.text
    return [booking["id"] for booking in response.json()["items"]]


async def walked(api, path):
    """Every id of a list, three at a time by cursor."""
    found, cursor = [], ""
    while cursor is not None:
        page = (await api.get(f"{path}&limit=3{cursor and f'&cursor={cursor}'}")).json()
        found += [booking["id"] for booking in page["items"]]
        cursor = page["next_cursor"]
    return found


async def test_one_sees_ones_own_bookings_the_newest_first(ctx, clock, somebody):
    person, other = await somebody(), await somebody()
    mine = []
    for _ in range(7):
        clock.advance(seconds=1)
        event = await an_event(ctx, capacity=1)
        await booked(other, await an_event(ctx))
        mine.insert(0, (await booked(person, event))["id"])
    assert await ids(person, "/me/bookings") == mine
    assert await walked(person, "/me/bookings?when=upcoming") == mine


async def test_own_bookings_are_told_apart_by_status_and_time(ctx, clock, somebody):
    person, other = await somebody(), await somebody()
    now = clock.now()
    soon = event_fields(ctx, starts_at=now, ends_at=now + timedelta(minutes=5))
    over = await an_event(ctx, starts_at=soon.starts_at, ends_at=soon.ends_at)
    full = await an_event(ctx, capacity=1)
    free = await an_event(ctx)
    await booked(other, full)
    past = (await booked(person, over))["id"]
    waiting = (await booked(person, full))["id"]
    cancelled = (await booked(person, free))["id"]
    await person.delete(f"/bookings/{cancelled}")
    clock.advance(minutes=6)
    assert await ids(person, "/me/bookings?when=past") == [past]
    assert set(await ids(person, "/me/bookings?when=upcoming")) == {waiting, cancelled}
    assert await ids(person, "/me/bookings?status=waitlisted") == [waiting]
    assert await ids(person, "/me/bookings?status=cancelled&when=upcoming") == [cancelled]
    assert await ids(person, "/me/bookings?status=confirmed&when=upcoming") == []


async def test_an_admin_finds_an_events_bookings_by_name_address_and_reference(
    ctx, somebody, admin
):
    event, other = await an_event(ctx), await an_event(ctx)
    ada = await somebody(name="Ada Lovelace", email="countess@example.org")
    carl = await somebody(name="Carl Gauß", email="carl@example.net")
    hers, his = await booked(ada, event), await booked(carl, event)
    await booked(ada, other)
    path = f"/events/{event.id}/bookings"
    assert set(await ids(admin, path)) == {hers["id"], his["id"]}
    for words, found in (
        ("love", [hers["id"]]),
        ("ADA lov", [hers["id"]]),
        ("countess@example.org", [hers["id"]]),
        ("gauss", [his["id"]]),
        (his["reference"].lower(), [his["id"]]),
        (his["reference"][:6], [his["id"]]),
        ("ada carl", []),
        (".*", []),
    ):
        assert await ids(admin, f"{path}?q={words}") == found, words
    assert (await admin.get(f"/events/{event.slug}/bookings")).json()["total"] == 2
    problem_of(await admin.get("/events/made-up/bookings"), 404, "not_found")


async def test_an_admin_walks_an_events_line_with_every_live_place(ctx, clock, somebody, admin):
    event = await an_event(ctx, capacity=1)
    entries = []
    for _ in range(5):
        clock.advance(seconds=1)
        entries.insert(0, (await booked(await somebody(), event))["id"])
    path = f"/events/{event.id}/bookings?status=waitlisted"
    assert await walked(admin, path) == entries[:-1]
    page = (await admin.get(path)).json()
    assert [booking["position"] for booking in page["items"]] == [4, 3, 2, 1]
    assert await ids(admin, f"/events/{event.id}/bookings") == entries


@pytest.mark.parametrize("when", ["upcoming", "past"])
async def test_who_has_booked_nothing_sees_an_empty_list(person, when):
    page = (await person.get(f"/me/bookings?when={when}")).json()
    assert page == {"items": [], "page": 1, "limit": 20, "total": 0, "next_cursor": None}


async def test_what_was_booked_of_an_event_that_is_gone_is_still_there(ctx, person, admin):
    event = await an_event(ctx)
    booking = await booked(person, event)
    gone = await admin.delete(f"/events/{event.id}?cancel_bookings=true")
    assert gone.status_code == 204
    kept = (await person.get(f"/bookings/{booking['id']}")).json()
    assert (kept["status"], kept["event"]["name"]) == ("cancelled", event.name)
    assert await ids(person, "/me/bookings") == [booking["id"]]


async def test_a_booking_is_sent_again_only_when_something_changed(ctx, somebody):
    event = await an_event(ctx, capacity=1)
    first, second = await somebody(), await somebody()
    await booked(first, event)
    early, late = await booked(second, event), await booked(await somebody(), event)
    path = f"/bookings/{early['id']}"
    known = (await second.get(path)).headers["etag"]
    fresh = {"headers": {"If-None-Match": known}}
    assert (await second.get(path, **fresh)).status_code == 304
    await second.delete(path)
    assert (await second.get(path, **fresh)).status_code == 200
    assert late["position"] == 2
