"""The list frame over HTTP."""

import pytest

from tests.api.things import put_thing
from tests.drivers.edge import fields_of, problem_of


@pytest.fixture
async def twelve(ctx):
    for n in range(12):
        await put_thing(ctx, f"thing {n:02}", size=n % 2)


async def test_a_page_says_where_it_is_and_how_to_go_on(client, twelve):
    page = (await client.get("/api/v1/things?limit=5&page=2")).json()
    assert [item["name"] for item in page["items"]] == [f"thing {n:02}" for n in range(5, 10)]
    assert (page["page"], page["limit"], page["total"]) == (2, 5, 12)
    last = (await client.get(f"/api/v1/things?limit=5&cursor={page['next_cursor']}")).json()
    assert [item["name"] for item in last["items"]] == ["thing 10", "thing 11"]
    assert (last["page"], last["total"], last["next_cursor"]) == (3, 12, None)


async def test_without_asking_there_are_twenty_from_the_first(client, twelve):
    page = (await client.get("/api/v1/things")).json()
    assert (page["page"], page["limit"], len(page["items"])) == (1, 20, 12)


async def test_a_page_beyond_the_end_is_empty(client, twelve):
    assert (await client.get("/api/v1/things?page=9")).json()["items"] == []


@pytest.mark.parametrize(
    "where",
    ["limit=0", "limit=101", "page=0", "page=-1", "page=1001", "limit=x", "page=1.5", "sort=size"],
)
async def test_what_is_out_of_range_is_invalid(client, where):
    document = problem_of(await client.get(f"/api/v1/things?{where}"), 422, "validation_failed")
    assert [field for field, _ in fields_of(document)] == [f"query.{where.partition('=')[0]}"]


@pytest.mark.parametrize("asked", ["size=1", "sort=-name", "size=0&sort=name"])
async def test_a_cursor_of_another_filter_or_order_is_invalid(client, twelve, asked):
    cursor = (await client.get("/api/v1/things?limit=2&size=0")).json()["next_cursor"]
    response = await client.get("/api/v1/things", params=f"{asked}&cursor={cursor}")
    document = problem_of(response, 422, "validation_failed")
    assert fields_of(document) == [("query.cursor", "bad_cursor")]


async def test_a_made_up_cursor_is_invalid(client, twelve):
    for cursor in ("x", "AAAA", "%00", "%F0%9F%8E%9F"):
        response = await client.get(f"/api/v1/things?cursor={cursor}")
        problem_of(response, 422, "validation_failed")


async def test_the_limit_may_change_on_the_way(client, twelve):
    cursor = (await client.get("/api/v1/things?limit=2&size=0")).json()["next_cursor"]
    page = (await client.get(f"/api/v1/things?size=0&limit=100&cursor={cursor}")).json()
    assert [item["name"] for item in page["items"]] == [f"thing {n:02}" for n in (4, 6, 8, 10)]
