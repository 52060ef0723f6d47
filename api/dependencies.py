"""What most routes ask for."""

from typing import Annotated

from fastapi import Depends, Path

from ticketapp.core.context import Context, get_context


async def _context() -> Context:
    return get_context()


Ctx = Annotated[Context, Depends(_context)]

LONGEST_ID = 200
KnownEvent = Annotated[str, Path(description="The event's id or slug.", max_length=LONGEST_ID)]
