"""Events, naming only what a test is about."""

from dataclasses import replace
from datetime import timedelta

from ticketapp.core.actor import system
from ticketapp.core.context import Context
from ticketapp.events.models import Event, EventFields
from ticketapp.events.service import create_event


def event_fields(ctx: Context, **changes) -> EventFields:
    """An event for 100 people in a week's time."""
    starts_at = ctx.clock.now() + timedelta(days=7)
    usual = EventFields(
        name="Summer Concert",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        timezone="Europe/Berlin",
        location="Town Hall, Berlin",
        capacity=100,
    )
    return replace(usual, **changes)


async def an_event(ctx: Context, *, draft: bool = False, **changes) -> Event:
    return await create_event(ctx, system("test"), event_fields(ctx, **changes), draft=draft)
