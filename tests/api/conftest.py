"""The API with a few routes of a made-up domain, inside the edge, on a real database."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from tests.api.things import things_router
from tests.drivers.edge import edge_of, open_client
from ticketapp.core.limits import Limit

GENEROUS = Limit("things", "1000/minute")


@pytest.fixture
async def client(ctx) -> AsyncGenerator[httpx.AsyncClient]:
    async with open_client(edge_of(ctx, things_router(GENEROUS)), ctx) as opened:
        yield opened
