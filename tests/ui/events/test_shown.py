"""Metadata may be anything; what is shown of them is what fits, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketapp.ui.states.events.shown import speakers_shown, tags_shown

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(ANYTHING, ANYTHING)
def test_whatever_the_metadata_hold_only_short_plain_words_are_shown(tags, speakers):
    metadata = {"tags": tags, "speakers": speakers}
    for tag in tags_shown(metadata):
        assert 0 < len(tag) <= 40
        assert tag.isprintable() or "\u200c" in tag or "\u200d" in tag
    for speaker in speakers_shown(metadata):
        assert set(speaker) == {"name", "about"}
        assert 0 < len(speaker["name"]) <= 120
        assert len(speaker["about"]) <= 200


def test_speakers_are_names_or_objects_with_a_name():
    given_speakers = [
        "Ada Lovelace",
        {"name": "Grace Hopper", "role": "Compilers", "company": "Navy", "photo": "http://x.test"},
        {"role": "nobody"},
        {"name": 7},
        ["Alan"],
        None,
    ]
    assert speakers_shown({"speakers": given_speakers}) == [
        {"name": "Ada Lovelace", "about": ""},
        {"name": "Grace Hopper", "about": "Compilers, Navy"},
    ]


@pytest.mark.parametrize("speakers", ["Ada", {"name": "Ada"}, 3, None, {}])
def test_speakers_that_are_no_list_are_left_out(speakers):
    assert speakers_shown({"speakers": speakers}) == []


def test_signs_that_turn_the_direction_of_text_are_taken_out():
    assert tags_shown({"tags": ["ja\u202ezz", "\u2066", " two  words "]}) == ["jazz", "two words"]
    assert speakers_shown({"speakers": ["A\u202eda\x00"]}) == [{"name": "Ada", "about": ""}]


def test_tags_are_shown_once_and_long_ones_not_at_all():
    assert tags_shown({"tags": ["jazz", "jazz", "x" * 41]}) == ["jazz"]
