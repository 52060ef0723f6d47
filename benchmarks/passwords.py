"""How long one password hash takes, and that it leaves the event loop free."""

import asyncio
import statistics
import time

from ticketapp.core.passwords import PasswordHasher

ROUNDS = 20


def main() -> None:
    asyncio.run(measure())


async def measure() -> None:
    hasher = PasswordHasher()
    stored = await hasher.hash("correct horse battery staple")
    times: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        assert await hasher.verify("correct horse battery staple", stored)
        times.append((time.perf_counter() - began) * 1000)
    print(
        f"one check of a password: median {statistics.median(times):.0f} ms, max {max(times):.0f}"
    )
    print(f"event loop while hashing: late by at most {await _latest_tick(hasher):.1f} ms")
    hasher.close()


async def _latest_tick(hasher: PasswordHasher) -> float:
    hashing = asyncio.gather(*(hasher.hash("correct horse battery staple") for _ in range(ROUNDS)))
    latest = 0.0
    while not hashing.done():
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        latest = max(latest, (time.perf_counter() - began) * 1000 - 1)
    await hashing
    return latest
