"""What 100,000 events cost those who look for one, and what a read costs beside an empty answer.

Two servers on one database server, one with few events and one with many, asked in turns so that
what else the machine does falls on both. Lists are measured without the answers that a process
keeps (`api/kept_answers.py`), reads beside the empty answer with them, as a server runs.
"""

import asyncio
import multiprocessing
import random
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from fastapi import APIRouter
from granian.constants import Interfaces
from granian.server.embed import Server

from api.app import make_api
from api.schemas import AnswerBody
from ticketapp.application import open_context
from ticketapp.core.context import Context, set_context
from ticketapp.core.db import Document, admin_commands
from ticketapp.core.ids import RandomIds
from ticketapp.core.logs import configure_logs
from ticketapp.core.settings import Settings, Switch, new_secrets
from ticketapp.events import repository
from ticketapp.events.models import EventFields
from ticketapp.events.schema import EVENTS
from ticketapp.serve.mongod import EmbeddedMongo
from ticketapp.serve.ports import free_port
from ticketapp.web.edge import Edge

FEW, MANY = 1_050, 100_000
DEPTH = 1_000
TURNS, REQUESTS = 7, 300
CONNECTIONS, SECONDS = 16, 1.5
KINDS = ["jazz", "rock", "folk", "opera", "slam", "yoga", "code", "maths", "bio", "film"]
SORTS = ["night", "day", "club", "lab", "fest", "hour", "jam", "talk", "week"]
PLACES = ["Berlin", "Köln", "Hamburg", "München", "Bern", "Wien", "Graz", "Basel", "Bonn", "Kiel"]
_spawn = multiprocessing.get_context("spawn")


class Empty(AnswerBody):
    """Nothing at all."""


def main() -> None:
    with _mongod() as uri:
        few, many = _settings(uri, "few"), _settings(uri, "many")
        for settings, count in ((few, FEW), (many, MANY)):
            asyncio.run(_fill(settings, count))
        with _serving(few, keeping=False) as small, _serving(many, keeping=False) as large:
            _compare_lists(small, large)
            _search(large)
        with _serving(many, keeping=True) as large:
            asyncio.run(_beside_empty(large))


def _compare_lists(small: str, large: str) -> None:
    print(f"{'list, p99 in ms':32}{f'{FEW:,}':>10}{f'{MANY:,}':>10}{'ratio':>8}")
    for name, path_of in (("page 1", _first_page), (f"by cursor, {DEPTH:,} deep", _deep_page)):
        clients = [_Client(small, [path_of(small)]), _Client(large, [path_of(large)])]
        for client in clients:
            client.p99_ms()
        taken = [[client.p99_ms() for client in clients] for _ in range(TURNS)]
        ratio = statistics.median(after / before for before, after in taken)
        middle = [statistics.median(column) for column in zip(*taken, strict=True)]
        print(f"{name:32}{middle[0]:>10.2f}{middle[1]:>10.2f}{ratio:>8.2f}")


def _search(large: str) -> None:
    chance = random.Random(5)
    words = [kind + sort for kind in KINDS for sort in SORTS] + KINDS + SORTS
    asked = [*words, *(f"{one} {other}" for one, other in zip(KINDS, SORTS, strict=False))]
    asked += [f"{chance.choice(words)} {chance.choice(PLACES)}" for _ in range(100)]
    client = _Client(large, [f"/api/v1/events?q={quote(each)}" for each in asked])
    taken = sorted(ms for _ in range(TURNS) for ms in client.milliseconds())
    print(
        f"text search among {MANY:,}, {len(asked)} searches in turn: "
        f"median {statistics.median(taken):.1f} ms, p99 {taken[int(0.99 * len(taken))]:.1f} ms"
    )


async def _beside_empty(address: str) -> None:
    paths = {
        "an empty answer": "/api/v1/empty",
        "list of 20": "/api/v1/events",
        "one event": "/api/v1/events/event-1",
        "its status": "/api/v1/events/event-1/status",
    }
    for path in paths.values():
        await _rate(address, path, 0.5)
    rates = [[await _rate(address, path, SECONDS) for path in paths.values()] for _ in range(TURNS)]
    print(f"{f'{CONNECTIONS} connections, one process':32}{'a second':>10}{'ratio':>8}")
    for column, name in enumerate(paths):
        rate = statistics.median(row[column] for row in rates)
        ratio = statistics.median(row[column] / row[0] for row in rates)
        print(f"{name:32}{rate:>10.0f}{ratio:>8.2f}")


def _first_page(_address: str) -> str:
    return "/api/v1/events"


def _deep_page(address: str) -> str:
    with httpx.Client(base_url=address) as client:
        cursor = ""
        for _ in range(DEPTH // 100):
            asked = {"limit": "100"} | ({"cursor": cursor} if cursor else {})
            cursor = (
                client.get("/api/v1/events", params=asked).raise_for_status().json()["next_cursor"]
            )
    return f"/api/v1/events?cursor={cursor}"


class _Client:
    """One connection that asks for one path after the other."""

    def __init__(self, address: str, paths: list[str]) -> None:
        host, port = address.removeprefix("http://").split(":")
        self._socket = socket.create_connection((host, int(port)))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._paths: Iterator[str] = cycle(paths)

    def p99_ms(self) -> float:
        return sorted(self.milliseconds())[int(0.99 * REQUESTS)]

    def milliseconds(self) -> list[float]:
        taken: list[float] = []
        for _ in range(REQUESTS):
            began = time.perf_counter()
            self._socket.sendall(_request(next(self._paths)))
            self._read_answer()
            taken.append((time.perf_counter() - began) * 1000)
        return taken

    def _read_answer(self) -> None:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._socket.recv(262144)
        head, _, body = received.partition(b"\r\n\r\n")
        missing = _length_in(head) - len(body)
        while missing > 0:
            missing -= len(self._socket.recv(262144))


async def _rate(address: str, path: str, seconds: float) -> float:
    """Answers a second on all connections together."""
    host, port = address.removeprefix("http://").split(":")
    until = time.perf_counter() + seconds

    async def ask() -> int:
        reader, writer = await asyncio.open_connection(host, int(port))
        answers = 0
        while time.perf_counter() < until:
            writer.write(_request(path))
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length_in(head))
            answers += 1
        writer.close()
        return answers

    began = time.perf_counter()
    answers = sum(await asyncio.gather(*(ask() for _ in range(CONNECTIONS))))
    return answers / (time.perf_counter() - began)


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: tickets.test\r\n\r\n".encode()


def _length_in(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    assert lines[0].startswith(b"http/1.1 200"), lines[0]
    return int(next(line for line in lines if line.startswith(b"content-length:"))[15:])


async def _fill(settings: Settings, count: int) -> None:
    chance, ids = random.Random(1), RandomIds()
    with admin_commands(settings.mongodb_uri, settings.mongodb_db) as command:
        async with open_context(settings) as ctx:
            await ctx.db.events.drop_indexes()
            now = ctx.clock.now()
            for start in range(0, count, 2_000):
                numbers = range(start, min(start + 2_000, count))
                await ctx.db.events.insert_many([_event(n, chance, ids, now) for n in numbers])
        command(
            "createIndexes", EVENTS.name, indexes=[each.model.document for each in EVENTS.indexes]
        )


def _event(number: int, chance: random.Random, ids: RandomIds, now: datetime) -> Document:
    def word() -> str:
        return chance.choice(KINDS) + chance.choice(SORTS)

    starts_at = now + timedelta(minutes=chance.randrange(525_600))
    fields = EventFields(
        name=f"{word()} {word()} {word()} {number}".title(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        timezone="Europe/Berlin",
        location=f"Hall {chance.randrange(50)}, {chance.choice(PLACES)}",
        capacity=100,
        description="An evening with **friends** and music, drinks, and a place to dance. " * 4,
        metadata={"tags": [word(), word()]},
    )
    free = chance.choice([0, 5, 100])
    return repository.fields_document(fields) | {
        "_id": ids.new(), "slug": f"event-{number}", "status": "upcoming", "available": free,
        "booked": 100 - free, "waitlisted": 0, "next_place": 1, "sales_stopped": False,
        "version": 1, "sequence": 0, "checked_in": 0, "cover": None, "cancelled_reason": "",
        "deleted_at": None, "created_at": now, "updated_at": now,
    }  # fmt: skip


def _settings(uri: str, name: str) -> Settings:
    return Settings(
        mongodb_uri=uri,
        mongodb_db=f"bench_events_{name}",
        public_url="http://tickets.test",
        mail_from="tickets@tickets.test",
        smtp_host="127.0.0.1",
        smtp_security="none",
        rate_limits=Switch.off,
        log_level="warning",
        port=free_port(),
        **new_secrets(),
    )


@contextmanager
def _serving(settings: Settings, *, keeping: bool) -> Generator[str]:
    """The address of a server in a process of its own, once it answers."""
    process = _spawn.Process(target=_serve, args=(settings, keeping), daemon=True)
    process.start()
    address = f"http://127.0.0.1:{settings.port}"
    try:
        _until(lambda: httpx.get(f"{address}/livez").status_code == 200)
        yield address
    finally:
        process.terminate()
        process.join()


def _until(answers: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            if answers():
                return
        except httpx.TransportError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)


def _serve(settings: Settings, keeping: bool) -> None:  # noqa: FBT001 - called by a process
    configure_logs(settings)
    asyncio.run(_answer(settings, keeping=keeping))


async def _answer(settings: Settings, *, keeping: bool) -> None:
    async with AsyncExitStack() as stack:
        ctx = await stack.enter_async_context(open_context(settings))
        if keeping:
            await stack.enter_async_context(ctx.live.running())
        set_context(ctx)
        app = Edge(pages=_nobody, api=_api(ctx), settings=settings)
        await Server(
            app, port=settings.port, interface=Interfaces.ASGINL, log_enabled=False
        ).serve()


def _api(ctx: Context) -> Any:
    api, router = make_api(ctx.settings), APIRouter(prefix="/api/v1")

    @router.get("/empty")
    async def read_empty() -> Empty:
        """Nothing."""
        return Empty()

    api.include_router(router)
    return api


async def _nobody(*_: object) -> None:
    raise RuntimeError("no pages are asked for here")


@contextmanager
def _mongod() -> Generator[str]:
    with tempfile.TemporaryDirectory() as folder, EmbeddedMongo.start(Path(folder)) as server:
        yield server.uri
