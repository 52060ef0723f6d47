"""Whatever keeps the application from starting is one plain sentence, and exit code 1."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.drivers.redis import PASSWORD, running_redis
from tests.drivers.server import run
from tests.drivers.waiting import until
from ticketapp.serve.mongod_launch import find_mongod
from ticketapp.serve.ports import free_port, listens
from ticketapp.serve.project import PROJECT

PROGRESS = re.compile(r" \.\.\. \d+ s( so far)?$")


def refusal(data_dir: Path, settings: dict[str, str], **options) -> str:
    """What a start that must fail says."""
    outcome = run("serve", data_dir=data_dir, settings=settings, **options)
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert "Traceback" not in outcome.stderr
    [sentence] = [line for line in outcome.stderr.splitlines() if not PROGRESS.search(line)]
    return sentence


@pytest.fixture
def settings_that_serve() -> dict[str, str]:
    return {"TICKETAPP_PORT": str(free_port())}


@pytest.fixture
def in_production(settings_that_serve, database_of_ones_own) -> dict[str, str]:
    return settings_that_serve | database_of_ones_own


def test_a_missing_mail_server_with_a_database_of_ones_own(data_dir, in_production):
    del in_production["TICKETAPP_SMTP_HOST"]

    assert refusal(data_dir, in_production).startswith("TICKETAPP_SMTP_HOST is not set.")


def test_a_port_in_use(data_dir):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refusal(data_dir, {"TICKETAPP_PORT": port})

    assert said == (
        f"Port {port} of 127.0.0.1 is in use by another program. "
        "Stop that one, or set TICKETAPP_PORT to a free port."
    )


def test_an_address_that_is_not_ours(data_dir, settings_that_serve):
    said = refusal(data_dir, settings_that_serve | {"TICKETAPP_HOST": "192.0.2.1"})

    assert said.startswith("TICKETAPP_HOST is 192.0.2.1, which is not an address of this machine.")


def test_a_data_folder_that_cannot_be_written(tmp_path, settings_that_serve):
    (tmp_path / "file").write_text("a file stands where the folder should be")
    folder = tmp_path / "file" / "data"

    said = refusal(tmp_path / "unused", settings_that_serve | {"TICKETAPP_DATA_DIR": str(folder)})

    assert said == (
        f"The data folder {folder} can't be written (Not a directory). "
        "Make it writable, or set TICKETAPP_DATA_DIR to a folder that is."
    )


def test_a_data_folder_in_use(start_server, data_dir, settings_that_serve):
    server = start_server()

    said = refusal(data_dir, settings_that_serve)

    assert said == (
        f"The data folder {data_dir} is in use by process {server.process.pid}. "
        "Stop that one, or set TICKETAPP_DATA_DIR to another folder."
    )


def test_no_mongodb_server_for_this_platform(data_dir, settings_that_serve, tmp_path):
    without_the_wheel = (
        sys.executable,
        "-c",
        "import sys; sys.modules['fiftyone'] = None; from ticketapp.cli import main; main()",
    )
    settings = settings_that_serve | {"PATH": str(tmp_path)}

    said = refusal(data_dir, settings, command=without_the_wheel)

    assert said == (
        "There is no MongoDB server for this platform. Install mongod 6 or later so that it is "
        "on PATH, or set TICKETAPP_MONGODB_URI to a replica set."
    )


def test_a_mongodb_server_that_cannot_run_here(data_dir, settings_that_serve, tmp_path):
    missing = "error while loading shared libraries: libcurl.so.4: cannot open shared object file"
    mongod = tmp_path / "mongod"
    mongod.write_text(f"#!/bin/sh\necho 'mongod: {missing}' >&2\nexit 127\n")
    mongod.chmod(0o755)

    settings = settings_that_serve | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    said = refusal(data_dir, settings)

    assert said == (
        f"The embedded MongoDB did not start (exit code 127: mongod: {missing}). "
        f"{data_dir}/mongodb.log says more; another server can be given as TICKETAPP_MONGODB_URI."
    )


def test_a_damaged_database(data_dir, start_server, settings_that_serve):
    start_server().stop()
    (data_dir / "mongodb" / "WiredTiger.turtle").write_text("nonsense")
    (data_dir / "mongodb" / "WiredTiger.wt").write_text("nonsense")

    said = refusal(data_dir, settings_that_serve)

    assert said.startswith("The embedded MongoDB did not start (exit code ")


def test_a_database_that_lost_its_password(data_dir, start_server, settings_that_serve):
    start_server().stop()
    (data_dir / "mongodb.json").unlink()

    said = refusal(data_dir, settings_that_serve)

    assert said == (
        f"{data_dir}/mongodb.json is missing, which opens the database in {data_dir}/mongodb. "
        "Restore it from a backup, or move both away to begin with an empty database."
    )


def test_a_mongodb_that_does_not_answer(data_dir, in_production):
    uri = f"mongodb://somebody:secret@127.0.0.1:{free_port()}/?replicaSet=rs0"

    said = refusal(data_dir, in_production | {"TICKETAPP_MONGODB_URI": uri})

    assert said == (
        f"MongoDB at {urlsplit(uri).netloc.rpartition('@')[2]} does not answer, or has no primary "
        "now. Start it, or correct TICKETAPP_MONGODB_URI."
    )


def test_a_mongodb_that_refuses_the_password(data_dir, in_production):
    place = urlsplit(os.environ["TEST_MONGODB_URI"]).netloc.rpartition("@")[2]
    uri = f"mongodb://somebody:{quote('wrong password')}@{place}/?authSource=admin"

    said = refusal(data_dir, in_production | {"TICKETAPP_MONGODB_URI": uri})

    assert said == (f"MongoDB at {place} refuses the user or password in TICKETAPP_MONGODB_URI.")


def test_a_mongodb_address_that_is_none(data_dir, in_production):
    uri = "mongodb://mongo.example.org:port/"

    said = refusal(data_dir, in_production | {"TICKETAPP_MONGODB_URI": uri})

    assert said.startswith(
        "TICKETAPP_MONGODB_URI can't be used: Port contains non-digit characters"
    )


def test_a_standalone_mongodb(data_dir, in_production, standalone_mongod):
    uri = f"mongodb://127.0.0.1:{standalone_mongod}"

    said = refusal(data_dir, in_production | {"TICKETAPP_MONGODB_URI": uri})

    assert said == (
        f"MongoDB at 127.0.0.1:{standalone_mongod} is a standalone server, which has no "
        "transactions. Start it with --replSet, run rs.initiate() once, and name the set in "
        "TICKETAPP_MONGODB_URI."
    )


def test_a_redis_that_does_not_answer(data_dir, settings_that_serve):
    place = f"127.0.0.1:{free_port()}"
    settings = {"TICKETAPP_REDIS_URL": f"redis://:secret@{place}/0"}

    assert refusal(data_dir, settings_that_serve | settings) == (
        f"Redis at {place} does not answer. Start it, or correct TICKETAPP_REDIS_URL."
    )


def test_a_redis_that_refuses_the_password(data_dir, settings_that_serve, tmp_path):
    with running_redis(tmp_path) as address:
        wrong = address.replace(f":{PASSWORD}@", ":wrong@")
        said = refusal(data_dir, settings_that_serve | {"TICKETAPP_REDIS_URL": wrong})

    assert said == (
        f"Redis at {urlsplit(wrong).netloc.rpartition('@')[2]} refuses the password "
        "in TICKETAPP_REDIS_URL."
    )


def test_a_redis_address_that_is_none(data_dir, settings_that_serve):
    said = refusal(data_dir, settings_that_serve | {"TICKETAPP_REDIS_URL": "localhost:6379"})

    assert said.startswith("TICKETAPP_REDIS_URL can't be used: Redis URL must specify")


@pytest.mark.parametrize("missing", ["JWT_SECRET", "TICKET_SIGNING_KEY"])
def test_a_missing_secret_with_a_database_of_ones_own(data_dir, in_production, missing):
    del in_production[f"TICKETAPP_{missing}"]

    said = refusal(data_dir, in_production)

    assert said == (
        f"TICKETAPP_{missing} is not set. With a database of your own every secret must be given: "
        "`ticketapp secrets` prints a fresh set."
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PROT", "8000", "TICKETAPP_PROT is not a setting. Did you mean TICKETAPP_PORT?"),
        ("PORT", "eighty", "TICKETAPP_PORT input should be a valid integer"),
        ("PUBLIC_URL", "tickets.example.org", "TICKETAPP_PUBLIC_URL must look like https://"),
        ("MONGODB_URI", "localhost:27017", "TICKETAPP_MONGODB_URI must begin with mongodb://"),
        ("WORKERS", "2", "TICKETAPP_WORKERS above 1 needs TICKETAPP_REDIS_URL"),
        ("JWT_SECRET", "short", "TICKETAPP_JWT_SECRET must have at least 32 bytes."),
        ("TICKET_SIGNING_KEY", "ab", "TICKETAPP_TICKET_SIGNING_KEY must be an Ed25519 private key"),
    ],
)
def test_a_setting_that_does_not_fit(data_dir, name, value, sentence):
    assert refusal(data_dir, {f"TICKETAPP_{name}": value}).startswith(sentence)


def test_pages_that_cannot_be_built(data_dir, settings_that_serve, tmp_path):
    broken = tmp_path / "project"
    leave_out = shutil.ignore_patterns(
        ".*", "data", "build", "tests", "test-artifacts", "__pycache__"
    )
    shutil.copytree(PROJECT, broken, ignore=leave_out, symlinks=True)
    (broken / "ticketapp" / "ui" / "routes.py").write_text("raise RuntimeError('no pages today')\n")

    said = refusal(data_dir, settings_that_serve, project=broken)

    assert said.startswith('The pages could not be built: "RuntimeError: no pages today".')
    assert str(broken / "build" / "front-end.log") in said


def test_a_command_that_does_not_exist(data_dir):
    assert run("server", data_dir=data_dir).returncode == 2


@pytest.fixture
def standalone_mongod(tmp_path: Path) -> Generator[int]:
    """The port of a MongoDB without a replica set."""
    folder, port = tmp_path / "standalone", free_port()
    folder.mkdir()
    process = subprocess.Popen(
        [find_mongod(), "--dbpath", folder, "--port", str(port), "--bind_ip", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
    )
    until(lambda: listens(port), "the standalone server listens")
    yield port
    process.terminate()
    process.wait()
