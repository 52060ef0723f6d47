"""Waiting for something to become true, with a deadline instead of a guess."""

import asyncio
import time
from collections.abc import Callable


async def until(condition: Callable[[], object], *, within: float = 5.0) -> None:
    give_up_at = time.monotonic() + within
    while not condition():
        if time.monotonic() >= give_up_at:
            raise AssertionError(f"did not happen within {within} s")
        await asyncio.sleep(0.005)
