"""What people are told about a sale, at every moment of it."""

from datetime import UTC, datetime, timedelta

import pytest

from ticketapp.events.models import Event, EventStatus
from ticketapp.events.sale import SaleState, next_moment, sale_at

START = datetime(2027, 5, 7, 19, 0, tzinfo=UTC)
END = START + timedelta(hours=3)
BEFORE = START - timedelta(days=1)


def event(**changes) -> Event:
    usual = {
        "id": "1", "slug": "concert", "name": "Concert", "starts_at": START, "ends_at": END,
        "timezone": "Europe/Berlin", "location": "Town Hall", "capacity": 10, "available": 10,
        "booked": 0, "waitlisted": 0, "status": EventStatus.upcoming, "version": 1, "sequence": 0,
        "cover": None, "cancelled_reason": "", "created_at": BEFORE, "updated_at": BEFORE,
    }  # fmt: skip
    return Event(**(usual | changes))


@pytest.mark.parametrize(
    ("changes", "moment", "state", "left"),
    [
        ({}, BEFORE, SaleState.open, 10),
        ({"available": 1}, BEFORE, SaleState.open, 1),
        ({"available": 0}, BEFORE, SaleState.line, 0),
        ({"available": 2, "waitlisted": 3}, BEFORE, SaleState.line, 0),
        ({"available": 0, "waitlist": False}, BEFORE, SaleState.sold_out, 0),
        ({"available": 0, "waitlisted": 3}, START, SaleState.sold_out, 0),
        ({"booking_opens_at": START}, BEFORE, SaleState.not_open, 10),
        ({"booking_opens_at": BEFORE}, BEFORE, SaleState.open, 10),
        ({"booking_closes_at": START}, START, SaleState.closed, 10),
        ({}, START, SaleState.open, 10),
        ({}, END, SaleState.over, 10),
        ({"status": EventStatus.cancelled}, BEFORE, SaleState.cancelled, 10),
        ({"status": EventStatus.draft}, BEFORE, SaleState.draft, 10),
    ],
)
def test_the_state_of_a_sale_is_what_booking_would_answer(changes, moment, state, left):
    sale = sale_at(event(**changes), moment)
    assert (sale.state, sale.left) == (state, left)


def test_seats_that_a_closed_line_leaves_behind_are_for_everybody():
    closed_line = event(available=2, waitlisted=3, waitlist_closes_at=BEFORE)
    assert sale_at(closed_line, BEFORE).state is SaleState.open
    assert sale_at(closed_line, BEFORE).left == 2


def test_a_page_knows_every_moment_at_which_the_clock_alone_changes_it():
    moments = []
    shown = event(booking_opens_at=BEFORE, booking_closes_at=START + timedelta(hours=1))
    now = BEFORE - timedelta(days=1)
    while (now := next_moment(shown, now)) is not None:
        moments.append(now)
    assert moments == [BEFORE, START, START + timedelta(hours=1), END]


@pytest.mark.parametrize("status", [EventStatus.closed, EventStatus.cancelled, EventStatus.draft])
def test_the_clock_changes_nothing_about_an_event_without_a_sale(status):
    assert next_moment(event(status=status), BEFORE) is None
