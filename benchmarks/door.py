"""How fast a queue is let in at an event with 100,000 tickets, beside an empty POST.

64 connections with a scan under way each, everything on: tokens, signatures, the log, the figures,
the audit trail. `first` scans a ticket that was not used, `again` one that was. In turns, medians.
Then what people at the door look at, beside the same at an event with 100 tickets where nobody came
yet, and what their devices take along.
"""

import asyncio
import base64
import json
import secrets
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from itertools import count

from benchmarks._bookings import an_event, book, settings_for
from benchmarks._load import Load, Servers, load
from benchmarks.bookings import _server, _somebody
from ticketapp.application import open_context
from ticketapp.bookings.models import Person
from ticketapp.bookings.repository import document_of
from ticketapp.bookings.words import terms_of
from ticketapp.core.actor import Role, system
from ticketapp.core.context import Context
from ticketapp.core.passwords import PasswordHasher, argon2id
from ticketapp.core.settings import Settings
from ticketapp.door import service
from ticketapp.door.attendees import find_attendees
from ticketapp.door.figures import stats
from ticketapp.door.models import Doorkeeper, Mode, Scan
from ticketapp.door.snapshot import take_snapshot
from ticketapp.door.soundness import fault_of
from ticketapp.tickets.codes import new_code
from ticketapp.tickets.tokens import ID_BYTES, signer_for

TICKETS, FEW, DEVICES, TURNS, UPLOADED = 100_000, 100, 64, 3, 200
ROBOT = Doorkeeper(system("bench"))
_AT_ONCE = 5_000


def main() -> None:
    with settings_for("bench_door") as settings:
        tokens, event_id, tickets, small_id = asyncio.run(_fill(settings))
        signer = signer_for(settings)
        codes = (signer.token(event_id, each, 1) for each in tickets)
        with _server(settings) as servers:
            asyncio.run(_measure(servers, tokens, event_id, codes))
        asyncio.run(_look(settings, event_id, small_id, [next(codes) for _ in range(UPLOADED)]))


async def _measure(
    servers: Servers, tokens: list[str], event_id: str, codes: Iterator[str]
) -> None:
    path, numbers = f"/api/v1/events/{event_id}/checkins", count()
    used = next(codes)

    def scan(code: str) -> str:
        return json.dumps({"code": code, "nonce": f"n{next(numbers)}", "gate": "North"})

    cases: dict[str, tuple[str, Callable[[], str] | None]] = {
        "nothing": ("/api/bench/nothing", None),
        "first": (path, lambda: scan(next(codes))),
        "again": (path, lambda: scan(used)),
    }
    loads: dict[str, list[Load]] = {name: [] for name in cases}
    for turn in range(-1, TURNS):
        for name, (where, body) in cases.items():
            given = {} if body is None else {"body": body}
            done = await load(servers, where, tokens, seconds=1 if turn < 0 else 4, **given)
            if turn >= 0:
                loads[name].append(done)
    idle = statistics.median(each.rate for each in loads["nothing"])
    print(f"{'':12}{'a second':>10}{'of nothing':>12}{'p50':>10}{'p99':>10}{'processor':>13}")
    for name, turns in loads.items():
        rate, p50, p99, cpu = (
            statistics.median(getattr(each, what) for each in turns)
            for what in ("rate", "p50", "p99", "cpu_ms")
        )
        answers = sum((each.statuses for each in turns), Counter[int]())
        print(f"{name:12}{rate:>10.0f}{rate / idle:>12.2f}{p50:>7.1f} ms{p99:>7.1f} ms"
              f"{cpu:>10.2f} ms  {dict(answers)}")  # fmt: skip


async def _look(settings: Settings, event_id: str, small_id: str, codes: list[str]) -> None:
    async with open_context(settings) as ctx:
        print(f"{'':18}{f'{FEW} tickets':>14}{f'{TICKETS:,}':>14}{'of that':>10}{'processor':>16}")
        pair = (small_id, event_id)
        await _beside("figures", pair, lambda each: stats(ctx, ROBOT, each))
        await _beside("search, many fit", pair, lambda each: find_attendees(ctx, ROBOT, each, "ro"))
        await _beside(
            "search, one fits", pair, lambda each: find_attendees(ctx, ROBOT, each, "person77 r")
        )
        wall, cpu = await _timed([lambda: take_snapshot(ctx, ROBOT, event_id)], times=5)
        print(f"snapshot {wall[0]:.0f} ms, of which processor time {cpu[0]:.0f} ms")
        taken = await take_snapshot(ctx, ROBOT, event_id)
        print(f"snapshot of {TICKETS:,}: {len(taken.compressed) / 1e6:.2f} MB compressed")
        wishes = [
            Scan(presented=service.read(ctx, code), nonce=f"upload-{number}", keeper=ROBOT,
                 mode=Mode.upload)
            for number, code in enumerate(codes)
        ]  # fmt: skip
        began = time.perf_counter()
        await service.scan_all(ctx, event_id, wishes)
        print(f"{UPLOADED} scans uploaded at once: {(time.perf_counter() - began) * 1000:.0f} ms")
        fault = await fault_of(ctx, event_id)
        print(f"figures, tickets and log agree: {fault or 'yes'}")


async def _beside(
    name: str, events: tuple[str, str], call: Callable[[str], Awaitable[object]]
) -> None:
    """The same at a small and a large event, in turns."""
    wall, cpu = await _timed([partial(call, each) for each in events], times=60)
    print(f"{name:18}{wall[0]:>11.2f} ms{wall[1]:>11.2f} ms{wall[1] / wall[0]:>10.2f}"
          f"{cpu[0]:>7.2f}, {cpu[1]:.2f} ms")  # fmt: skip


async def _timed(
    calls: Sequence[Callable[[], Awaitable[object]]], times: int
) -> tuple[list[float], list[float]]:
    """Milliseconds of each call, and of the processor alone; medians of calls in turns."""
    taken: list[list[float]] = [[] for _ in calls]
    busy: list[list[float]] = [[] for _ in calls]
    for _ in range(times):
        for place, call in enumerate(calls):
            began, cpu = time.perf_counter(), time.process_time()
            await call()
            taken[place].append((time.perf_counter() - began) * 1000)
            busy[place].append((time.process_time() - cpu) * 1000)
    return [statistics.median(each) for each in taken], [statistics.median(each) for each in busy]


async def _fill(settings: Settings) -> tuple[list[str], str, list[str], str]:
    """People who scan, a large event that has begun with its tickets' ids, and a small one."""
    async with open_context(settings) as opened:
        quick = PasswordHasher(argon2id(memory_kib=1024, passes=1, lanes=1))
        ctx = replace(opened, hasher=quick)
        tokens = [await _somebody(ctx, number) for number in range(DEVICES)]
        await ctx.db.users.update_many({}, {"$set": {"role": Role.staff.value}})
        event_id, tickets = await _begun(ctx, TICKETS)
        small_id, _ = await _begun(ctx, FEW)
        quick.close()
        return tokens, event_id, tickets, small_id


async def _begun(ctx: Context, count: int) -> tuple[str, list[str]]:
    """An event that has begun, and its tickets' ids."""
    event = await an_event(ctx)
    [booked] = await book(ctx, event.id, "first")
    began = {"starts_at": ctx.clock.now() - timedelta(hours=1),
             "ends_at": ctx.clock.now() + timedelta(hours=8)}  # fmt: skip
    await ctx.db.events.update_one({"_id": event.id}, {"$set": began})
    tickets = [booked.booking.tickets[0].id]
    while len(tickets) < count:
        until = min(len(tickets) + _AT_ONCE, count)
        tickets += await _grow(ctx, document_of(booked.booking), range(len(tickets), until))
    return event.id, tickets


async def _grow(ctx: Context, model: dict[str, object], numbers: range) -> list[str]:
    """Bookings like this one, of other people with tickets of their own."""
    ids, documents = list[str](), list[dict[str, object]]()
    for number in numbers:
        ids.append(base64.b32encode(secrets.token_bytes(ID_BYTES)).decode().lower())
        who = Person(f"Robin Person{number}", f"person{number}@example.org")
        tickets = model["tickets"]
        assert isinstance(tickets, list)
        ticket = {**tickets[0], "id": ids[-1], "code": new_code(), "holder": asdict(who)}
        documents.append({**model, "_id": f"{model['_id']}-{number}", "reference": f"R{number}",
                          "attendee": asdict(who), "terms": terms_of(f"R{number}", who),
                          "tickets": [ticket]})  # fmt: skip
    await ctx.db.bookings.insert_many(documents)
    return ids
