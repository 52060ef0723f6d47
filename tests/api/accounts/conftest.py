"""The API as programs meet it, and people who call it. Limits are off; tests of them ask for
`limited_api`."""

from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest

from tests.drivers.api import Api, tokens_of
from tests.drivers.edge import edge_of, open_client
from ticketapp.accounts.models import User
from ticketapp.core.context import Context

As = Callable[[User], Awaitable[Api]]


@pytest.fixture
async def api(without_limits: Context) -> AsyncGenerator[Api]:
    """Nobody's calls."""
    async with open_client(edge_of(without_limits), without_limits) as client:
        yield Api(client)


@pytest.fixture
async def limited_api(ctx: Context) -> AsyncGenerator[Api]:
    """Nobody's calls, counted."""
    async with open_client(edge_of(ctx), ctx) as client:
        yield Api(client)


@pytest.fixture
def calling_as(api: Api, without_limits: Context) -> As:
    """The calls of a person who has just signed in with a program."""

    async def signed_in_api(user: User) -> Api:
        return api.bearing((await tokens_of(without_limits, user)).access_token)

    return signed_in_api
