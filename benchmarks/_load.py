"""A crowd of HTTP clients that post orders, or what else is wanted, and what came of it."""

import asyncio
import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

CLIENTS, SECONDS = 64, 4.0
_AN_ORDER = json.dumps({"quantity": 1, "accept_waitlist": False})


@dataclass(frozen=True)
class Servers:
    """Processes that serve the same, by their ports and process ids."""

    ports: Sequence[int]
    pids: Sequence[int]

    def processor_seconds(self) -> float:
        """What they have taken so far, where the system tells (Linux)."""
        ticks = 0
        for pid in self.pids:
            stat = Path(f"/proc/{pid}/stat")
            if stat.exists():
                ticks += sum(map(int, stat.read_text("ascii").rpartition(")")[2].split()[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """What a while of requests came to: how many a second, how long the slowest 1 % took, and
    what processor time one took the servers."""

    rate: float
    p50: float
    p99: float
    cpu_ms: float
    statuses: Counter[int]


async def load(
    servers: Servers,
    path: str,
    tokens: Sequence[str],
    *,
    seconds: float = SECONDS,
    clients: int = CLIENTS,
    requests: int | None = None,
    body: Callable[[], str] = lambda: _AN_ORDER,
) -> Load:
    """Keep this many requests under way, each as somebody else and under a key of its own."""
    taken: list[float] = []
    statuses: Counter[int] = Counter()
    people, numbers, ports = cycle(tokens), count(), cycle(servers.ports)
    cpu, began = servers.processor_seconds(), time.perf_counter()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", next(ports))
        while time.perf_counter() - began < seconds if requests is None else len(taken) < requests:
            start = time.perf_counter()
            writer.write(_request(path, next(people), f"{began}-{next(numbers)}", body()))
            statuses[await _status(reader)] += 1
            taken.append((time.perf_counter() - start) * 1000)
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    rate = len(taken) / (time.perf_counter() - began)
    cpu_ms = (servers.processor_seconds() - cpu) / len(taken) * 1000
    cuts = statistics.quantiles(taken, n=100)
    return Load(rate, cuts[49], cuts[98], cpu_ms, statuses)


def _request(path: str, token: str, key: str, body: str) -> bytes:
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
