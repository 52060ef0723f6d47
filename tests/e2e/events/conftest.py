"""A server of its own for events."""

from collections.abc import Generator

import pytest

from tests.drivers.server import Server
from tests.e2e.conftest import SITE_NAME


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    data = tmp_path_factory.mktemp("events") / "data"
    started = Server(data, {"TICKETAPP_SITE_NAME": SITE_NAME, "TICKETAPP_RATE_LIMITS": "off"})
    try:
        yield started.wait_until_ready()
    finally:
        started.stop()
