"""Every list of events that anybody can ask for is read from an index, on every page of it."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.events import event_fields
from ticketapp.core.actor import system
from ticketapp.core.paging import PageRequest
from ticketapp.events import repository, service
from ticketapp.events.covers import read_cover, sweep_covers
from ticketapp.events.models import EventFilter, EventSort, EventStatus

ROBOT = system("test")
MANY = 3000
PAGE = 20
WORDS = ["jazz", "rock", "folk", "opera", "slam", "yoga"]
PLACES = ["Berlin", "Köln", "Hamburg"]


@pytest.fixture
async def many(ctx):
    """Events of every status and of many sizes, several at the same moment."""
    chance, fields = random.Random(7), event_fields(ctx)
    documents = []
    for number in range(MANY):
        starts_at = fields.starts_at + timedelta(hours=chance.randrange(500))
        each = replace(
            fields,
            name=f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}",
            location=chance.choice(PLACES),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
        )
        free = chance.choice([0, 0, 40, 100])
        documents.append(
            repository.fields_document(each)
            | {
                "_id": ctx.ids.new(), "slug": f"event-{number}", "version": 1, "sequence": 0,
                "status": chance.choice([*EventStatus, EventStatus.upcoming]).value,
                "available": free, "booked": 100 - free, "waitlisted": 0, "cover": None,
                "cancelled_reason": "", "deleted_at": None, "created_at": starts_at,
                "updated_at": starts_at,
            }
        )  # fmt: skip
    await ctx.db.events.insert_many(documents)
    return fields.starts_at


def filters(starts_at):
    later = starts_at + timedelta(days=5)
    return {
        "all that is listed": EventFilter(),
        "one status": EventFilter(statuses=(EventStatus.closed,)),
        "every status": EventFilter(statuses=tuple(EventStatus)),
        "a word": EventFilter(words="jaz"),
        "words": EventFilter(words="jazz opera"),
        "a word that is nowhere": EventFilter(words="nothing jazz"),
        "a place": EventFilter(location="ber"),
        "a word at a place": EventFilter(words="rock", location="koln"),
        "seats": EventFilter(available_only=True),
        "from": EventFilter(starts_after=later),
        "until": EventFilter(starts_before=later),
        "a day": EventFilter(starts_after=later, starts_before=later + timedelta(days=1)),
        "all at once": EventFilter(
            words="jazz", location="ber", starts_after=later, available_only=True
        ),
    }


def has_its_order_in_an_index(wanted):
    """Where few match (words, a period), sorting those few may be what costs least."""
    is_period = wanted.starts_after or wanted.starts_before
    by_start = wanted.sort in {EventSort.soonest, EventSort.latest}
    return not (wanted.words or wanted.location) and (by_start or not is_period)


async def profiled(ctx, look):
    """What the database did for `look`: one entry a query."""
    await ctx.db.raw.command("profile", 2, filter={"op": {"$in": ["query", "command"]}})
    await look()
    await ctx.db.raw.command("profile", 0)
    found = (
        await ctx.db.raw["system.profile"]
        .find({"ns": {"$not": {"$regex": "system"}}})
        .to_list(None)
    )
    await ctx.db.raw["system.profile"].drop()
    return [entry for entry in found if "planSummary" in entry]


@pytest.mark.parametrize("sort", EventSort)
async def test_no_list_in_any_order_reads_the_collection(ctx, many, sort):
    async def walk(wanted):
        first = await service.find_events(ctx, ROBOT, wanted, PageRequest(PAGE))
        part = PageRequest(PAGE, 2, after=first.next, total=first.total)
        if first.next:
            await service.find_events(ctx, ROBOT, wanted, part)

    for name, each in filters(many).items():
        wanted = replace(each, sort=sort)
        for entry in await profiled(ctx, lambda wanted=wanted: walk(wanted)):
            assert "COLLSCAN" not in entry["planSummary"], (name, entry["command"])
            if entry["op"] == "query" and has_its_order_in_an_index(wanted):
                assert not entry.get("hasSortStage"), (name, entry["command"])


@pytest.mark.parametrize("sort", EventSort)
async def test_walking_on_costs_the_same_at_any_depth(ctx, many, sort):
    """Fails when going on is one `$or`: the deeper, the more is read and thrown away."""
    for name in ("all that is listed", "every status", "a word"):
        wanted = replace(filters(many)[name], sort=sort)
        if wanted.words and sort not in {EventSort.soonest, EventSort.latest}:
            continue
        whole = await service.find_events(ctx, ROBOT, wanted, PageRequest(500))
        part = PageRequest(PAGE, after=whole.next, total=whole.total)
        entries = await profiled(
            ctx, lambda wanted=wanted, part=part: service.find_events(ctx, ROBOT, wanted, part)
        )
        assert sum(entry["docsExamined"] for entry in entries) <= 2 * PAGE, name
        assert sum(entry["keysExamined"] for entry in entries) <= 4 * PAGE, name


async def test_single_events_covers_and_jobs_use_indexes_too(ctx, many):
    async def look():
        event = await service.get_event(ctx, ROBOT, "event-1")
        await service.get_event(ctx, ROBOT, event.id)
        await service.find_addresses(ctx, 100)
        await service.flip_statuses(ctx)
        await read_cover(ctx, "0" * 32 + "-640.webp")
        await sweep_covers(ctx)

    entries = await profiled(ctx, look)
    assert len(entries) >= 7
    assert [entry["command"] for entry in entries if "COLLSCAN" in entry["planSummary"]] == []
