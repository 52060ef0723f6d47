"""Every failure is a problem document: stable for programs, a sentence for people."""

import json

import pymongo
import pytest
from fastapi import APIRouter
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from api.dependencies import Ctx
from tests.drivers.edge import edge_of, fields_of, open_client, problem_of
from ticketapp.core.db import connect


async def test_an_unknown_path_is_a_problem(client):
    problem_of(await client.get("/api/v1/nothing/here"), 404, "not_found")
    problem_of(await client.get("/api"), 404, "not_found")


async def test_a_trailing_slash_is_not_redirected_anywhere(client):
    problem_of(await client.get("/api/v1/meta/"), 404, "not_found")


async def test_a_wrong_method_names_all_right_ones(client):
    response = await client.put("/api/v1/things/x", json={})
    problem_of(response, 405, "method_not_allowed")
    assert set(response.headers["allow"].split(", ")) == {"HEAD", "GET", "PATCH", "DELETE"}


async def test_head_answers_like_get_without_the_body(client):
    head, get = await client.head("/api/v1/meta"), await client.get("/api/v1/meta")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"name":', "json_invalid"),
        (b'{"name":"\xff"}', "unreadable"),
        (b"[" * 60_000, "unreadable"),
        (b'{"name":"x","size":' + b"9" * 5000 + b"}", "unreadable"),
    ],
)
async def test_a_body_that_is_no_json_is_invalid(client, body, code):
    response = await client.post(
        "/api/v1/things", content=body, headers={"Content-Type": "application/json"}
    )
    assert fields_of(problem_of(response, 422, "validation_failed")) == [("body", code)]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "name", "missing"),
        ({"name": "x", "colour": "red"}, "colour", "extra_forbidden"),
        ({"name": "x", "size": "3"}, "size", "int_type"),
        ({"name": "x", "size": True}, "size", "int_type"),
        ({"name": "x", "size": 1001}, "size", "less_than_equal"),
        ({"name": ["x"]}, "name", "string_type"),
        ({"name": {"$ne": None}}, "name", "string_type"),
        ({"name": ""}, "name", "string_too_short"),
        ({"name": "x\x00y"}, "name", "string_pattern_mismatch"),
        ({"name": "\ud800"}, "name", "string_unicode"),
        ([], "body", "model_attributes_type"),
        (None, "body", "model_attributes_type"),
    ],
)
async def test_what_does_not_fit_is_named_field_by_field(client, body, field, code):
    response = await client.post(
        "/api/v1/things",
        content=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )
    document = problem_of(response, 422, "validation_failed")
    assert fields_of(document) == [(field, code)]
    assert document["errors"][0]["message"].endswith(".")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_of_another_type_is_unsupported(client, media_type):
    response = await client.post(
        "/api/v1/things", content=b'{"name":"x"}', headers={"Content-Type": media_type}
    )
    problem_of(response, 415, "unsupported_media_type")


async def test_a_person_reads_the_refusal_in_their_language(client):
    response = await client.get("/api/v1/nothing", headers={"Accept-Language": "de-CH, en;q=0.5"})
    assert response.headers["content-language"] == "de"
    english = problem_of(await client.get("/api/v1/nothing"), 404, "not_found")
    assert problem_of(response, 404, "not_found")["detail"] != english["detail"]


async def test_a_bug_shows_nothing_of_its_inside_and_is_logged_once(ctx):
    router = APIRouter()

    @router.get("/api/v1/bug")
    async def bug() -> None:
        password = "hunter2-in-a-local"  # noqa: F841
        raise ValueError("the inside")

    with capture_logs(processors=[merge_contextvars]) as logged:
        async with open_client(edge_of(ctx, router), ctx) as client:
            response = await client.get("/api/v1/bug", headers={"X-Request-ID": "find-me"})
    problem_of(response, 500, "internal_error")
    assert "inside" not in response.text
    [error] = [line for line in logged if line["log_level"] == "error"]
    assert (error["request_id"], error["path"]) == ("find-me", "/api/v1/bug")


async def test_a_database_that_is_away_is_said_as_unavailable(ctx, settings):
    gone = connect(settings.model_copy(update={"mongodb_uri": "mongodb://127.0.0.1:9"}))
    router = APIRouter()

    @router.get("/api/v1/away")
    async def away(_ctx: Ctx) -> None:
        with pymongo.timeout(0.2):
            await gone.things.find_one({})

    async with open_client(edge_of(ctx, router), ctx) as client:
        response = await client.get("/api/v1/away")
    gone.close()
    problem_of(response, 503, "unavailable")
    assert int(response.headers["retry-after"]) > 0


async def test_a_mistake_in_a_query_is_a_bug_and_not_an_outage(ctx):
    router = APIRouter()

    @router.get("/api/v1/mistake")
    async def mistake(ctx: Ctx) -> None:
        await ctx.db.things.find_one({"$nonsense": 1})

    with capture_logs() as logged:
        async with open_client(edge_of(ctx, router), ctx) as client:
            problem_of(await client.get("/api/v1/mistake"), 500, "internal_error")
    assert "unexpected error" in [line["event"] for line in logged]
