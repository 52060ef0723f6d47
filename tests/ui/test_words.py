"""Codes have names where people read them."""

from ticketapp.bookings.models import Step
from ticketapp.domains import COMPOSERS
from ticketapp.ui.words import ACTIONS, MAIL_KINDS


def test_every_mail_that_can_be_sent_has_a_name_on_screens():
    assert set(MAIL_KINDS) == set(COMPOSERS)


def test_every_step_of_a_booking_has_a_name_in_the_trail():
    assert {f"booking.{step}" for step in Step} <= set(ACTIONS)
