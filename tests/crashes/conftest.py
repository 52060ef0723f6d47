"""Servers of a test's own: what is killed here, and what it leaves open, touches no other test."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.conftest import quick_place
from tests.drivers.api_process import ApiProcess
from ticketapp.core.settings import Switch
from ticketapp.serve.mongod import EmbeddedMongo


@pytest.fixture
def folder():
    """Where servers keep their data, gone when they are."""
    made = Path(tempfile.mkdtemp(prefix="ticketapp-crashes-", dir=quick_place()))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def mongod(folder):
    """Comes back whenever it is killed."""
    with EmbeddedMongo.start(folder) as server:
        server.keep_alive()
        yield server


@pytest.fixture
def own(settings, mongod):
    """Settings of an installation on that server, where nobody is told to slow down."""
    return settings.model_copy(update={"mongodb_uri": mongod.uri, "rate_limits": Switch.off})


@pytest.fixture
def api(own):
    """Not started yet."""
    process = ApiProcess(own)
    yield process
    process.stop()
