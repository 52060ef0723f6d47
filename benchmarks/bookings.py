"""How fast one hot event is booked, beside an empty POST and a transaction for each booking.

One worker, 64 connections, everything on: tokens, idempotency keys, limits per person, tickets,
audit and outbox. `nothing` is an authenticated POST with a body that does nothing; `one by one`
makes the same booking in a transaction of its own, as a server without lanes would. In turns,
medians.
"""

import asyncio
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count, cycle
from multiprocessing.connection import Connection
from pathlib import Path

from fastapi import APIRouter
from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.responses import PlainTextResponse

from api.app import make_api
from api.auth import SignedIn
from api.bookings import OrderIn
from api.dependencies import Ctx
from api.schemas import AnswerBody
from ticketapp.accounts import sessions
from ticketapp.accounts.models import SessionKind
from ticketapp.accounts.registration import create_account
from ticketapp.accounts.sign_in import sign_in
from ticketapp.application import open_context
from ticketapp.bookings.engine import Request, decide
from ticketapp.bookings.models import Order, Person
from ticketapp.bookings.soundness import drift_of
from ticketapp.core.actor import Origin, Role, system
from ticketapp.core.context import Context, set_context
from ticketapp.core.garbage import spare_what_is_loaded
from ticketapp.core.logs import configure_logs
from ticketapp.core.passwords import PasswordHasher, argon2id
from ticketapp.core.settings import Settings, Switch, new_secrets
from ticketapp.events.models import EventFields
from ticketapp.events.service import create_event
from ticketapp.serve.mongod import EmbeddedMongo
from ticketapp.serve.ports import free_port
from ticketapp.web.edge import Edge

CLIENTS, PEOPLE = 64, 256
TURNS, SECONDS = 3, 4.0
LONE = 200
PASSWORD = "plain sailing tonight"
_spawn = multiprocessing.get_context("spawn")


class Done(AnswerBody):
    """Nothing, or nothing worth telling."""


@dataclass(frozen=True)
class Load:
    """What a while of requests came to: how many a second, and how long the slowest 1 % took."""

    rate: float
    p50: float
    p99: float
    statuses: Counter[int]


def main() -> None:
    with _mongod() as uri:
        settings = Settings(
            mongodb_uri=uri,
            mongodb_db="bench_bookings",
            public_url="http://tickets.test",
            mail_from="tickets@tickets.test",
            smtp_host="127.0.0.1",
            smtp_security="none",
            rate_limits=Switch.off,
            port=free_port(),
            **new_secrets(),
        )
        tokens, hot, sold_out = asyncio.run(_fill(settings))
        with _server(settings):
            asyncio.run(_measure(settings, tokens, hot, sold_out))
        asyncio.run(_check(settings, hot))


async def _measure(settings: Settings, tokens: list[str], hot: str, sold_out: str) -> None:
    paths = {
        "nothing": "/api/bench/nothing",
        "booking": f"/api/v1/events/{hot}/bookings",
        "sold out": f"/api/v1/events/{sold_out}/bookings",
        "one by one": f"/api/bench/one-by-one/{hot}",
    }
    loads: dict[str, list[Load]] = {name: [] for name in paths}
    for path in paths.values():
        await _load(settings.port, path, tokens, seconds=1)
    for _ in range(TURNS):
        for name, path in paths.items():
            loads[name].append(await _load(settings.port, path, tokens))
    idle = statistics.median(each.rate for each in loads["nothing"])
    print(f"{'':12}{'a second':>10}{'of nothing':>12}{'p50':>10}{'p99':>10}  answers")
    for name, turns in loads.items():
        rate = statistics.median(each.rate for each in turns)
        p50 = statistics.median(each.p50 for each in turns)
        p99 = statistics.median(each.p99 for each in turns)
        answers = sum((each.statuses for each in turns), Counter[int]())
        print(f"{name:12}{rate:>10.0f}{rate / idle:>12.2f}{p50:>7.1f} ms{p99:>7.1f} ms  "
              f"{dict(answers)}")  # fmt: skip
    ours, plain = (
        statistics.median(each.statuses[201] / SECONDS for each in loads[name])
        for name in ("booking", "one by one")
    )
    print(f"bookings made, to those one by one: {ours / max(plain, 0.1):.0f} times as many")
    alone = await _load(settings.port, paths["booking"], tokens, clients=1, requests=LONE)
    print(f"a lone booking: p50 {alone.p50:.1f} ms, p99 {alone.p99:.1f} ms")


async def _load(
    port: int,
    path: str,
    tokens: Sequence[str],
    *,
    seconds: float = SECONDS,
    clients: int = CLIENTS,
    requests: int | None = None,
) -> Load:
    """Keep this many requests under way, each as somebody else and under a key of its own."""
    taken: list[float] = []
    statuses: Counter[int] = Counter()
    people, numbers = cycle(tokens), count()
    began = time.perf_counter()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() - began < seconds if requests is None else len(taken) < requests:
            start = time.perf_counter()
            writer.write(_request(path, next(people), f"{began}-{next(numbers)}"))
            statuses[await _status(reader)] += 1
            taken.append((time.perf_counter() - start) * 1000)
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    cuts = statistics.quantiles(taken, n=100)
    return Load(len(taken) / (time.perf_counter() - began), cuts[49], cuts[98], statuses)


def _request(path: str, token: str, key: str) -> bytes:
    body = json.dumps({"quantity": 1, "accept_waitlist": False})
    return (
        f"POST {path} HTTP/1.1\r\nHost: tickets.test\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nIdempotency-Key: {key}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    _, _, rest = head.lower().partition(b"content-length:")
    await reader.readexactly(int(rest.partition(b"\r\n")[0]))
    return int(head.split(b" ", 2)[1])


async def _fill(settings: Settings) -> tuple[list[str], str, str]:
    """People with tokens, an event for all of them, and one that is sold out without a line."""
    async with open_context(settings) as opened:
        quick = PasswordHasher(argon2id(memory_kib=1024, passes=1, lanes=1))
        ctx = replace(opened, hasher=quick)
        tokens = [await _somebody(ctx, number) for number in range(PEOPLE)]
        hot = await _event(ctx, capacity=1_000_000)
        sold_out = await _event(ctx, capacity=1, waitlist=False)
        order = Order(event_id=sold_out, quantity=1, attendee=Person("First", "first@example.org"),
                      user_id="first", by="first", locale="en")  # fmt: skip
        await decide(ctx, sold_out, [Request(order, system("bench"))])
        quick.close()
        return tokens, hot, sold_out


async def _somebody(ctx: Context, number: int) -> str:
    email = f"person{number}@example.org"
    await create_account(
        ctx, system("bench"), email, f"Person {number}", Role.user, password=PASSWORD, locale="en"
    )
    origin = Origin(address=f"10.0.{number // 250}.{number % 250 + 1}")
    opened = await sign_in(ctx, origin, SessionKind.api, email, PASSWORD)
    return sessions.token_pair(ctx, opened.user, opened.session_id, opened.secret).access_token


async def _event(ctx: Context, *, capacity: int, waitlist: bool = True) -> str:
    starts_at = ctx.clock.now() + timedelta(days=7)
    fields = EventFields(
        name="Summer Concert", starts_at=starts_at, ends_at=starts_at + timedelta(hours=3),
        timezone="Europe/Berlin", location="Town Hall, Berlin", capacity=capacity,
        max_per_person=1_000_000, waitlist=waitlist,
    )  # fmt: skip
    return (await create_event(ctx, system("bench"), fields)).id


async def _check(settings: Settings, event_id: str) -> None:
    async with open_context(settings) as ctx:
        drift = await drift_of(ctx, event_id)
        print(f"figures and tickets agree: {'yes' if drift is None else drift.fault}")


def _baselines() -> APIRouter:
    router = APIRouter(prefix="/api/bench")

    @router.post("/nothing")
    async def nothing(_ctx: Ctx, _actor: SignedIn, _order: OrderIn) -> Done:
        return Done()

    @router.post("/one-by-one/{event_id}", status_code=201)
    async def one_by_one(ctx: Ctx, actor: SignedIn, event_id: str, order: OrderIn) -> Done:
        wish = Order(
            event_id=event_id, quantity=order.quantity, attendee=Person(actor.name, actor.email),
            user_id=actor.user_id, by=actor.user_id or "", locale="en",
        )  # fmt: skip
        [outcome] = await decide(ctx, event_id, [Request(wish, actor)])
        if isinstance(outcome, Exception):
            raise outcome
        return Done()

    return router


def _serve(settings: Settings, ready: Connection) -> None:
    """The API as it is served, without its pages, and the two routes to compare it with."""

    async def serve() -> None:
        async with open_context(settings) as ctx:
            set_context(ctx)
            api = make_api(settings)
            api.include_router(_baselines())
            pages = PlainTextResponse("no pages here")
            app = Edge(pages=pages, api=api, settings=settings)
            server = Server(app, port=settings.port, interface=Interfaces.ASGINL, log_enabled=False)
            spare_what_is_loaded()
            asyncio.get_running_loop().call_later(1, ready.send, "ready")
            await server.serve()

    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        configure_logs(settings)
        asyncio.run(serve())


@contextmanager
def _server(settings: Settings) -> Iterator[None]:
    ours, theirs = _spawn.Pipe()
    process = _spawn.Process(target=_serve, args=(settings, theirs), daemon=True)
    process.start()
    try:
        ours.recv()
        yield
    finally:
        process.kill()
        process.join()


@contextmanager
def _mongod() -> Generator[str]:
    with tempfile.TemporaryDirectory() as folder, EmbeddedMongo.start(Path(folder)) as server:
        yield server.uri
