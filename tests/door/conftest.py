"""A door to stand at, and a ticket to hold to its scanner."""

import pytest

from tests.builders.door import a_ticket, an_open_event
from ticketapp.bookings.models import Ticket
from ticketapp.core.context import Context
from ticketapp.events.models import Event


@pytest.fixture
async def event(ctx: Context) -> Event:
    return await an_open_event(ctx)


@pytest.fixture
async def ticket(ctx: Context, event: Event) -> Ticket:
    return await a_ticket(ctx, event)
