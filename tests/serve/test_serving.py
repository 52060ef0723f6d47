"""`ticketapp serve` from its start to its end, as a process."""

import http.client
import os
import re
import signal
from contextlib import closing

import httpx

from tests.drivers.server import is_alive, run
from tests.drivers.waiting import until
from ticketapp.core.private_files import write_privately


def test_a_first_start_says_where_it_is_and_how_to_make_the_first_admin(start_server):
    server = start_server()

    assert f"is ready at http://localhost:{server.port}" in server.printed
    assert f"http://localhost:{server.port}/dev/mailbox" in server.printed
    assert re.search(rf"http://localhost:{server.port}/setup/[\w-]{{43}}", server.printed)
    assert server.get("/readyz").json()["status"] == "ready"
    assert "<html" in server.get("/").text


def test_a_later_start_builds_nothing_again(start_server, data_dir):
    start_server().stop()
    again = start_server()

    assert "Building" not in again.printed


def test_sigterm_stops_everything_the_database_included(start_server):
    server = start_server()
    processes = [server.mongod(), *server.workers()]

    assert server.stop(signal.SIGTERM) == 0
    assert not [pid for pid in processes if is_alive(pid)]
    assert "Traceback" not in server.printed


def test_ctrl_c_stops_everything_the_database_included(start_server):
    server = start_server()
    processes = [server.mongod(), *server.workers()]

    os.killpg(server.process.pid, signal.SIGINT)  # what a terminal does: to all in the foreground

    assert server.process.wait(60) == 0
    assert not [pid for pid in processes if is_alive(pid)]
    assert "Traceback" not in server.printed


def test_a_request_under_way_is_answered_before_the_server_stops(start_server):
    server = start_server()
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
        connection.putrequest("POST", "/api/v1/auth/register")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "2")
        connection.endheaders(b"{")
        server.process.send_signal(signal.SIGTERM)
        until(lambda: _refuses(server.port), "the server takes no new connections")
        connection.send(b"}")

        assert connection.getresponse().status == 422
    assert server.process.wait(60) == 0


def test_after_kill_9_the_next_start_serves_the_same_data(start_server, data_dir):
    killed = start_server()
    made = run("admin", "create", "--email", "ada@example.org", "--name", "Ada", data_dir=data_dir)
    assert made.returncode == 0, made.stderr
    left_behind = [killed.mongod(), *killed.workers()]
    killed.process.kill()
    killed.process.wait()

    again = start_server()

    assert not [pid for pid in left_behind if is_alive(pid)]
    assert "/setup/" not in again.printed, "the admin made before is still there"
    assert again.get("/readyz").status_code == 200


def test_a_killed_worker_is_replaced(start_server):
    server = start_server()
    [worker] = server.workers()
    os.kill(worker, signal.SIGKILL)

    until(lambda: worker not in server.workers() and server.workers(), "another worker runs")
    until(lambda: _answers(server), "it answers again")


def test_a_killed_database_comes_back(start_server):
    server = start_server()
    killed = server.mongod()
    os.kill(killed, signal.SIGKILL)

    until(lambda: not is_alive(killed), "it is gone")
    until(lambda: server.get("/readyz").status_code == 200, "it is ready again")
    assert server.mongod() != killed


def test_a_note_of_a_killed_server_misleads_nobody(start_server, data_dir):
    start_server().stop()
    write_privately(data_dir / "running.json", '{"pid": 1, "mongodb_uri": "x", "address": "y"}')

    made = run("admin", "create", "--email", "ada@example.org", "--name", "Ada", data_dir=data_dir)

    assert made.returncode == 0, made.stderr


def _refuses(port: int) -> bool:
    probe = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        probe.connect()
    except OSError:
        return True
    finally:
        probe.close()
    return False


def _answers(server) -> bool:
    try:
        return server.get("/livez").status_code == 200
    except httpx.TransportError:
        return False
