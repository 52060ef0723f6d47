"""The commands beside `serve`, as processes, with the application running and not."""

import subprocess
import sys
import tomllib

import pytest

from tests.drivers.server import run, start
from ticketapp.core.db import admin_commands
from ticketapp.core.settings import PREFIX, new_secrets
from ticketapp.domains import COLLECTIONS
from ticketapp.serve.mongod import EmbeddedMongo
from ticketapp.serve.project import PROJECT

ADA = ("admin", "create", "--email", "ada@example.org", "--name", "Ada")


@pytest.fixture(params=["the application runs", "it does not"])
def maybe_running(request, start_server):
    if request.param == "the application runs":
        start_server()


@pytest.mark.usefixtures("maybe_running")
def test_an_admin_is_made_who_chooses_a_password_by_a_one_time_link(data_dir):
    made = run(*ADA, data_dir=data_dir)

    assert made.returncode == 0, made.stderr
    sentence, link = made.stdout.splitlines()
    assert sentence.startswith("ada@example.org is an admin now.")
    assert "/reset/" in link


def test_an_admin_is_made_once(data_dir):
    run(*ADA, data_dir=data_dir)

    again = run(*ADA, data_dir=data_dir)

    assert again.returncode == 1
    assert "There is already an account with this address." in again.stderr


def test_an_admin_is_made_with_a_password_from_standard_input(data_dir):
    made = run(*ADA, "--password-stdin", data_dir=data_dir, given="unusual-horse-87\n")

    assert made.returncode == 0, made.stderr
    assert made.stdout == "ada@example.org is an admin now.\n"


def test_a_password_that_is_too_short_is_refused_with_its_reason(data_dir):
    made = run(*ADA, "--password-stdin", data_dir=data_dir, given="short\n")

    assert made.returncode == 1
    assert "8" in made.stderr
    assert "Traceback" not in made.stderr


@pytest.mark.usefixtures("maybe_running")
def test_doctor_says_that_all_is_well(data_dir):
    run(*ADA, data_dir=data_dir)

    seen = run("doctor", data_dir=data_dir)

    faults = [line for line in seen.stdout.splitlines() if line.startswith("FAULT")]
    assert faults in ([], [line for line in faults if "pages for the browser" in line])
    for spec in COLLECTIONS:
        assert f"ok     collection {spec.name}" in seen.stdout


def test_doctor_names_a_dropped_index_and_mends_it(data_dir):
    run(*ADA, data_dir=data_dir)
    tamper(data_dir, "dropIndexes", "users", index="email_1")

    seen = run("doctor", data_dir=data_dir)
    mended = run("doctor", "--mend", data_dir=data_dir)

    assert seen.returncode == 1
    assert "FAULT  collection users: index email_1 of users is missing" in seen.stdout
    assert "ok     collection users" in mended.stdout


def test_doctor_names_a_secret_that_others_can_read(data_dir):
    run(*ADA, data_dir=data_dir)
    (data_dir / "secrets.json").chmod(0o644)

    seen = run("doctor", data_dir=data_dir)

    assert seen.returncode == 1
    assert f"run: cd {data_dir} && chmod go= secrets.json" in seen.stdout


def test_the_jobs_run_apart_on_a_database_of_ones_own_until_told_to_stop(
    data_dir, database_of_ones_own
):
    with start("jobs", data_dir=data_dir, settings=database_of_ones_own) as process:
        assert process.stdout.readline() == "The jobs are running.\n"
        process.terminate()
        assert process.stdout.readline() == "Stopped.\n"
    assert process.returncode == 0


def test_the_jobs_of_an_embedded_database_are_run_by_its_server(data_dir):
    refused = run("jobs", data_dir=data_dir)

    assert refused.returncode == 1
    assert "`ticketapp serve` runs the jobs itself." in refused.stderr


def test_demo_refuses_a_database_that_is_in_use(data_dir):
    run(*ADA, data_dir=data_dir)

    refused = run("demo", data_dir=data_dir)

    assert refused.returncode == 1
    assert "The demo is only loaded into an empty database" in refused.stderr


def test_secrets_are_printed_as_lines_for_the_environment(data_dir):
    printed = run("secrets", data_dir=data_dir).stdout

    names = [line.partition("=")[0] for line in printed.splitlines()]
    assert names == [f"{PREFIX}{name.upper()}" for name in new_secrets()]


def test_version_is_that_of_the_project(data_dir):
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]

    assert run("version", data_dir=data_dir).stdout.strip() == project["version"]


def test_a_small_command_does_not_load_the_application():
    listing = "import sys; from ticketapp import cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", listing], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split()

    assert not {"reflex", "fastapi", "motor", "pymongo"} & set(loaded)


def tamper(data_dir, command: str, collection: str, **options) -> None:
    """Change the stopped application's database behind its back."""
    with EmbeddedMongo.start(data_dir) as mongo, admin_commands(mongo.uri, "ticketapp") as send:
        send(command, collection, **options)
