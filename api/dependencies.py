"""What most routes ask for."""

from typing import Annotated

from fastapi import Depends

from ticketapp.core.context import Context, get_context


async def _context() -> Context:
    return get_context()


Ctx = Annotated[Context, Depends(_context)]
