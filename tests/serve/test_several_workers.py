"""Several worker processes behind one port, sharing what they must through Redis."""

import os
import re
import signal

import pytest

from tests.drivers.redis import running_redis
from tests.drivers.server import is_alive
from tests.drivers.waiting import until

WORKERS = 2
COUNTED = re.compile(
    r'^ticketapp_request_seconds_count\{.*route="/api/v1/meta".*status="200".*\} (\d+)',
    re.MULTILINE,
)


@pytest.fixture
def server(start_server, tmp_path):
    with running_redis(tmp_path) as address:
        started = start_server(WORKERS=str(WORKERS), REDIS_URL=address, RATE_LIMITS="off")
        until(lambda: len(started.workers()) == WORKERS, "all workers run")
        yield started
        started.stop()


def test_figures_are_those_of_all_workers_together(server):
    for _ in range(30):  # each on a connection of its own, so that both workers get some
        assert server.get("/api/v1/meta").status_code == 200

    assert COUNTED.findall(server.get("/metrics").text) == ["30"]


def test_when_one_worker_dies_another_takes_its_place_and_all_can_be_stopped(server):
    first, second = server.workers()
    os.kill(first, signal.SIGKILL)
    until(lambda: len(server.workers()) == WORKERS and first not in server.workers(), "a new one")
    workers = server.workers()

    assert second in workers
    assert server.stop() == 0
    assert not [pid for pid in workers if is_alive(pid)]
