"""A believable set of data for a first look, brought by each domain."""

from collections.abc import Awaitable, Callable

from ticketapp.accounts.demo import load_people
from ticketapp.bookings.demo import load_bookings
from ticketapp.core.context import Context
from ticketapp.events.demo import load_events

# Each part loads what its domain shows and says so in a few words, as in "12 people".
Part = Callable[[Context], Awaitable[str]]
PARTS: tuple[Part, ...] = (load_people, load_events, load_bookings)


async def is_unused(ctx: Context) -> bool:
    """Whether nobody has put anything into this database yet."""
    return await ctx.db.is_empty(apart_from={"migrations"})


async def load(ctx: Context) -> list[str]:
    """Load every part, and answer what there is now, in sentences."""
    return [f"Demo: {await part(ctx)}." for part in PARTS]
