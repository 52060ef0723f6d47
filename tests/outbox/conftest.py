"""An outbox on a real database, and mails to put into it."""

import pytest

from tests.builders.mail_server import a_mail_server
from tests.builders.mails import a_transport
from ticketapp.core.migrations import ensure
from ticketapp.outbox.schema import OUTBOX


@pytest.fixture
async def ctx(ctx):
    await ensure(ctx.db, OUTBOX)
    return ctx


@pytest.fixture
async def mail_server():
    async with a_mail_server() as server:
        yield server


@pytest.fixture
async def transport(settings, mail_server):
    async with a_transport(settings, mail_server.port) as opened:
        yield opened
