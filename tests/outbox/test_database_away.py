"""The database dies while the mail server says yes."""

import asyncio
import os
import signal
from contextlib import closing
from dataclasses import replace

import pytest

from tests.builders.mails import GREETINGS, a_mail, a_transport, queue, stored
from tests.builders.waiting import until
from ticketapp.application import open_context
from ticketapp.core import db
from ticketapp.outbox.flush import FlushReport, flush
from ticketapp.outbox.models import MailState
from ticketapp.serve.mongod import EmbeddedMongo


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "database"


async def test_a_delivery_is_recorded_once_the_database_is_back_and_not_repeated(
    settings, clock, mail_server, folder, monkeypatch
):
    mail_server.hold = asyncio.Event()
    with EmbeddedMongo.start(folder) as first:
        own = settings.model_copy(update={"mongodb_uri": first.uri})
        async with open_context(own) as opened:
            await queue(opened, a_mail())
            monkeypatch.setattr(db, "OPERATION_TIMEOUT_MS", 1_000)
            with closing(db.connect(own)) as impatient:
                ctx = replace(opened, clock=clock, db=impatient)
                clock.advance(seconds=10)
                async with a_transport(own, mail_server.port, connections=1) as transport:
                    running = asyncio.create_task(flush(ctx, GREETINGS, transport))
                    await until(lambda: mail_server.taken)
                    os.kill(first.pid, signal.SIGKILL)
                    await until(lambda: not first.is_running)
                    mail_server.hold.set()
                    await until(
                        lambda: transport._idle
                    )  # the yes is here, the record can't be made
                    with pytest.raises(db.DriverError):  # nor when the driver's patience is over
                        await ctx.db.ping()
                    first.stop()
                    with EmbeddedMongo.start(folder) as second:
                        assert second.uri == first.uri
                        assert await running == FlushReport(sent=1)
                        assert (await stored(ctx, "ada")).state is MailState.sent
    assert list(mail_server.copies.values()) == [1]
