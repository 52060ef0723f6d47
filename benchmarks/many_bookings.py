"""That it makes no difference how much was booked before: an event with 200,000 bookings, and reads
among 1,000,000.

The database makes the bookings, after the model of one that was booked. Medians in turns.
"""

import asyncio
import multiprocessing
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks._bookings import an_event, book, grow, settings_for, sold
from ticketapp.accounts.registration import create_account
from ticketapp.application import open_context
from ticketapp.bookings.export import export_bookings
from ticketapp.bookings.models import BookingFilter
from ticketapp.bookings.service import find_event_bookings, find_own_bookings, get_ticket
from ticketapp.bookings.soundness import drift_of
from ticketapp.core.actor import Actor, Role, system
from ticketapp.core.context import Context
from ticketapp.core.paging import PageRequest
from ticketapp.core.settings import Settings

LARGE_EVENT, LISTED_EVENT, ALL = 200_000, 100_000, 1_000_000
BATCH, WARM_TURNS, TURNS = 64, 2, 15
WARM_UP, READS = 50, 100
_ADMIN = Actor(user_id="admin", email="admin@example.org", name="Admin", role=Role.admin)
_MIB = 1024 * 1024
_spawn = multiprocessing.get_context("spawn")
Reads = Mapping[str, Callable[[], Awaitable[Any]]]


def main() -> None:
    with settings_for("bench_many") as settings:
        listed = asyncio.run(_measure(settings))
        ours, theirs = _spawn.Pipe()
        process = _spawn.Process(target=_export, args=(settings, listed, theirs))
        process.start()
        rows, idle, most, seconds = ours.recv()
        process.join()
        print(f"CSV of {rows:,} bookings: {(most - idle) / _MIB:.1f} MiB above idle "
              f"({idle / _MIB:.0f} MiB), {seconds:.1f} s")  # fmt: skip


async def _measure(settings: Settings) -> str:
    async with open_context(settings) as ctx:
        empty, large = await an_event(ctx), await an_event(ctx)
        steady, listed = await an_event(ctx), await an_event(ctx)
        model = (await book(ctx, large.id, "model"))[0].booking.id
        me = await _somebody(ctx)
        mine = (await book(ctx, steady.id, *["me"] * 30, user_id=me.user_id))[0].booking
        reads: Reads = {
            "my bookings": lambda: find_own_bookings(ctx, me, PageRequest()),
            "attendees of an event": lambda: find_event_bookings(
                ctx, _ADMIN, steady.id, BookingFilter(), PageRequest()
            ),
            "attendees by name": lambda: find_event_bookings(
                ctx, _ADMIN, steady.id, BookingFilter("rob"), PageRequest()
            ),
            "a ticket": lambda: get_ticket(ctx, me, mine.tickets[0].id),
        }
        before = {name: await _median_ms(read) for name, read in reads.items()}
        await grow(ctx, model, LARGE_EVENT, event_id=large.id, prefix="large")
        await sold(ctx, large.id, LARGE_EVENT)
        await _book_in_turns(ctx, empty.id, large.id)
        await grow(ctx, model, LISTED_EVENT, event_id=listed.id, prefix="listed")
        await sold(ctx, listed.id, LISTED_EVENT)
        rest = ALL - LARGE_EVENT - LISTED_EVENT
        thousands: dict[str, Any] = {"$toInt": {"$floor": {"$divide": ["$$n", 1000]}}}
        others = {"$concat": ["event", {"$toString": thousands}]}
        await grow(ctx, model, rest, event_id=others, prefix="other")
        total = await ctx.db.bookings.estimated_document_count()
        for name, read in reads.items():
            took = await _median_ms(read)
            ratio = took / before[name]
            print(f"{name:24}{before[name]:7.2f} ms alone, {took:7.2f} ms among {total:,}: "
                  f"{ratio:.2f}")  # fmt: skip
        return listed.id


async def _somebody(ctx: Context) -> Actor:
    email, name = "me@example.org", "Robin me"
    user = await create_account(
        ctx, system("bench"), email, name, Role.user, password="plain sailing", locale="en"
    )
    return Actor(user_id=user.id, email=email, name=name, role=Role.user)


async def _book_in_turns(ctx: Context, empty: str, large: str) -> None:
    """Batches of bookings in both events, by people who have none yet."""
    numbers = count()
    taken: dict[str, list[float]] = {empty: [], large: []}
    for turn in range(WARM_TURNS + TURNS):
        for event_id, times in taken.items():
            people = [f"newcomer{next(numbers)}" for _ in range(BATCH)]
            began = time.perf_counter()
            await book(ctx, event_id, *people)
            if turn >= WARM_TURNS:
                times.append((time.perf_counter() - began) * 1000)
    few, many = (statistics.median(taken[each]) for each in (empty, large))
    drift = await drift_of(ctx, large)
    print(f"{BATCH} bookings in one transaction: {few:.1f} ms in an empty event, {many:.1f} ms "
          f"with {LARGE_EVENT:,} bookings: {many / few:.2f}; figures and tickets agree: "
          f"{'yes' if drift is None else drift.fault}")  # fmt: skip


async def _median_ms(read: Callable[[], Awaitable[Any]]) -> float:
    taken: list[float] = []
    for _ in range(WARM_UP + READS):
        began = time.perf_counter()
        await read()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken[WARM_UP:])


def _export(settings: Settings, event_id: str, told: Connection) -> None:
    """Take the table in a process of its own; tell its rows, the memory before and at most."""

    async def export() -> None:
        async with open_context(settings) as ctx:
            idle = most = _resident()
            rows, began = -1, time.perf_counter()
            _, pieces = await export_bookings(ctx, _ADMIN, event_id)
            async for piece in pieces:
                rows += piece.count(b"\r\n")
                most = max(most, _resident())
            told.send((rows, idle, most, time.perf_counter() - began))

    asyncio.run(export())


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
