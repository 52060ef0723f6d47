"""Refusals are said in whole sentences, whatever they count."""

from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from ticketapp.bookings.errors import LimitReached
from ticketapp.core.field_errors import describe
from ticketapp.events.errors import CapacityBelowBooked


@pytest.mark.parametrize(
    ("booked", "locale", "beginning"),
    [
        (1, "en", "1 ticket is booked"),
        (2, "en", "2 tickets are booked"),
        (1, "de", "1 Ticket ist"),
        (2, "de", "2 Tickets sind"),
    ],
)
def test_a_refusal_takes_the_form_that_fits_what_it_counts(booked, locale, beginning):
    assert CapacityBelowBooked(booked=booked).message(locale).startswith(beginning)


def test_other_facts_of_such_a_sentence_are_filled_in_too():
    said = LimitReached(limit=1, held=0).message("en")
    assert said == "One person may hold 1 ticket of this event at most, and you have 0."


def test_what_a_field_lacks_is_counted_as_well():
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Annotated[str, Field(min_length=1)]).validate_python("")
    [said] = describe(refused.value.errors(), "en")
    assert said.message == "This needs at least 1 character."
