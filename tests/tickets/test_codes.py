import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketapp.tickets.codes import ALPHABET, LENGTH, grouped, new_code, typed_code

codes = st.builds(new_code)


@given(codes)
def test_a_code_is_read_back_in_any_case_and_grouping(code):
    assert len(code) == LENGTH
    for typed in (code, grouped(code), grouped(code).lower(), f" {code[:5]} {code[5:]} "):
        assert typed_code(typed) == code


@given(codes)
def test_letters_that_look_like_digits_count_as_those(code):
    assert typed_code(code.replace("0", "O").replace("1", "l")) == code


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]
    assert typed_code(wrong) == (code if wrong == code else None)


@given(codes, st.integers(0, LENGTH - 2))
def test_two_swapped_neighbours_are_always_noticed(code, place):
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert typed_code(wrong) == (code if wrong == code else None)


@pytest.mark.parametrize("text", ["", "-", "U" * 12, "7K3M", "7K3M" * 4, "é" * 12, "0" * 500])
def test_what_is_no_code_is_none(text):
    assert typed_code(text) is None


def test_a_thousand_codes_are_all_different():
    assert len({new_code() for _ in range(1000)}) == 1000
