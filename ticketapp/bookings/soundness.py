"""Whether an event's figures are what its bookings add up to, and what is done if they are not.

Every transaction keeps them so. This looks after the rest: a hand in the database, a bug, a
restored backup of one collection alone.
"""

from dataclasses import dataclass

from ticketapp.audit.service import Target, record
from ticketapp.bookings import repository
from ticketapp.bookings.engine import Request, request_decision
from ticketapp.core import metrics
from ticketapp.core.actor import system
from ticketapp.core.context import Context
from ticketapp.core.db import Document, Session
from ticketapp.core.errors import NotFound, Refusal
from ticketapp.core.logs import get_logger

log = get_logger(__name__)

_CHECK, _SWEEP = system("check of sales"), system("sweep of waiting lists")


@dataclass(frozen=True, slots=True)
class Drift:
    """An event whose figures don't agree, and how they don't, in one sentence."""

    event_id: str
    event_name: str
    fault: str


async def drift_of(ctx: Context, event_id: str) -> Drift | None:
    """Compare an event's figures with its bookings, ticket by ticket, at one moment."""
    return await ctx.db.transaction(lambda session: _drift_within(ctx, session, event_id))


async def find_drifts(ctx: Context) -> list[Drift]:
    """Look at every event that is not over."""
    found = [await drift_of(ctx, each) for each in await repository.with_figures(ctx.db)]
    return [drift for drift in found if drift]


async def check_sales(ctx: Context) -> list[str]:
    """Stop the sale of each event whose figures have drifted, and raise the alarm."""
    return [
        event_id
        for event_id in await repository.on_sale(ctx.db)
        if await drift_of(ctx, event_id) and await _stop(ctx, event_id)
    ]


async def sweep_lines(ctx: Context) -> int:
    """Serve those who wait though seats are free; answer how many were served.

    Whatever frees seats serves the line itself, so that work found here tells of a fault.
    """
    served = 0
    for event in await repository.with_seats_and_line(ctx.db):
        if ctx.clock.now() >= event.waitlist_ends_at:
            continue
        try:
            number = await request_decision(ctx, event.id, Request(None, _SWEEP))
        except Refusal:  # it is too busy to need this, or has just gone
            continue
        if isinstance(number, int) and number:
            log.warning("waiting list was not served in time", event_id=event.id, served=number)
            served += number
    return served


async def _stop(ctx: Context, event_id: str) -> bool:
    async def work(session: Session) -> Drift | None:
        """Look again where nobody else can write: what was seen may be over."""
        drift = await _drift_within(ctx, session, event_id)
        if drift is None or not await repository.stop_sales(ctx.db, session, event_id):
            return None
        target, facts = Target(event_id, drift.event_name), {"fault": drift.fault}
        await record(ctx, session, _CHECK, "event.sales_stopped", target, after=facts)
        return drift

    drift = await ctx.db.transaction(work)
    if drift is None:
        return False
    metrics.sales_stopped.inc()
    log.error("sales stopped: figures and bookings differ", event_id=event_id, fault=drift.fault)
    return True


async def _drift_within(ctx: Context, session: Session, event_id: str) -> Drift | None:
    event = await repository.find_event(ctx.db, event_id, session)
    if event is None:
        raise NotFound
    fault = _fault_in(event, await repository.totals(ctx.db, session, event_id))
    return Drift(event_id, event["name"], fault) if fault else None


def _fault_in(event: Document, totals: Document) -> str:
    capacity, available, booked = event["capacity"], event["available"], event["booked"]
    if available + booked != capacity:
        return f"{available} available and {booked} booked are not the capacity of {capacity}"
    if booked != totals["tickets"]:
        return f"{booked} are booked by its figures, but {totals['tickets']} valid tickets exist"
    if booked != totals["booked"]:
        return f"{booked} are booked by its figures, but bookings say {totals['booked']}"
    if event["waitlisted"] != totals["waitlisted"]:
        return f"{event['waitlisted']} wait by its figures, but {totals['waitlisted']} are in line"
    return ""
