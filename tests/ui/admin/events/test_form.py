"""What an event's form means: times on the wall, details in fields and JSON, and what is wrong."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ticketapp.core.errors import Invalid
from ticketapp.events.models import EventFields
from ticketapp.ui.states.admin.events.conflict import differences, merged
from ticketapp.ui.states.admin.events.details import details_of, metadata_of
from ticketapp.ui.states.admin.events.form import EventForm, as_event, form_of, read
from ticketapp.ui.states.admin.events.wall_clock import start_a_week_later

NOW = datetime(2027, 5, 1, 12, 0, tzinfo=UTC)
CONCERT = EventFields(
    name="Summer Concert", description="Bring a **blanket**.", location="Town Hall, Berlin",
    timezone="Europe/Berlin", capacity=100,
    starts_at=datetime(2027, 6, 18, 18, 0, tzinfo=UTC),
    ends_at=datetime(2027, 6, 18, 20, 30, tzinfo=UTC),
    booking_opens_at=datetime(2027, 5, 1, 8, 0, 15, tzinfo=UTC),
    guest_booking=True,
    metadata={"tags": ["jazz"], "speakers": ["Ada", {"name": "Bob", "affiliation": "Band"}],
              "parking": {"free": True}},
)  # fmt: skip
METADATA = (
    {},
    {"tags": [], "speakers": []},
    {"tags": ["a", "b c"]},
    {"tags": ["with, comma"]},
    {"tags": "no list", "speakers": {"name": "no list"}},
    {"speakers": [{"name": "Ada", "role": "Chair", "company": "Band"}]},
    {"speakers": [{"role": "no name"}]},
    {"speakers": [{"name": "Ada", "links": ["https://example.org"]}]},
    {"speakers": ["Ada", 7, None]},
    {"tags": [" spaced "], "x": [1, 2.5, None, {"y": "ü"}]},
    CONCERT.metadata,
)


def filled(**changes) -> EventForm:
    return form_of(CONCERT).model_copy(update=changes)


def errors_of(form: EventForm, known: EventFields | None = None) -> dict[str, str]:
    return {error.field: error.code for error in read(form, known, NOW).errors}


def test_a_form_that_nobody_touched_means_the_event_it_was_filled_with():
    assert read(form_of(CONCERT), CONCERT, NOW).sound == CONCERT


def test_times_are_those_of_a_clock_at_the_place():
    form = form_of(CONCERT)
    assert (form.starts_at, form.booking_opens_at) == ("2027-06-18T20:00", "2027-05-01T10:00:15")


def test_another_zone_keeps_the_hour_on_the_wall():
    fields = read(filled(timezone="America/New_York"), CONCERT, NOW).sound
    assert fields.starts_at == datetime(2027, 6, 19, 0, 0, tzinfo=UTC)


def test_a_time_that_does_not_exist_is_refused_beside_its_field():
    form = filled(starts_at="2027-03-28T02:30")
    assert errors_of(form)["starts_at"] == "no_such_local_time"


def test_a_time_that_comes_twice_is_pointed_out_and_means_the_first_unless_said_otherwise():
    form = filled(ends_at="2027-10-31T02:30", starts_at="2027-10-30T20:00")
    reading = read(form, CONCERT, NOW)
    assert reading.doubled == {"ends_at": {"first": "UTC+2", "second": "UTC+1"}}
    assert reading.sound.ends_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    second = read(form.model_copy(update={"second": ["ends_at"]}), CONCERT, NOW).sound
    assert second.ends_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_an_event_that_means_the_second_time_is_not_moved_by_opening_its_form():
    late = replace(CONCERT, starts_at=datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
                   ends_at=datetime(2027, 10, 31, 5, 0, tzinfo=UTC))  # fmt: skip
    assert form_of(late).second == ["starts_at"]
    assert read(form_of(late), late, NOW).sound == late


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": "  "}, {"name": "required"}),
        ({"name": "\u202egnp"}, {"name": "control_characters"}),
        ({"name": "x" * 201}, {"name": "too_long"}),
        ({"capacity": ""}, {"capacity": "required"}),
        ({"capacity": "many"}, {"capacity": "no_number"}),
        ({"capacity": "0"}, {"capacity": "too_small"}),
        ({"capacity": "1000000000"}, {"capacity": "too_large"}),
        ({"capacity": "9" * 900}, {"capacity": "no_number"}),
        ({"timezone": "Mars/Olympus"}, {"timezone": "unknown_timezone"}),
        ({"timezone": "../../etc/passwd"}, {"timezone": "unknown_timezone"}),
        ({"starts_at": ""}, {"starts_at": "required"}),
        ({"starts_at": "?"}, {"starts_at": "no_time"}),
        ({"starts_at": "2027-06-18T20:00+02:00"}, {"starts_at": "no_time"}),
        ({"starts_at": "0001-01-01T00:00"}, {"starts_at": "out_of_range"}),
        ({"ends_at": "9999-12-31T23:59"}, {"ends_at": "out_of_range"}),
        ({"ends_at": "2027-06-18T20:00"}, {"ends_at": "ends_before_start"}),
        ({"doors_open_at": "2027-06-19T20:00"}, {"doors_open_at": "after_end"}),
        ({"rest": "[1]"}, {"rest": "no_object"}),
        ({"rest": '{"a": NaN}'}, {"rest": "no_object"}),
        ({"rest": "[" * 39_000}, {"rest": "no_object"}),
        ({"rest": '{"$where": 1}'}, {"rest": "invalid_metadata"}),
        ({"rest": '{"tags": ["x"]}'}, {"rest": "twice"}),
        ({"speaker_name": [""], "speaker_role": ["Chair"]}, {"speakers": "required"}),
        ({"name": "", "capacity": "x"}, {"name": "required", "capacity": "no_number"}),
    ],
)
def test_what_is_wrong_is_said_of_its_own_field_and_can_still_be_shown(changes, wrong):
    form = filled(**changes)
    assert errors_of(form, CONCERT) == wrong
    with pytest.raises(Invalid):
        _ = read(form, CONCERT, NOW).sound
    for known in (CONCERT, None):
        shown = as_event(read(form, known, NOW).fields, None, NOW)
        assert shown.starts_at < shown.ends_at
        assert shown.capacity > 0


@pytest.mark.parametrize("metadata", METADATA, ids=str)
def test_metadata_come_out_of_the_form_as_they_went_in(metadata):
    assert metadata_of(details_of(metadata), metadata) == metadata


def test_a_speaker_is_changed_under_the_name_that_what_they_do_has_there():
    details = details_of(CONCERT.metadata)
    details.speakers[1]["role"] = "Orchestra"
    details.speakers.append({"name": "Cy", "role": "Host"})
    assert metadata_of(details, CONCERT.metadata)["speakers"] == [
        {"name": "Ada"},
        {"name": "Bob", "affiliation": "Orchestra"},
        {"name": "Cy", "role": "Host"},
    ]


def test_topics_are_parted_by_commas_each_once():
    details = replace(details_of({}), tags="jazz,  late night,,jazz ")
    assert metadata_of(details, {}) == {"tags": ["jazz", "late night"]}


def test_each_difference_says_whose_change_it_is():
    mine = replace(CONCERT, name="Mine", capacity=50)
    theirs = replace(CONCERT, name="Theirs", waitlist=False)
    found = {each["field"]: each for each in differences(CONCERT, mine, theirs)}
    assert {field: each["changed"] for field, each in found.items()} == {
        "name": "both", "capacity": "mine", "waitlist": "theirs",
    }  # fmt: skip
    assert (found["name"]["mine"], found["name"]["theirs"]) == ("Mine", "Theirs")
    assert found["waitlist"]["form"] == "switch"


def test_what_is_not_chosen_of_mine_stays_as_they_saved_it():
    mine = replace(CONCERT, name="Mine", capacity=50)
    theirs = replace(CONCERT, name="Theirs", location="Cellar")
    chosen = merged(mine, theirs, {"capacity": "mine", "name": "theirs", "nonsense": "mine"})
    assert chosen == replace(theirs, capacity=50)


def test_a_copy_begins_at_the_same_time_of_the_same_weekday_the_next_to_come():
    assert start_a_week_later(CONCERT, NOW) == "2027-06-25T20:00"
    assert start_a_week_later(CONCERT, datetime(2027, 12, 1, tzinfo=UTC)) == "2027-12-03T20:00"
