"""When a failed mail is tried again."""

from datetime import timedelta
from itertools import pairwise

import pytest

from ticketapp.outbox.models import Failure, Reason
from ticketapp.outbox.rules import MAX_TRIES, wait_after

LATER = Failure(Reason.deferred)


def test_waits_grow_from_a_minute_to_six_hours_and_the_tenth_failure_is_the_last():
    waits = [wait_after(LATER, tries, 0.5) for tries in range(1, MAX_TRIES)]
    assert (waits[0], waits[-1], len(waits)) == (timedelta(minutes=1), timedelta(hours=6), 9)
    assert all(longer > shorter for shorter, longer in pairwise(waits))
    assert wait_after(LATER, MAX_TRIES, 0.5) is None


def test_mails_that_failed_together_come_back_within_a_tenth_of_the_wait_apart():
    assert wait_after(LATER, 4, 0.0) == timedelta(minutes=9)
    assert wait_after(LATER, 4, 1.0) == timedelta(minutes=11)


@pytest.mark.parametrize("reason", [Reason.deferred, Reason.interrupted, Reason.unreachable])
def test_what_may_pass_is_tried_again(reason):
    assert wait_after(Failure(reason), 1, 0.5) is not None


@pytest.mark.parametrize(
    "reason", [Reason.refused, Reason.unknown_kind, Reason.not_written, Reason.unreadable]
)
def test_what_will_not_change_by_itself_is_parked_at_once(reason):
    assert wait_after(Failure(reason), 1, 0.5) is None
