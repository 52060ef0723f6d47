"""Of two processes that decide about one event at once, one begins again; then it is first."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from tests.builders.events import an_event
from tests.builders.transfers import giver
from ticketapp.bookings import repository
from ticketapp.bookings.engine import Repeatable
from ticketapp.bookings.service import book
from ticketapp.core.db import connect
from ticketapp.core.errors import Unavailable
from ticketapp.core.idempotency import Answer, Call


def written_by_another_process(settings, event_id) -> bool:
    """Write the event's figures as a sale does, at once or not at all; say whether it did."""

    async def write_once():
        db = connect(settings)

        async def work(session):
            event = await repository.find_event(db, event_id, session)
            figures = {name: event[name] for name in ("available", "booked", "waitlisted")}
            await repository.write_event(db, session, event_id, figures)

        try:
            await db.transaction(work, deadline=0)
        except Unavailable:
            return False
        finally:
            db.close()
        return True

    return asyncio.run(write_once())


async def test_who_was_overtaken_once_is_not_overtaken_again(ctx, settings):
    """While it decides, before it writes, another process tries to be faster each time.

    Seen to be overtaken as often as that tries, when the second attempt does not take its turn.
    """
    event = await an_event(ctx)
    overtaken = []
    with ThreadPoolExecutor(1) as other:

        def worded(booked):
            if len(overtaken) < 4:
                doing = other.submit(written_by_another_process, settings, event.id)
                overtaken.append(doing.result(10))
            return Answer(201, booked.booking.id)

        once = Repeatable(Call("somebody", "key", "order"), worded)
        await book(ctx, giver(), event.id, 1, repeatable=once)
    assert overtaken == [True, False]
    assert await ctx.db.bookings.count_documents({"event_id": event.id}) == 1
    stored = await ctx.db.events.find_one({"_id": event.id})
    assert (stored["booked"], stored["decisions"]) == (1, 2)
