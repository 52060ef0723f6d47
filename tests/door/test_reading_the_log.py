"""The log of an event's doors, as it is read."""

import pytest

from tests.builders.door import ADA, KIM, a_booking, an_open_event, went_in
from ticketapp.core.errors import Forbidden
from ticketapp.core.paging import PageRequest
from ticketapp.door.log import read_log
from ticketapp.door.repository import LogFilter

PART = PageRequest(20)


async def test_only_admins_read_the_log(ctx):
    event = await an_open_event(ctx)
    with pytest.raises(Forbidden):
        await read_log(ctx, KIM, event.id, LogFilter(), PART)
    assert not (await read_log(ctx, ADA, event.id, LogFilter(), PART)).items


async def test_words_find_the_scans_of_this_event_alone(ctx):
    event, other = await an_open_event(ctx), await an_open_event(ctx)
    for each in (event, other):
        booking = await a_booking(ctx, each, name="Nora Night")
        await went_in(ctx, each, booking.tickets[0])
    page = await read_log(ctx, ADA, event.id, LogFilter(), PART, "nora")
    assert [(line.entry.event_id, line.ticket.holder) for line in page.items if line.ticket] == [
        (event.id, "Nora Night")
    ]
