"""Waiting for what another process does: until it is so, or a deadline has passed."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def until(condition: Callable[[], Value], what: str, *, within: float = 20.0) -> Value:
    """The condition's first true value; fails naming `what` when that takes too long."""
    give_up_at = time.monotonic() + within
    while not (value := condition()):
        assert time.monotonic() < give_up_at, f"not so within {within:.0f} s: {what}"
        time.sleep(0.02)
    return value
