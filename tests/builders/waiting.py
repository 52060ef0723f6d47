"""Waiting for something to become true, with a deadline instead of a guess."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], object], *, within: float = 5.0) -> None:
    give_up_at = time.monotonic() + within
    while not condition():
        if time.monotonic() >= give_up_at:
            raise AssertionError(f"did not happen within {within} s")
        await asyncio.sleep(0.005)


async def in_time(look: Callable[[], Awaitable[object]], *, within: float = 10.0) -> None:
    """The same for what has to be asked for, as a database is."""
    give_up_at = time.monotonic() + within
    while not await look():
        if time.monotonic() >= give_up_at:
            raise AssertionError(f"did not happen within {within} s")
        await asyncio.sleep(0.02)
