"""How fast one hot event is booked, beside an empty POST and a transaction for each booking.

64 connections, everything on: tokens, idempotency keys, limits per person, tickets, audit and
outbox. `nothing` is an authenticated POST with a body that does nothing; `one by one` makes the
same booking in a transaction of its own, as a server without lanes would, and begins it again as
long as others are in its way; `2 processes` share the event and the connections. In turns, medians.
Where the machine is busy with more than this, the servers' processor time a request says more than
requests a second do.
"""

import asyncio
import multiprocessing
import os
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr
from dataclasses import replace
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
from benchmarks._bookings import an_event, book, settings_for
from benchmarks._load import Load, Servers, load
from ticketapp.accounts import sessions
from ticketapp.accounts.models import SessionKind
from ticketapp.accounts.registration import create_account
from ticketapp.accounts.sign_in import sign_in
from ticketapp.application import open_context
from ticketapp.bookings.engine import Request, decide_within
from ticketapp.bookings.models import Order, Person
from ticketapp.bookings.soundness import drift_of
from ticketapp.core.actor import Origin, Role, system
from ticketapp.core.context import Context, set_context
from ticketapp.core.garbage import spare_what_is_loaded
from ticketapp.core.logs import configure_logs
from ticketapp.core.passwords import PasswordHasher, argon2id
from ticketapp.core.settings import Settings
from ticketapp.serve.ports import free_port
from ticketapp.web.edge import Edge

PEOPLE, TURNS, LONE = 256, 3, 200
PASSWORD = "plain sailing tonight"
_spawn = multiprocessing.get_context("spawn")


class Done(AnswerBody):
    """Nothing, or nothing worth telling."""


def main() -> None:
    with settings_for("bench_bookings") as settings:
        tokens, hot, sold_out = asyncio.run(_fill(settings))
        with ExitStack() as started:
            one, another = (started.enter_context(_server(settings)) for _ in range(2))
            both = Servers((*one.ports, *another.ports), (*one.pids, *another.pids))
            asyncio.run(_measure(one, both, tokens, hot, sold_out))
        asyncio.run(_check(settings, hot))


async def _measure(
    one: Servers, both: Servers, tokens: Sequence[str], hot: str, sold_out: str
) -> None:
    booking = f"/api/v1/events/{hot}/bookings"
    cases = {
        "nothing": (one, "/api/bench/nothing"),
        "booking": (one, booking),
        "2 processes": (both, booking),
        "sold out": (one, f"/api/v1/events/{sold_out}/bookings"),
        "one by one": (one, f"/api/bench/one-by-one/{hot}"),
    }
    loads: dict[str, list[Load]] = {name: [] for name in cases}
    for servers, path in cases.values():
        await load(servers, path, tokens, seconds=1)
    for _ in range(TURNS):
        for name, (servers, path) in cases.items():
            loads[name].append(await load(servers, path, tokens))
    _print(loads)
    alone = await load(one, booking, tokens, clients=1, requests=LONE)
    print(f"a lone booking: p50 {alone.p50:.1f} ms, p99 {alone.p99:.1f} ms")


def _print(loads: dict[str, list[Load]]) -> None:
    rates = {name: _median(each.rate for each in turns) for name, turns in loads.items()}
    print(f"{'':12}{'a second':>10}{'of nothing':>12}{'p50':>10}{'p99':>10}"
          f"{'processor':>13}  answers")  # fmt: skip
    for name, turns in loads.items():
        p50, p99, cpu = (
            _median(getattr(each, what) for each in turns) for what in ("p50", "p99", "cpu_ms")
        )
        answers = sum((each.statuses for each in turns), Counter[int]())
        print(f"{name:12}{rates[name]:>10.0f}{rates[name] / rates['nothing']:>12.2f}"
              f"{p50:>7.1f} ms{p99:>7.1f} ms{cpu:>10.2f} ms  {dict(answers)}")  # fmt: skip
    ours, plain = (
        _median(each.rate * each.statuses[201] / each.statuses.total() for each in loads[name])
        for name in ("booking", "one by one")
    )
    print(f"bookings made, to those one by one: {ours / max(plain, 0.1):.0f} times as many")
    print(f"2 processes to 1: {rates['2 processes'] / rates['booking']:.2f}")


def _median(values: Iterator[float]) -> float:
    return statistics.median(values)


async def _fill(settings: Settings) -> tuple[list[str], str, str]:
    """People with tokens, an event for all of them, and one that is sold out without a line."""
    async with open_context(settings) as opened:
        quick = PasswordHasher(argon2id(memory_kib=1024, passes=1, lanes=1))
        ctx = replace(opened, hasher=quick)
        tokens = [await _somebody(ctx, number) for number in range(PEOPLE)]
        hot = await an_event(ctx)
        sold_out = await an_event(ctx, capacity=1, waitlist=False)
        await book(ctx, sold_out.id, "first")
        quick.close()
        return tokens, hot.id, sold_out.id


async def _somebody(ctx: Context, number: int) -> str:
    email = f"person{number}@example.org"
    await create_account(
        ctx, system("bench"), email, f"Person {number}", Role.user, password=PASSWORD, locale="en"
    )
    origin = Origin(address=f"10.0.{number // 250}.{number % 250 + 1}")
    opened = await sign_in(ctx, origin, SessionKind.api, email, PASSWORD)
    return sessions.token_pair(ctx, opened.user, opened.session_id, opened.secret).access_token


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
        await ctx.db.transaction(
            lambda session: decide_within(ctx, session, event_id, [Request(wish, actor)])
        )
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
def _server(settings: Settings) -> Iterator[Servers]:
    ours, theirs = _spawn.Pipe()
    own = settings.model_copy(update={"port": free_port()})
    process = _spawn.Process(target=_serve, args=(own, theirs), daemon=True)
    process.start()
    try:
        ours.recv()
        yield Servers((own.port,), (process.pid or 0,))
    finally:
        process.kill()
        process.join()
