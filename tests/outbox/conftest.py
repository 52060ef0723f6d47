"""A mail server and the way to it."""

import pytest

from tests.builders.mail_server import a_mail_server
from tests.builders.mails import a_transport


@pytest.fixture
async def mail_server():
    async with a_mail_server() as server:
        yield server


@pytest.fixture
async def transport(settings, mail_server):
    async with a_transport(settings, mail_server.port) as opened:
        yield opened
