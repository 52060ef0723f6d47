"""Codes have names where people read them."""

import ast
import re
from collections.abc import Generator

from ticketapp.bookings.models import Step
from ticketapp.domains import COMPOSERS
from ticketapp.door.models import Result
from ticketapp.serve.project import PROJECT
from ticketapp.ui.words import ACTIONS, MAIL_KINDS, SCAN_RESULTS


def recorded_actions() -> Generator[str]:
    """The actions that calls of anything named `...record...` spell out."""
    for path in (PROJECT / "ticketapp").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and "record" in ast.unparse(node.func):
                for arg in node.args:
                    if isinstance(arg, ast.Constant) and _is_action(arg.value):
                        yield str(arg.value)


def _is_action(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", value) is not None


def test_every_mail_that_can_be_sent_has_a_name_on_screens():
    assert set(MAIL_KINDS) == set(COMPOSERS)


def test_every_step_of_a_booking_has_a_name_in_the_trail():
    assert {f"booking.{step}" for step in Step} <= set(ACTIONS)


def test_every_result_of_a_scan_has_a_name_in_the_log():
    assert set(SCAN_RESULTS) == set(Result)


def test_every_action_that_is_recorded_has_a_name_in_the_trail():
    actions = set(recorded_actions())
    assert "event.created" in actions
    assert actions <= set(ACTIONS)
