"""Servers of a test's own, stopped after it whatever happens."""

from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from tests.drivers.server import Server

StartServer = Callable[..., Server]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that nobody has used."""
    return tmp_path / "data"


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
