"""Answers that are kept for visitors are never older than what they could know."""

import asyncio
import time
from contextlib import asynccontextmanager

import pytest

from tests.builders.events import an_event
from tests.drivers.api import Api
from tests.drivers.edge import edge_of, open_client, problem_of
from ticketapp.application import open_context
from ticketapp.core.actor import system
from ticketapp.events.service import cancel_event, edit_event

ROBOT = system("test")


@pytest.fixture
async def listening(without_limits):
    async with without_limits.live.running():
        await asyncio.wait_for(without_limits.live.listening.wait(), 5)
        yield without_limits


@asynccontextmanager
async def counted_queries(ctx):
    """How often the events were looked into meanwhile."""
    counted = []
    await ctx.db.raw.command("profile", 2, filter={"op": {"$in": ["query", "command"]}})
    yield counted
    await ctx.db.raw.command("profile", 0)
    own = {"ns": f"{ctx.db.raw.name}.events"}
    counted.append(await ctx.db.raw["system.profile"].count_documents(own))
    await ctx.db.raw["system.profile"].drop()


async def until(answers, within=5.0):
    """Ask again until the answer is as it should be."""
    give_up_at = time.monotonic() + within
    while not await answers():
        assert time.monotonic() < give_up_at


async def test_visitors_who_ask_the_same_get_the_same_answer(listening, api):
    event = await an_event(listening)
    paths = (f"/events/{event.id}", "/events?limit=5", f"/events/{event.id}/status")
    for path in paths:
        async with counted_queries(listening) as counted:
            answers = await asyncio.gather(*[api.get(path)])
            answers += [await api.get(path) for _ in range(5)]
        assert {answer.content for answer in answers} == {answers[0].content}
        assert {answer.headers["content-type"] for answer in answers} == {"application/json"}
        assert answers[0].headers.get("etag") == answers[-1].headers.get("etag")
        assert counted[0] < 6, path


async def test_a_change_made_here_shows_in_the_very_next_answer(listening, api):
    event = await an_event(listening)
    for number in range(20):
        change = {"name": f"Name {number}"}
        event = await edit_event(listening, ROBOT, event.id, event.version, change)
        assert (await api.get(f"/events/{event.id}")).json()["name"] == f"Name {number}"
        assert (await api.get("/events")).json()["items"][0]["name"] == f"Name {number}"


async def test_a_change_made_elsewhere_shows_once_it_was_heard_of(listening, api, settings):
    event = await an_event(listening)

    async def is_cancelled():
        return (await api.get(f"/events/{event.id}")).json()["status"] == "cancelled"

    assert not await is_cancelled()
    async with open_context(settings) as elsewhere:
        await cancel_event(elsewhere, ROBOT, event.id, "")
    await until(is_cancelled)


async def test_who_is_signed_in_gets_an_answer_of_their_own(listening, api, admin):
    event = await an_event(listening, capacity=10)
    await listening.db.events.update_one({"_id": event.id}, {"$set": {"waitlisted": 1}})

    async def is_full():
        return (await api.get(f"/events/{event.id}")).json()["available"] == 0

    await until(is_full)
    assert (await admin.get(f"/events/{event.id}")).json()["available"] == 10
    assert await is_full()
    bad = await api.get(f"/events/{event.id}", headers={"Authorization": "Bearer made-up"})
    problem_of(bad, 401, "unauthenticated")


async def test_a_kept_answer_is_not_sent_to_whom_has_it(listening, api):
    event = await an_event(listening)
    path = f"/events/{event.id}"
    tag = (await api.get(path)).headers["etag"]
    for _ in range(3):
        same = await api.get(path, headers={"If-None-Match": tag})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    head = await api.call("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")


async def test_kept_answers_count_against_the_limit(ctx):
    event = await an_event(ctx)
    async with ctx.live.running():
        await asyncio.wait_for(ctx.live.listening.wait(), 5)
        async with open_client(edge_of(ctx), ctx) as client:
            answers = [await Api(client).get(f"/events/{event.id}") for _ in range(15)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    problem_of(refused[0], 429, "rate_limited")
    assert "retry-after" in refused[0].headers
    assert [int(each.headers["ratelimit-remaining"]) for each in answers[:3]] == [9, 8, 7]


async def test_without_a_change_stream_nothing_is_kept(api, ctx):
    event = await an_event(ctx)
    await api.get(f"/events/{event.id}")
    await ctx.db.events.update_one({"_id": event.id}, {"$set": {"name": "Other"}})
    assert (await api.get(f"/events/{event.id}")).json()["name"] == "Other"


async def test_refusals_are_not_kept(listening, api):
    problem_of(await api.get("/events/never-was"), 404, "not_found")
    problem_of(await api.get("/events?limit=0"), 422, "validation_failed")
    event = await an_event(listening, name="Never was")
    assert (await api.get("/events/never-was")).json()["id"] == event.id
