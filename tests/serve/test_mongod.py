"""The embedded database by itself: private, owned, and recovered whatever happened before."""

import json
import os
import socketserver
import stat
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from tests.drivers.server import is_alive
from tests.drivers.waiting import until
from ticketapp.core.db import DriverError, admin_commands
from ticketapp.core.errors import CannotStart
from ticketapp.serve.data_folder import InUse
from ticketapp.serve.mongod import EmbeddedMongo
from ticketapp.serve.mongod_launch import find_mongod, server_command
from ticketapp.serve.ports import listens
from ticketapp.serve.project import PROJECT

OWNS_A_DATABASE = """
import pathlib, sys, threading
from ticketapp.serve.mongod import EmbeddedMongo
print(EmbeddedMongo.start(pathlib.Path(sys.argv[1])).pid, flush=True)
threading.Event().wait()
"""


def port_of(mongo: EmbeddedMongo) -> int:
    return int(mongo.uri.partition("127.0.0.1:")[2].partition("/")[0])


@contextmanager
def a_server_that_hangs_up(port: int) -> Generator[None]:
    """Somebody else on this port, who wants to talk to nobody."""
    with socketserver.ThreadingTCPServer(
        ("127.0.0.1", port), socketserver.BaseRequestHandler, bind_and_activate=False
    ) as server:
        server.allow_reuse_address = True
        server.server_bind()
        server.server_activate()
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        yield
        server.shutdown()


@pytest.fixture
def mongo(data_dir) -> Generator[EmbeddedMongo]:
    with EmbeddedMongo.start(data_dir) as started:
        yield started


def test_it_is_a_primary_of_a_replica_set_reached_by_password(mongo):
    with admin_commands(mongo.uri) as command:
        assert command("hello")["isWritablePrimary"]
        assert command("hello")["setName"] == "ticketapp"


def test_nobody_gets_in_without_the_password(mongo):
    with (
        admin_commands(f"mongodb://127.0.0.1:{port_of(mongo)}/") as command,
        pytest.raises(DriverError, match="requires authentication"),
    ):
        command("listDatabases")


def test_nobody_without_the_password_can_make_a_user(mongo):
    with (
        admin_commands(f"mongodb://127.0.0.1:{port_of(mongo)}/") as command,
        pytest.raises(DriverError, match="requires authentication"),
    ):
        command("createUser", "intruder", pwd="intruder", roles=["root"])


def test_what_it_keeps_can_be_read_by_its_owner_alone(mongo, data_dir):
    modes = {
        name: stat.S_IMODE((data_dir / name).stat().st_mode)
        for name in ("mongodb", "mongodb.json", "mongodb.key", "mongodb.log")
    }
    assert modes == {
        "mongodb": 0o700,
        "mongodb.json": 0o600,
        "mongodb.key": 0o600,
        "mongodb.log": 0o600,
    }


def test_it_listens_on_the_loopback_interface_alone(mongo):
    with admin_commands(mongo.uri) as command:
        assert command("getCmdLineOpts")["parsed"]["net"]["bindIp"] == "127.0.0.1"


def test_what_was_written_is_there_after_a_restart(data_dir):
    with EmbeddedMongo.start(data_dir) as first, admin_commands(first.uri) as command:
        command("insert", "kept", documents=[{"_id": 1}])
    with EmbeddedMongo.start(data_dir) as second, admin_commands(second.uri) as command:
        assert command("count", "kept")["n"] == 1
        assert second.uri == first.uri


def test_it_moves_when_its_port_was_taken_meanwhile(data_dir):
    with EmbeddedMongo.start(data_dir) as first, admin_commands(first.uri) as command:
        old_port = port_of(first)
        command("insert", "kept", documents=[{"_id": 1}])
    with (
        a_server_that_hangs_up(old_port),
        EmbeddedMongo.start(data_dir) as second,
        admin_commands(second.uri) as command,
    ):
        assert port_of(second) != old_port
        assert command("hello")["primary"] == f"127.0.0.1:{port_of(second)}"
        assert command("count", "kept")["n"] == 1


def test_a_folder_has_one_database_at_a_time(mongo, data_dir):
    with pytest.raises(InUse, match=f"in use by process {os.getpid()}"):
        EmbeddedMongo.start(data_dir)


def test_it_ends_with_a_process_that_is_killed(data_dir):
    owner = subprocess.Popen(
        [
            sys.executable,
            "-c",
            OWNS_A_DATABASE,
            data_dir,
        ],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with owner:
        pid = int(owner.stdout.readline())
        owner.kill()

    until(lambda: not is_alive(pid), "the database ended too")


def test_one_that_outlived_its_owner_is_ended_first(data_dir):
    with EmbeddedMongo.start(data_dir) as first:
        port = port_of(first)
    orphan = subprocess.Popen(
        server_command(find_mongod(), data_dir, port), stdout=subprocess.DEVNULL
    )
    until(lambda: listens(port), "the orphan listens")

    with EmbeddedMongo.start(data_dir) as second:
        assert orphan.wait(20) == 0
        assert second.is_running


def test_a_process_that_merely_has_the_old_number_is_left_alone(data_dir):
    EmbeddedMongo.start(data_dir).stop()
    (data_dir / "mongodb" / "mongod.lock").write_text(f"{os.getpid()}\n")

    with EmbeddedMongo.start(data_dir) as again:
        assert again.is_running


def test_a_first_start_that_was_cut_short_is_begun_again(data_dir):
    EmbeddedMongo.start(data_dir).stop()
    access = json.loads((data_dir / "mongodb.json").read_text())
    (data_dir / "mongodb.json").write_text(json.dumps(access | {"complete": False}))
    (data_dir / "mongodb" / "WiredTiger.wt").write_text("cut short")

    with EmbeddedMongo.start(data_dir) as again:
        assert again.is_running


def test_data_whose_password_is_gone_is_not_thrown_away(data_dir):
    EmbeddedMongo.start(data_dir).stop()
    (data_dir / "mongodb.json").unlink()

    with pytest.raises(CannotStart, match="Restore it from a backup"):
        EmbeddedMongo.start(data_dir)
    assert (data_dir / "mongodb" / "WiredTiger").exists()
