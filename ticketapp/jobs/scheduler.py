"""What happens by itself, and how often.

Every job is safe to run in many processes at once and catches up after a pause, so each process
that serves may run them all, and `ticketapp jobs` may run them apart.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from ticketapp.announcements.service import carry_out_announcements, plan_reminders
from ticketapp.audit import service as audit
from ticketapp.bookings.soundness import check_sales, sweep_lines
from ticketapp.bookings.transfers import expire_offers
from ticketapp.core import metrics
from ticketapp.core.context import Context
from ticketapp.core.db import refusal_for
from ticketapp.core.logs import get_logger
from ticketapp.domains import COMPOSERS
from ticketapp.events.covers import sweep_covers
from ticketapp.events.service import flip_statuses
from ticketapp.outbox.flush import Transport, flush
from ticketapp.outbox.smtp import SmtpTransport

log = get_logger(__name__)

ABANDONED_AFTER = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Job:
    """A call into a service, made again and again; never twice at once in one process."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]


def jobs_of(ctx: Context, transport: Transport) -> tuple[Job, ...]:
    """Every job of the app."""
    return (
        Job("flush outbox", timedelta(seconds=1), lambda: flush(ctx, COMPOSERS, transport)),
        Job("flip statuses", timedelta(seconds=2), lambda: flip_statuses(ctx)),
        Job("expire offers", timedelta(minutes=1), lambda: expire_offers(ctx)),
        Job(
            "end abandoned transactions",
            timedelta(seconds=1),
            lambda: ctx.db.end_abandoned_transactions(ABANDONED_AFTER),
        ),
        Job("announce", timedelta(seconds=2), lambda: carry_out_announcements(ctx)),
        Job("plan reminders", timedelta(seconds=30), lambda: plan_reminders(ctx)),
        Job("sweep waiting lists", timedelta(minutes=1), lambda: sweep_lines(ctx)),
        Job("check sales", timedelta(minutes=5), lambda: check_sales(ctx)),
        Job("sweep covers", timedelta(minutes=10), lambda: sweep_covers(ctx)),
        Job("seal audit", timedelta(seconds=5), lambda: audit.seal(ctx)),
    )


@asynccontextmanager
async def running_jobs(ctx: Context) -> AsyncGenerator[None]:
    """Run all jobs for as long as the block lasts; what is under way at its end may finish."""
    transport = SmtpTransport(ctx.settings)
    scheduler = AsyncIOScheduler(timezone="UTC")
    under_way: set[asyncio.Task[None]] = set()

    def started(job: Job) -> Callable[[], Awaitable[None]]:
        async def guarded() -> None:
            task = asyncio.ensure_future(_run(job))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            await task

        return guarded

    for job in jobs_of(ctx, transport):
        scheduler.add_job(
            started(job),
            IntervalTrigger(seconds=int(job.every.total_seconds())),
            name=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await transport.close()


async def _run(job: Job) -> None:
    """Run a job once. It never raises: the next round tries again."""
    try:
        await job.run()
    except Exception as error:
        if refusal_for(error):
            log.warning("job waits for the database", job=job.name)
        else:
            metrics.unexpected_errors.inc()
            log.exception("job failed", job=job.name)
