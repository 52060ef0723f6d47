"""Hashing beside everything else that the process does."""

import os
import sys
import threading

import pytest

from ticketapp.core.passwords import PasswordHasher


def niceness(_: str = "") -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority per thread")
async def test_hashes_wait_for_the_event_loop_and_not_the_other_way_round():
    hasher = PasswordHasher()
    try:
        before = niceness()
        assert await hasher._run(niceness, "") == max(before, 10)
        assert niceness() == before
    finally:
        hasher.close()
