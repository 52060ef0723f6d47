"""The Idempotency-Key header: sent again, answered again."""

import asyncio

import pytest

from tests.drivers.edge import fields_of, problem_of


async def _create(client, key="k-1", name="lamp", **headers):
    return await client.post(
        "/api/v1/things", json={"name": name}, headers={"Idempotency-Key": key, **headers}
    )


async def test_the_first_answer_comes_again_in_full(client, ctx):
    first, again = await _create(client), await _create(client)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await ctx.db.things.count_documents({}) == 1


async def test_thirty_at_once_create_one(client, ctx):
    answers = await asyncio.gather(*(_create(client, name="lamp") for _ in range(30)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await ctx.db.things.count_documents({}) == 1


async def test_the_same_key_for_another_body_is_refused(client):
    await _create(client)
    problem_of(await _create(client, name="chair"), 422, "idempotency_key_reused")


async def test_the_same_body_spelled_otherwise_is_the_same(client):
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    one = await client.post("/api/v1/things", content=b'{"name":"a","size":1}', headers=headers)
    two = await client.post(
        "/api/v1/things", content=b'{ "size": 1, "name": "\\u0061" }', headers=headers
    )
    assert two.headers["location"] == one.headers["location"]


async def test_without_a_key_each_request_is_its_own(client):
    await client.post("/api/v1/things", json={"name": "a"})
    response = await client.post("/api/v1/things", json={"name": "a"})
    problem_of(response, 409, "name_taken")


async def test_what_a_rule_refused_stays_refused_for_that_key(client, ctx):
    await client.post("/api/v1/things", json={"name": "lamp"})
    first = problem_of(await _create(client), 409, "name_taken")
    await ctx.db.things.delete_many({})
    again = await _create(client)
    assert (again.status_code, again.json()) == (409, first)
    assert again.headers["content-type"] == "application/problem+json"
    assert (await _create(client, key="k-2")).status_code == 201


async def test_what_did_not_fit_leaves_the_key_free(client):
    problem_of(await _create(client, name=""), 422, "validation_failed")
    assert (await _create(client)).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 129, "two words", "t\tab"])
async def test_a_key_has_1_to_128_visible_characters(client, key):
    document = problem_of(await _create(client, key=key), 422, "validation_failed")
    assert [field for field, _ in fields_of(document)] == ["header.Idempotency-Key"]


async def test_a_key_of_128_characters_will_do(client):
    assert (await _create(client, key="~" * 128)).status_code == 201
