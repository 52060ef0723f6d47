"""What happens at a door is heard of by the pages that show it."""

import asyncio

from tests.builders.door import a_ticket, an_open_event, went_in


async def test_the_holders_booking_and_the_events_figures_are_heard_of(ctx):
    event = await an_open_event(ctx)
    ticket = await a_ticket(ctx, event)
    found = await ctx.db.bookings.find_one({"tickets.id": ticket.id})
    async with ctx.live.running():
        await ctx.live.listening.wait()
        async with (
            ctx.live.watch("bookings", found["_id"]) as holder,
            ctx.live.watch("door_figures", event.id) as figures,
        ):
            await went_in(ctx, event, ticket)
            async with asyncio.timeout(5):
                await asyncio.gather(holder.changed(), figures.changed())
