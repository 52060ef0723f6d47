"""An outbox on a real database, and mails to put into it."""

import pytest

from ticketapp.core.migrations import ensure
from ticketapp.outbox.schema import OUTBOX


@pytest.fixture
async def ctx(ctx):
    await ensure(ctx.db, OUTBOX)
    return ctx
