"""Bookings for a first look: some events nearly full, one sold out with a line."""

import random

from ticketapp.accounts.demo import NAMES, email_of
from ticketapp.bookings.letters import COMPOSERS
from ticketapp.bookings.models import Booked
from ticketapp.bookings.service import book
from ticketapp.core.actor import Actor, Origin, Role, system
from ticketapp.core.context import Context
from ticketapp.core.db import Session
from ticketapp.core.errors import Refusal
from ticketapp.core.paging import PageRequest
from ticketapp.events.models import Event, EventFilter, EventSort
from ticketapp.events.service import find_events
from ticketapp.outbox import service as outbox

_SEED = 20


async def load_bookings(ctx: Context) -> str:
    """Let the demo's people book. No mail goes out: their addresses are made up."""
    chance = random.Random(_SEED)  # noqa: S311 - the demo is the same each time
    by_size = EventFilter(sort=EventSort.least_available)
    events = (await find_events(ctx, system("demo"), by_size, PageRequest(limit=30))).items
    people = await _people(ctx)
    booked: list[str] = []
    for number, event in enumerate(events):
        eager = people if number == 0 else chance.sample(people, chance.randint(4, len(people)))
        for actor in eager:
            booked += await _attempt(ctx, actor, event, chance.randint(1, 4))
    await _call_off_mails(ctx, booked)
    return f"{len(booked)} bookings"


async def _people(ctx: Context) -> list[Actor]:
    found = ctx.db.users.find({"email": {"$in": [email_of(name) for name in NAMES]}})
    return [
        Actor(Origin("demo"), each["_id"], each["email"], each["name"], Role(each["role"]))
        async for each in found
    ]


async def _attempt(ctx: Context, actor: Actor, event: Event, wanted: int) -> list[str]:
    quantity = min(wanted, event.max_per_booking, event.max_per_person)
    try:
        booked = await book(ctx, actor, event.id, quantity)
    except Refusal:  # booking has not opened yet, or is closed
        return []
    return [booked.booking.id] if isinstance(booked, Booked) else []


async def _call_off_mails(ctx: Context, booking_ids: list[str]) -> None:
    async def work(session: Session) -> None:
        for booking_id in booking_ids:
            await outbox.cancel(ctx, session, COMPOSERS, booking_id)

    await ctx.db.transaction(work)
