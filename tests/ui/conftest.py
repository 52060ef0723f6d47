"""A tab for tests of states."""

from collections.abc import AsyncGenerator

import pytest

from tests.drivers.tab import Tab, open_tab
from ticketapp.core.context import Context


@pytest.fixture
async def tab(ctx: Context) -> AsyncGenerator[Tab]:
    async with open_tab(ctx) as opened:
        yield opened
