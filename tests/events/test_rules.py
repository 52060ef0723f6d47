from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketapp.core.errors import Invalid
from ticketapp.events.models import EventStatus
from ticketapp.events.rules import (
    comes_twice,
    search_terms,
    slug_of,
    status_at,
    to_utc,
    words_of,
    wrong_metadata,
)

BERLIN = "Europe/Berlin"
START = datetime(2027, 6, 1, 18, tzinfo=UTC)
END = START + timedelta(hours=3)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Summer Concert", "summer-concert"),
        ("  Über Straße & Café!  ", "uber-strasse-cafe"),
        ("東京", "event"),
        ("x" * 200, "x" * 60),
        ("../../etc", "etc"),
    ],
)
def test_a_slug_is_the_name_in_plain_letters(name, slug):
    assert slug_of(name) == slug


@given(st.text())
def test_any_name_makes_a_slug_fit_for_an_address(name):
    slug = slug_of(name)
    assert slug
    assert slug.isascii()
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text(max_size=80))
def test_whatever_word_is_searched_finds_the_text_it_stands_in(text):
    terms = set(search_terms(text))
    assert set(words_of(text)) <= terms


def test_words_are_found_by_their_beginning_whatever_case_and_accent():
    terms = search_terms("Großes Konzert der Académie")
    for typed in ("KONZ", "aca", "Acadé", "gross", "konzert"):
        assert set(words_of(typed)) <= set(terms), typed


def nested(depth):
    value = 1
    for _ in range(depth):
        value = {"x": value}
    return value


def on_the_wall(*parts):
    """What a clock shows, which is no moment yet."""
    return datetime(*parts)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    "metadata",
    [
        nested(6),
        {"list": [[[[[1]]]]]},
        {"$where": "1"},
        {"a": {"b.c": 1}},
        {"a": [{"$gt": ""}]},
        {"nul\0": 1},
        {"text": "x" * 17_000},
        {"number": float("nan")},
        {"x": nested(5000)},
    ],
)
def test_metadata_that_can_not_be_kept_are_refused(metadata):
    assert wrong_metadata(metadata)


@pytest.mark.parametrize(
    "metadata",
    [{}, nested(5), {"tags": ["a", "b"], "speakers": [{"name": "Ada"}]}, {"text": "x" * 16_000}],
)
def test_metadata_within_the_limits_are_kept(metadata):
    assert wrong_metadata(metadata) is None


@pytest.mark.parametrize(
    ("stored", "now", "status"),
    [
        ("upcoming", START - timedelta(seconds=1), "upcoming"),
        ("upcoming", START, "active"),
        ("upcoming", END, "closed"),
        ("active", END - timedelta(seconds=1), "active"),
        ("active", END, "closed"),
        ("draft", END, "draft"),
        ("cancelled", START, "cancelled"),
    ],
)
def test_the_clock_decides_however_late_the_stored_status_is(stored, now, status):
    assert status_at(EventStatus(stored), START, END, now) == status


def test_local_times_around_a_change_of_clocks():
    winter, summer = on_the_wall(2027, 3, 28, 1, 59), on_the_wall(2027, 3, 28, 3, 0)
    assert to_utc(summer, BERLIN, "starts_at") - to_utc(winter, BERLIN, "starts_at") == timedelta(
        minutes=1
    )
    with pytest.raises(Invalid) as refused:
        to_utc(on_the_wall(2027, 3, 28, 2, 30), BERLIN, "starts_at")
    assert refused.value.fields[0].code == "no_such_local_time"
    doubled = on_the_wall(2027, 10, 31, 2, 30)
    assert comes_twice(doubled, BERLIN)
    assert to_utc(doubled, BERLIN, "starts_at") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert not comes_twice(on_the_wall(2027, 10, 31, 3, 30), BERLIN)
    assert not comes_twice(on_the_wall(2027, 3, 28, 2, 30), BERLIN)
