"""What knowing the caller costs a request, and that a flood of sign-ins leaves others alone.

Each authenticated request checks a signature and makes one indexed read, an aggregate that joins
the session and its account, so that ending either bites on the next request. Caching it would
save what the last lines print, and would have to be told of every change by every process.
"""

import asyncio
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, redirect_stderr
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.responses import PlainTextResponse

from api.app import make_api
from ticketapp.accounts import sessions
from ticketapp.accounts.models import SessionKind
from ticketapp.accounts.registration import create_account
from ticketapp.accounts.sign_in import sign_in
from ticketapp.accounts.tokens import read_access_token
from ticketapp.application import open_context
from ticketapp.core.actor import Origin, Role, system
from ticketapp.core.context import set_context
from ticketapp.core.garbage import spare_what_is_loaded
from ticketapp.core.logs import configure_logs
from ticketapp.core.settings import Settings, Switch, new_secrets
from ticketapp.serve.mongod import EmbeddedMongo
from ticketapp.serve.ports import free_port
from ticketapp.web.edge import Edge

EMAIL, PASSWORD = "robin@example.org", "plain sailing tonight"
ROUNDS, READS = 5, 500
CLIENTS = 8
SIGN_IN = {"email": EMAIL, "password": PASSWORD}
Turns = list[list[float]]
_spawn = multiprocessing.get_context("spawn")


def main() -> None:
    with _mongod() as uri:
        settings = Settings(
            mongodb_uri=uri,
            mongodb_db="bench_authentication",
            public_url="http://tickets.test",
            mail_from="tickets@tickets.test",
            smtp_host="127.0.0.1",
            smtp_security="none",
            rate_limits=Switch.off,
            port=free_port(),
            **new_secrets(),
        )
        asyncio.run(_fill(settings))
        with _process(_serve, settings), _process(_sign_in_forever, settings) as flood:
            idle, flooded, rate = _reads(settings, flood)
        print(f"{'read of the own account':32}{'median':>10}{'p99':>10}")
        for name, taken in (
            ("nobody else there", idle),
            (f"{CLIENTS} clients signing in", flooded),
        ):
            middle = statistics.median(chain(*taken))
            p99 = statistics.median(map(_p99, taken))
            print(f"{name:32}{middle:>7.2f} ms{p99:>7.2f} ms")
        ratios = [_p99(after) / _p99(before) for before, after in zip(idle, flooded, strict=True)]
        print(
            f"ratio of p99, median of {ROUNDS} turns: {statistics.median(ratios):.2f}, "
            f"at {rate:.1f} sign-ins/s"
        )
        asyncio.run(_shares(settings, statistics.median(chain(*idle))))


def _reads(settings: Settings, flood: Connection) -> tuple[Turns, Turns, float]:
    """Milliseconds of reads without and with a flood of sign-ins, and how many those were a second.

    In turns, so that what else the machine does falls on both.
    """
    idle: Turns = []
    flooded: Turns = []
    signed_in, seconds = 0, 0.0
    with httpx.Client(base_url=f"http://127.0.0.1:{settings.port}/api/v1", timeout=60) as client:
        pair = client.post("/auth/login", json=SIGN_IN).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {pair['access_token']}"
        _taken(client, READS)
        for _ in range(ROUNDS):
            idle.append(_taken(client, READS))
            flood.send("go")
            began = time.perf_counter()
            flooded.append(_taken(client, READS))
            flood.send("")
            signed_in += flood.recv()
            seconds += time.perf_counter() - began
    return idle, flooded, signed_in / seconds


def _taken(client: httpx.Client, times: int) -> list[float]:
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        client.get("/me").raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


async def _shares(settings: Settings, request_ms: float) -> None:
    async with open_context(settings) as ctx:
        origin = Origin(address="127.0.0.1")
        opened = await sign_in(ctx, origin, SessionKind.api, EMAIL, PASSWORD)
        pair = sessions.token_pair(ctx, opened.user, opened.session_id, opened.secret)
        token = pair.access_token

        async def signature() -> None:
            read_access_token(ctx.settings, ctx.clock, token)

        steps: tuple[tuple[str, Callable[[], Awaitable[Any]]], ...] = (
            ("signature", signature),
            ("all of knowing the caller", lambda: sessions.actor_of_token(ctx, token, origin)),
        )
        for name, step in steps:
            took = await _median_ms(step)
            print(f"{name:32}{took:>7.2f} ms, {took / request_ms:.0%} of such a read")


async def _median_ms(step: Callable[[], Awaitable[Any]], times: int = 1000) -> float:
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        await step()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def _p99(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100)[98]


async def _fill(settings: Settings) -> None:
    async with open_context(settings) as ctx:
        await create_account(
            ctx, system("bench"), EMAIL, "Robin", Role.user, password=PASSWORD, locale="en"
        )


def _serve(settings: Settings, ready: Connection) -> None:
    """The API as it is served, without its pages."""

    async def serve() -> None:
        async with open_context(settings) as ctx:
            set_context(ctx)
            pages = PlainTextResponse("no pages here")
            app = Edge(pages=pages, api=make_api(settings), settings=settings)
            server = Server(app, port=settings.port, interface=Interfaces.ASGINL, log_enabled=False)
            spare_what_is_loaded()
            asyncio.get_running_loop().call_later(1, ready.send, "ready")
            await server.serve()

    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        configure_logs(settings)
        asyncio.run(serve())


def _sign_in_forever(settings: Settings, told: Connection) -> None:
    """Keep `CLIENTS` sign-ins under way while told so; then say how many succeeded."""
    told.send("ready")
    while told.recv():
        told.send(asyncio.run(_flood(settings, told)))


async def _flood(settings: Settings, told: Connection) -> int:
    done = 0
    address = f"http://127.0.0.1:{settings.port}/api/v1"
    limits = httpx.Limits(max_connections=CLIENTS)

    async def one(client: httpx.AsyncClient) -> None:
        nonlocal done
        while not told.poll():
            (await client.post("/auth/login", json=SIGN_IN)).raise_for_status()
            done += 1

    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
        await asyncio.gather(*(one(client) for _ in range(CLIENTS)))
    told.recv()
    return done


@contextmanager
def _process(
    target: Callable[[Settings, Connection], None], settings: Settings
) -> Generator[Connection]:
    """A process of its own, from when it says that it is ready."""
    ours, theirs = _spawn.Pipe()
    process = _spawn.Process(target=target, args=(settings, theirs), daemon=True)
    process.start()
    try:
        ours.recv()
        yield ours
    finally:
        process.kill()
        process.join()


@contextmanager
def _mongod() -> Generator[str]:
    with tempfile.TemporaryDirectory() as folder, EmbeddedMongo.start(Path(folder)) as server:
        yield server.uri
