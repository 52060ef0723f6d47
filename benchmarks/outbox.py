"""How fast the outbox empties into a local server, and what a long queue costs who fills it."""

import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from ticketapp.application import open_context
from ticketapp.core.context import Context
from ticketapp.core.settings import Settings, new_secrets
from ticketapp.outbox import claims, repository, service
from ticketapp.outbox.flush import flush
from ticketapp.outbox.letter import Brief, Button, Code, Letter, Paragraph, Rows
from ticketapp.outbox.models import NewMail
from ticketapp.outbox.smtp import SmtpTransport
from ticketapp.serve.mongod import EmbeddedMongo

MAILS = 2_000
BACKLOG = 100_000
INSERTS = 200
PER_INSERT = 10
CLAIMS = 50


def main() -> None:
    with _mongod() as uri, _sink() as port:
        asyncio.run(_measure(uri, port))


async def _measure(uri: str, port: int) -> None:
    async with _context(uri, port) as ctx:
        await _queue(ctx, "warm", 200)
        async with SmtpTransport(ctx.settings) as transport:
            await flush(ctx, COMPOSERS, transport)
            await _queue(ctx, "bench", MAILS)
            began = time.perf_counter()
            report = await flush(ctx, COMPOSERS, transport)
            took = time.perf_counter() - began
        assert report.sent == MAILS
        print(
            f"flush to a local server, {transport.connections} connections, one process: "
            f"{MAILS / took:.0f} mails/s"
        )
    async with _context(uri, port) as ctx:
        empty = await _insert_ms(ctx, "empty"), await _claim_ms(ctx)
        await ctx.db.outbox.delete_many({})
        await _fill(ctx)
        full = await _insert_ms(ctx, "full"), await _claim_ms(ctx)
        print(f"{'':32}{'empty':>9}{f'{BACKLOG:,} queued':>18}{'ratio':>8}")
        for name, before, after in zip(
            (f"transaction queuing {PER_INSERT} mails", "claiming 32 mails"),
            empty, full, strict=True,
        ):  # fmt: skip
            print(f"{name:32}{before:>6.1f} ms{after:>15.1f} ms{after / before:>8.2f}")


async def _insert_ms(ctx: Context, name: str) -> float:
    return await _median_ms(INSERTS, lambda n: _queue(ctx, f"{name}-{n}", PER_INSERT))


async def _claim_ms(ctx: Context) -> float:
    return await _median_ms(CLAIMS, lambda _: claims.claim_due(ctx, 32))


async def _median_ms(times: int, work: Callable[[int], Any]) -> float:
    taken: list[float] = []
    for number in range(times):
        began = time.perf_counter()
        await work(number)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


async def _queue(ctx: Context, name: str, count: int) -> None:
    mails = [_mail(f"{name}-{number}") for number in range(count)]
    await ctx.db.transaction(lambda session: service.enqueue_many(ctx, session, mails))


async def _fill(ctx: Context) -> None:
    now = ctx.clock.now()
    for start in range(0, BACKLOG, 5_000):
        await ctx.db.outbox.insert_many(
            [
                repository.new_document(_mail(f"backlog-{number}"), ctx.ids.new(), None, now)
                for number in range(start, start + 5_000)
            ]
        )


def _mail(name: str) -> NewMail:
    return NewMail(
        kind="bench",
        recipient=f"{name}@example.org",
        recipient_name=name,
        object_id=name,
        facts={"event": "Jazz in the yard", "where": "Town hall"},
        secret="a-secret-of-the-usual-length-0123456789abcdef",
    )


def _compose(brief: Brief) -> Letter:
    return Letter(
        "Your tickets",
        (
            Paragraph(f"Hello {brief.recipient_name},"),
            Rows(tuple(brief.facts.items())),
            Code(brief.secret or ""),
            Button("Show", f"{brief.settings.public_url}/me"),
        ),
    )


COMPOSERS = {"bench": _compose}


@asynccontextmanager
async def _context(uri: str, port: int) -> AsyncGenerator[Context]:
    settings = Settings(
        mongodb_uri=uri,
        mongodb_db="bench_outbox",
        public_url="http://tickets.test",
        mail_from="tickets@tickets.test",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        **new_secrets(),
    )
    async with open_context(settings) as ctx:
        try:
            yield ctx
        finally:
            await ctx.db.drop()


@contextmanager
def _mongod() -> Generator[str]:
    with tempfile.TemporaryDirectory() as folder, EmbeddedMongo.start(Path(folder)) as server:
        yield server.uri


@contextmanager
def _sink() -> Generator[int]:
    """The port of a mail server, in a process of its own, that throws everything away."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve_sink, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


def _serve_sink(answer: Connection) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        listener = await loop.create_server(
            lambda: SMTP(_Sink(), hostname="sink", loop=loop), "127.0.0.1", 0
        )
        answer.send(listener.sockets[0].getsockname()[1])
        await listener.serve_forever()

    asyncio.run(serve())


class _Sink:
    async def handle_DATA(self, *_: object) -> str:  # noqa: N802 - aiosmtpd's name
        return "250 OK"
