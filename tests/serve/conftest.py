"""Servers of a test's own, stopped after it whatever happens."""

import os
from collections.abc import Callable, Generator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.drivers.server import Server
from ticketapp.core.db import admin_commands
from ticketapp.core.settings import new_secrets

StartServer = Callable[..., Server]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that nobody has used."""
    return tmp_path / "data"


@pytest.fixture
def database_of_ones_own() -> Generator[dict[str, str]]:
    """The environment of an installation beside a given MongoDB, on a database of its own."""
    uri, name = os.environ["TEST_MONGODB_URI"], f"test-{uuid4().hex[:16]}"
    yield {
        "TICKETAPP_MONGODB_URI": uri,
        "TICKETAPP_MONGODB_DB": name,
        "TICKETAPP_SMTP_HOST": "127.0.0.1",
        **{f"TICKETAPP_{secret.upper()}": value for secret, value in new_secrets().items()},
    }
    with admin_commands(uri, name) as command:
        command("dropDatabase")


@pytest.fixture
def start_server(data_dir: Path) -> Generator[StartServer]:
    """Start a server on the test's data folder and wait until it answers."""
    started: list[Server] = []

    def start(**settings: str) -> Server:
        server = Server(data_dir, {f"TICKETAPP_{name}": value for name, value in settings.items()})
        started.append(server)
        return server.wait_until_ready()

    yield start
    for server in started:
        server.stop()
