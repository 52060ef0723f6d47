"""What can not be: each gets its documented answer and changes nothing."""

import json
from datetime import timedelta

import pytest

from tests.api.events.conftest import sent
from tests.builders.events import an_event
from tests.drivers.edge import fields_of, problem_of


def nested(depth):
    value = 1
    for _ in range(depth):
        value = {"x": value}
    return value


WRONG = [
    ({"name": ""}, "name", "string_too_short"),
    ({"name": "   \t "}, "name", "required"),
    ({"name": "x" * 201}, "name", "string_too_long"),
    ({"name": "evil\u202egnp.exe"}, "name", "control_characters"),
    ({"name": "nul\0"}, "name", "control_characters"),
    ({"name": "half \ud800 a pair"}, "name", "string_unicode"),
    ({"name": 7}, "name", "string_type"),
    ({"name": {"$ne": None}}, "name", "string_type"),
    ({"name": None}, "name", "string_type"),
    ({"description": "x" * 20_001}, "description", "string_too_long"),
    ({"description": "\x1b[31m"}, "description", "control_characters"),
    ({"location": " "}, "location", "required"),
    ({"location": "x" * 301}, "location", "string_too_long"),
    ({"timezone": "Mars/Olympus"}, "timezone", "unknown_timezone"),
    ({"timezone": "../../etc/passwd"}, "timezone", "unknown_timezone"),
    ({"timezone": "europe/berlin"}, "timezone", "unknown_timezone"),
    ({"capacity": 0}, "capacity", "greater_than_equal"),
    ({"capacity": -5}, "capacity", "greater_than_equal"),
    ({"capacity": 10**9}, "capacity", "less_than_equal"),
    ({"capacity": 10**30}, "capacity", "less_than_equal"),
    ({"capacity": "100"}, "capacity", "int_type"),
    ({"capacity": 100.5}, "capacity", "int_type"),
    ({"capacity": True}, "capacity", "int_type"),
    ({"max_per_booking": 0}, "max_per_booking", "greater_than_equal"),
    ({"max_per_booking": 101}, "max_per_booking", "less_than_equal"),
    ({"max_per_person": 0}, "max_per_person", "greater_than_equal"),
    ({"waitlist": "yes"}, "waitlist", "bool_type"),
    ({"guest_booking": 1}, "guest_booking", "bool_type"),
    ({"reentry": None}, "reentry", "bool_type"),
    ({"status": "active"}, "status", "literal_error"),
    ({"status": "cancelled"}, "status", "literal_error"),
    ({"starts_at": "2027-06-18T18:00:00"}, "starts_at", "datetime_parsing"),
    ({"starts_at": "2027-06-18"}, "starts_at", "datetime_parsing"),
    ({"starts_at": "2027-02-30T18:00:00Z"}, "starts_at", "datetime_from_date_parsing"),
    ({"starts_at": 1_781_000_000}, "starts_at", "datetime_parsing"),
    ({"starts_at": "soon"}, "starts_at", "datetime_parsing"),
    ({"starts_at": "0001-01-01T00:00:00Z"}, "starts_at", "out_of_range"),
    ({"ends_at": "9999-12-31T23:59:59Z"}, "ends_at", "out_of_range"),
    ({"ends_at": "9999-12-31T23:59:59-23:59"}, "ends_at", "datetime_parsing"),
    ({"booking_opens_at": "1969-12-31T23:59:59Z"}, "booking_opens_at", "out_of_range"),
    ({"metadata": {"text": "x" * 17_000}}, "metadata", "invalid_metadata"),
    ({"metadata": nested(6)}, "metadata", "invalid_metadata"),
    ({"metadata": {"$where": "1"}}, "metadata", "invalid_metadata"),
    ({"metadata": {"a": [{"b.c": 1}]}}, "metadata", "invalid_metadata"),
    ({"metadata": {"n": 2**63}}, "metadata", "invalid_metadata"),
    ({"metadata": {"n": [-(10**40)]}}, "metadata", "invalid_metadata"),
    ({"metadata": {"n": float("inf")}}, "metadata", "invalid_metadata"),
    ({"metadata": {"s": "\ud800"}}, "metadata", "invalid_metadata"),
    ({"metadata": []}, "metadata", "dict_type"),
    ({"metadata": "{}"}, "metadata", "dict_type"),
    ({"price": 5}, "price", "extra_forbidden"),
    ({"id": "mine"}, "id", "extra_forbidden"),
    ({"booked": 0}, "booked", "extra_forbidden"),
]  # fmt: skip


async def test_an_event_that_can_not_be_is_refused_beside_its_field(admin, ctx, body):
    answers = [await admin.call("POST", "/events", **as_json(body | wrong)) for wrong, *_ in WRONG]
    assert not_said_in(answers) == []
    assert await ctx.db.events.count_documents({}) == 0


async def test_an_edit_to_what_can_not_be_changes_nothing(admin, ctx):
    event = await an_event(ctx)
    address, any_version = f"/events/{event.id}", {"If-Match": "*"}
    answers = [
        await admin.call("PATCH", address, **as_json(wrong, any_version)) for wrong, *_ in WRONG
    ]
    assert not_said_in(answers) == []
    assert (await admin.get(address)).json()["version"] == event.version


def not_said_in(answers):
    """What the answers to the table's bodies should say and do not."""
    missed = []
    for answer, (wrong, field, code) in zip(answers, WRONG, strict=True):
        errors = fields_of(problem_of(answer, 422, "validation_failed"))
        if (field, code) not in errors:
            missed.append((wrong, (field, code), errors))
    return missed


def as_json(body, headers=None):
    """JSON as hostile clients write it: infinities, halves of surrogate pairs."""
    content = json.dumps(body).encode()
    return {"content": content, "headers": {"Content-Type": "application/json", **(headers or {})}}


async def test_an_event_must_end_after_it_starts(admin, body, ctx):
    for ends_at in (body["starts_at"], "2020-01-01T00:00:00Z"):
        response = await admin.post("/events", body | {"ends_at": ends_at})
        assert fields_of(problem_of(response, 422, "validation_failed")) == [
            ("ends_at", "ends_before_start")
        ]
    event = await an_event(ctx)
    response = await admin.patch(
        f"/events/{event.id}",
        {"starts_at": sent(event.ends_at + timedelta(hours=1))},
        headers={"If-Match": "*"},
    )
    assert fields_of(problem_of(response, 422, "validation_failed")) == [
        ("ends_at", "ends_before_start")
    ]


async def test_all_that_is_wrong_is_said_at_once_and_in_the_readers_language(admin, body):
    response = await admin.post(
        "/events",
        body | {"name": " ", "timezone": "Mars", "metadata": {"$a": 1}},
        headers={"Accept-Language": "de"},
    )
    document = problem_of(response, 422, "validation_failed")
    assert [name for name, _ in fields_of(document)] == [
        "name", "timezone", "metadata",
    ]  # fmt: skip
    assert all(" " in error["message"] for error in document["errors"])
    assert "Some of what" not in document["detail"]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"{", b'{"name": "a"', b"\xff\xfe", b"[" * 60_000]
)
async def test_what_is_no_object_is_refused(admin, content):
    response = await admin.call(
        "POST", "/events", content=content, headers={"Content-Type": "application/json"}
    )
    problem_of(response, 422, "validation_failed")


async def test_a_body_of_another_kind_or_size_is_refused(admin, body):
    response = await admin.call("POST", "/events", data={"name": "form"})
    problem_of(response, 415, "unsupported_media_type")
    response = await admin.post("/events", body | {"description": "x" * 70_000})
    problem_of(response, 413, "too_large")


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        ("9999-12-31T23:59:59Z", "out_of_range"),
        ("0001-01-01T00:00:00Z", "out_of_range"),
        ("2999-12-31T23:59:59Z", "out_of_range"),
        ("2027-06-18T18:00:00", "datetime_parsing"),
        (None, "datetime_parsing"),
    ],
)
async def test_an_event_is_not_copied_to_a_time_that_can_not_be(admin, ctx, starts_at, code):
    event = await an_event(ctx)
    response = await admin.post(f"/events/{event.id}/duplicate", {"starts_at": starts_at})
    codes = [code for _, code in fields_of(problem_of(response, 422, "validation_failed"))]
    assert codes == [code]
    assert await ctx.db.events.count_documents({}) == 1


@pytest.mark.parametrize("reason", ["x" * 1001, "evil\u202e", "\ud800", 5, None, ["a"]])
async def test_an_event_is_not_cancelled_for_a_reason_that_is_no_text(admin, ctx, reason):
    event = await an_event(ctx)
    response = await admin.call("POST", f"/events/{event.id}/cancel", **as_json({"reason": reason}))
    document = problem_of(response, 422, "validation_failed")
    assert [name for name, _ in fields_of(document)] == ["reason"]
    assert (await admin.get(f"/events/{event.id}")).json()["status"] == "upcoming"


@pytest.mark.parametrize(
    "event_id", ["nothing", "%00", "a" * 200, "%24ne", "..%2f..", "%F0%9F%8E%B7", "{}", "%ff"]
)
async def test_what_is_not_there_is_not_found(admin, event_id):
    for method, path in (
        ("GET", ""), ("GET", "/status"), ("PATCH", ""), ("DELETE", ""), ("POST", "/cancel"),
        ("POST", "/duplicate"),
    ):  # fmt: skip
        body = {"starts_at": "2027-06-18T18:00:00Z"} if method in {"POST", "PATCH"} else None
        body = {} if path == "/cancel" else body
        response = await admin.call(
            method, f"/events/{event_id}{path}", json=body, headers={"If-Match": "*"}
        )
        problem_of(response, 404, "not_found")
