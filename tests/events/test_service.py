from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.events import an_event, event_fields
from tests.builders.outcomes import outcomes_of
from tests.builders.people import HOME, a_user, actor_for, an_admin
from ticketapp.core.actor import Role, anonymous, system
from ticketapp.core.errors import Forbidden, Invalid, NotFound, Unauthenticated
from ticketapp.core.paging import PageRequest
from ticketapp.events import service
from ticketapp.events.errors import (
    CapacityBelowBooked,
    EventHasBookings,
    EventIsOver,
    StaleEvent,
)
from ticketapp.events.models import EventFilter, EventSort, EventStatus

VISITOR = anonymous(HOME)
ROBOT = system("test")


async def names(ctx, actor=VISITOR, **wanted):
    page = await service.find_events(ctx, actor, EventFilter(**wanted), PageRequest(limit=50))
    return [event.name for event in page.items]


async def test_a_new_event_has_all_its_seats_and_an_address(ctx):
    event = await an_event(ctx, name="  Summer   Concert ", capacity=40)
    assert (event.name, event.slug) == ("Summer Concert", "summer-concert")
    assert (event.capacity, event.available, event.booked) == (40, 40, 0)
    assert event.status is EventStatus.upcoming
    assert await service.get_event(ctx, VISITOR, event.slug) == event
    assert await service.get_event(ctx, VISITOR, event.id) == event


async def test_two_events_of_one_name_get_two_addresses(ctx):
    one, two = await an_event(ctx), await an_event(ctx)
    assert one.slug != two.slug
    assert two.slug.startswith(one.slug)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name": "   "}, "name", "required"),
        ({"name": "x" * 201}, "name", "too_long"),
        ({"name": "evil\u202egnp"}, "name", "control_characters"),
        ({"capacity": 0}, "capacity", "too_small"),
        ({"capacity": 10**9}, "capacity", "too_large"),
        ({"timezone": "Mars/Olympus"}, "timezone", "unknown_timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone", "unknown_timezone"),
        ({"metadata": {"$where": "1"}}, "metadata", "invalid_metadata"),
        ({"max_per_booking": 0}, "max_per_booking", "too_small"),
    ],
)
async def test_what_does_not_fit_is_refused_beside_its_field(ctx, changes, field, code):
    with pytest.raises(Invalid) as refused:
        await an_event(ctx, **changes)
    assert (field, code) in [(error.field, error.code) for error in refused.value.fields]
    assert await ctx.db.events.count_documents({}) == 0


async def test_an_event_must_end_after_it_starts(ctx):
    fields = event_fields(ctx)
    with pytest.raises(Invalid) as refused:
        await an_event(ctx, ends_at=fields.starts_at)
    assert [error.code for error in refused.value.fields] == ["ends_before_start"]


async def test_a_draft_is_for_admins_alone(ctx):
    draft = await an_event(ctx, draft=True)
    with pytest.raises(NotFound):
        await service.get_event(ctx, VISITOR, draft.slug)
    assert await service.get_event(ctx, await an_admin(ctx), draft.slug)
    assert await names(ctx) == []
    assert await names(ctx, ROBOT, statuses=(EventStatus.draft,)) == [draft.name]
    with pytest.raises(Forbidden):
        await names(ctx, VISITOR, statuses=(EventStatus.draft,))


async def test_only_admins_change_events(ctx):
    event = await an_event(ctx)
    user = await actor_for(ctx, await a_user(ctx))
    staff = await actor_for(ctx, await a_user(ctx, role=Role.staff))
    for who, refusal in [(VISITOR, Unauthenticated), (user, Forbidden), (staff, Forbidden)]:
        for attempt in (
            service.create_event(ctx, who, event_fields(ctx)),
            service.edit_event(ctx, who, event.id, 1, {"name": "Mine"}),
            service.cancel_event(ctx, who, event.id, ""),
            service.delete_event(ctx, who, event.id),
            service.duplicate_event(ctx, who, event.id, event.starts_at),
        ):
            with pytest.raises(refusal):
                await attempt


async def test_an_edit_of_what_somebody_else_changed_is_refused_with_what_is_there(ctx):
    event = await an_event(ctx)
    await service.edit_event(ctx, ROBOT, event.id, event.version, {"name": "Theirs"})
    with pytest.raises(StaleEvent) as refused:
        await service.edit_event(ctx, ROBOT, event.id, event.version, {"name": "Mine"})
    assert refused.value.current.name == "Theirs"
    assert (await service.get_event(ctx, ROBOT, event.id)).name == "Theirs"


async def test_of_many_edits_at_once_one_counts(ctx):
    """Fails with several winners when the update does not insist on the version."""
    event = await an_event(ctx)
    edits = (
        service.edit_event(ctx, ROBOT, event.id, event.version, {"name": f"Edit {number}"})
        for number in range(10)
    )
    assert await outcomes_of(edits) == {"Event": 1, "StaleEvent": 9}


async def test_a_booking_between_reading_and_saving_is_no_conflict(ctx):
    event = await an_event(ctx, capacity=10)
    await ctx.db.events.update_one({"_id": event.id}, {"$inc": {"available": -4, "booked": 4}})
    edited = await service.edit_event(ctx, ROBOT, event.id, event.version, {"capacity": 12})
    assert (edited.available, edited.booked, edited.capacity) == (8, 4, 12)


async def test_capacity_never_goes_below_what_is_booked(ctx):
    event = await an_event(ctx, capacity=10)
    await ctx.db.events.update_one({"_id": event.id}, {"$inc": {"available": -4, "booked": 4}})
    with pytest.raises(CapacityBelowBooked) as refused:
        await service.edit_event(ctx, ROBOT, event.id, event.version, {"capacity": 3})
    assert "4 tickets" in refused.value.message("en")
    edited = await service.edit_event(ctx, ROBOT, event.id, event.version, {"capacity": 4})
    assert edited.available == 0


async def test_only_a_change_of_what_calendars_show_raises_the_sequence(ctx):
    event = await an_event(ctx)
    event = await service.edit_event(ctx, ROBOT, event.id, event.version, {"capacity": 50})
    assert event.sequence == 0
    event = await service.edit_event(ctx, ROBOT, event.id, event.version, {"location": "Park"})
    assert event.sequence == 1


async def test_an_active_event_that_is_moved_into_the_future_is_upcoming_again(ctx, clock):
    event = await an_event(ctx)
    clock.advance(days=7, hours=1)
    await service.flip_statuses(ctx)
    later = {
        "starts_at": clock.now() + timedelta(days=1),
        "ends_at": clock.now() + timedelta(days=2),
    }
    edited = await service.edit_event(ctx, ROBOT, event.id, event.version, later)
    assert edited.status is EventStatus.upcoming


async def test_what_is_over_or_cancelled_stays_as_it_is(ctx, clock):
    event = await service.cancel_event(ctx, ROBOT, (await an_event(ctx)).id, "  Storm  ")
    assert (event.status, event.cancelled_reason) == (EventStatus.cancelled, "Storm")
    with pytest.raises(EventIsOver):
        await service.edit_event(ctx, ROBOT, event.id, event.version, {"name": "Again"})
    over = await an_event(ctx)
    clock.advance(days=8)
    with pytest.raises(EventIsOver):
        await service.cancel_event(ctx, ROBOT, over.id, "")


async def test_an_event_with_bookings_is_not_deleted_nor_made_a_draft(ctx):
    event = await an_event(ctx)
    await ctx.db.events.update_one({"_id": event.id}, {"$inc": {"available": -1, "booked": 1}})
    with pytest.raises(EventHasBookings):
        await service.delete_event(ctx, ROBOT, event.id)
    to_draft = {"status": EventStatus.draft}
    with pytest.raises(EventHasBookings):
        await service.edit_event(ctx, ROBOT, event.id, event.version, to_draft)


async def test_a_deleted_event_is_gone_and_its_address_free(ctx):
    event = await an_event(ctx)
    await service.delete_event(ctx, ROBOT, event.id)
    with pytest.raises(NotFound):
        await service.get_event(ctx, ROBOT, event.id)
    assert (await an_event(ctx)).slug == event.slug


async def test_a_copy_is_a_draft_with_all_its_times_moved_along(ctx):
    event = await an_event(ctx, cancel_until=event_fields(ctx).starts_at - timedelta(days=1))
    copy = await service.duplicate_event(ctx, ROBOT, event.id, event.starts_at + timedelta(days=30))
    assert copy.status is EventStatus.draft
    assert copy.ends_at - event.ends_at == timedelta(days=30)
    assert copy.cancel_until - event.cancel_until == timedelta(days=30)
    assert (copy.name, copy.booked) == (event.name, 0)


async def test_events_are_found_by_word_place_time_and_seats(ctx):
    soon, late = event_fields(ctx).starts_at, event_fields(ctx).starts_at + timedelta(days=30)
    await an_event(ctx, name="Jazz Night", location="Blue Note, Köln", metadata={"tags": ["sax"]})
    await an_event(
        ctx,
        name="Poetry Slam",
        location="Harbour",
        starts_at=late,
        ends_at=late + timedelta(hours=2),
    )
    full = await an_event(ctx, name="Full House")
    await ctx.db.events.update_one({"_id": full.id}, {"$set": {"available": 0, "booked": 100}})
    assert await names(ctx) == ["Jazz Night", "Full House", "Poetry Slam"]
    assert await names(ctx, words="jaz") == ["Jazz Night"]
    assert await names(ctx, words="night KOLN") == ["Jazz Night"]
    assert await names(ctx, words="sax") == ["Jazz Night"]
    assert await names(ctx, words="jazz slam") == []
    assert await names(ctx, location="harb") == ["Poetry Slam"]
    assert await names(ctx, starts_after=soon + timedelta(days=1)) == ["Poetry Slam"]
    assert await names(ctx, starts_before=soon + timedelta(days=1)) == ["Jazz Night", "Full House"]
    assert await names(ctx, available_only=True) == ["Jazz Night", "Poetry Slam"]
    assert await names(ctx, sort=EventSort.by_name) == ["Full House", "Jazz Night", "Poetry Slam"]
    assert (await names(ctx, sort=EventSort.latest))[0] == "Poetry Slam"
    assert (await names(ctx, sort=EventSort.least_available))[0] == "Full House"


async def test_every_change_is_on_record(ctx):
    admin = await an_admin(ctx)
    event = await service.create_event(ctx, admin, event_fields(ctx))
    event = await service.edit_event(ctx, admin, event.id, event.version, {"name": "New name"})
    await service.cancel_event(ctx, admin, event.id, "Storm")
    entries = await ctx.db.audit.find({"object_id": event.id}).sort("_id", 1).to_list(None)
    assert [entry["action"] for entry in entries] == [
        "event.created", "event.edited", "event.cancelled",
    ]  # fmt: skip
    assert (entries[1]["before"], entries[1]["after"]) == (
        {"name": "Summer Concert"},
        {"name": "New name"},
    )
    assert {entry["actor_id"] for entry in entries} == {admin.user_id}


async def test_three_schedulers_and_a_clock_that_jumps_flip_each_status_once(ctx, clock):
    """Fails with statuses flipped (and recorded) three times when the flip is unconditional."""
    import asyncio

    short = [await an_event(ctx, capacity=number) for number in range(1, 6)]
    starts = event_fields(ctx).starts_at
    long = await an_event(ctx, ends_at=starts + timedelta(days=300))

    async def three_at_once():
        return sum(await asyncio.gather(*(service.flip_statuses(ctx) for _ in range(3))))

    assert await three_at_once() == 0
    clock.advance(days=7)
    assert await three_at_once() == 6
    clock.advance(days=30)
    assert await three_at_once() == 5
    clock.advance(days=500)
    assert await three_at_once() == 1
    stored = {document["_id"]: document["status"] async for document in ctx.db.events.find({})}
    assert set(stored.values()) == {"closed"}
    flips = await ctx.db.audit.count_documents({"action": "event.flipped"})
    assert flips == 2 * len(short) + 2, long


async def test_after_a_long_pause_an_event_that_began_and_ended_is_closed_at_once(ctx, clock):
    await an_event(ctx)
    clock.advance(days=30)
    assert await service.flip_statuses(ctx) == 1
    assert (await ctx.db.events.find_one({}))["status"] == "closed"


async def test_a_late_flip_shows_nobody_a_wrong_status(ctx, clock):
    event = await an_event(ctx)
    clock.advance(days=7)
    assert (await service.get_event(ctx, VISITOR, event.id)).status is EventStatus.active
    clock.advance(days=1)
    assert (await service.get_event(ctx, VISITOR, event.id)).status is EventStatus.closed


async def test_a_list_walks_to_any_depth_without_gaps_or_repeats(ctx):
    for number in range(25):
        await an_event(ctx, name=f"Event {number:02}")
    seen, part = [], PageRequest(limit=4)
    while True:
        page = await service.find_events(ctx, VISITOR, EventFilter(), part)
        seen += [event.id for event in page.items]
        if page.next is None:
            break
        part = replace(part, after=page.next)
    assert len(seen) == len(set(seen)) == 25
