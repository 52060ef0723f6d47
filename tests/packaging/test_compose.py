"""compose.yaml names only what exists, and exposes only the proxy."""

import os
import re
import shlex
import shutil
import subprocess
from ipaddress import ip_network

import pytest
import yaml
from dotenv import dotenv_values

from tests.packaging.command_line import commands
from ticketapp.core.settings import PREFIX, Settings, new_secrets
from ticketapp.serve.project import PROJECT
from ticketapp.serve.web_server import DRAIN_SECONDS

TEXT = (PROJECT / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "ticketapp"}
APP_ENV = dotenv_values(PROJECT / "deploy" / "app.env.example")
SERVICES_ENV = dotenv_values(PROJECT / "deploy" / "services.env.example")


def filled_in(value: str) -> str:
    """The value with an operator's passwords in it."""
    return re.sub(r"\$\{(\w+):?[?-]?[^}]*\}", lambda match: f"a-{match[1].lower()}", value)


def test_the_variables_it_asks_for_are_those_in_the_example():
    assert set(re.findall(r"\$\{(\w+)", TEXT)) == set(SERVICES_ENV)


def test_secrets_have_no_value_in_the_examples():
    secrets = {name: APP_ENV[name] for name in APP_ENV if name.endswith(("SECRET", "KEY"))}
    passwords = {name: value for name, value in SERVICES_ENV.items() if name.endswith("PASSWORD")}

    assert len(secrets) == 2
    assert len(passwords) == 3
    assert not any({**secrets, **passwords}.values())


def test_what_must_be_given_stops_the_start_when_it_is_not():
    required = set(re.findall(r"\$\{(\w+):\?\}", TEXT))

    assert required == {name for name, value in SERVICES_ENV.items() if not value} | {
        "SITE_ADDRESS"
    }


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_commands_that_exist(name):
    assert SERVICES[name]["command"] in commands()


@pytest.mark.parametrize("name", OURS)
def test_our_services_get_settings_that_load(name):
    given = {**APP_ENV, **SERVICES[name]["environment"]}
    fields = {key.removeprefix(PREFIX).lower(): filled_in(value) for key, value in given.items()}
    assert fields.keys() <= Settings.model_fields.keys()

    settings = Settings(_env_file=None, **{**fields, **new_secrets()})

    assert not settings.embedded
    assert settings.secure_cookies
    assert settings.redis_url


def test_no_service_of_ours_knows_the_password_of_the_databases_admin():
    for service in OURS.values():
        assert "ADMIN" not in str(service)
    assert "MONGODB_ADMIN_PASSWORD" not in APP_ENV


def test_the_application_trusts_the_network_of_the_proxy_and_nothing_else():
    [subnet] = [each["subnet"] for each in COMPOSE["networks"]["outside"]["ipam"]["config"]]

    for service in OURS.values():
        trusted = service["environment"]["TICKETAPP_TRUSTED_PROXIES"]
        assert ip_network(trusted) == ip_network(subnet)
    assert "outside" in SERVICES["proxy"]["networks"]


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("redis", "mongo1", "mongo2", "mongo3"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_every_path_it_mounts_exists():
    mounts = [
        mount.split(":")[0]
        for service in SERVICES.values()
        for mount in service.get("volumes", [])
        if mount.startswith("./")
    ]
    assert mounts
    for mount in mounts:
        assert (PROJECT / mount).exists()


def test_files_that_are_the_operators_have_an_example_or_a_command_in_the_head():
    head = TEXT.partition("name:")[0]

    assert COMPOSE["secrets"]["mongodb.key"]["file"] in head
    for service in OURS.values():
        assert service["env_file"] in head
        assert (PROJECT / f"{service['env_file']}.example").is_file()


def test_files_that_are_the_operators_are_never_committed():
    for name in ("deploy/app.env", "deploy/services.env", "deploy/mongodb.key", ".env"):
        subprocess.run(["git", "check-ignore", "-q", name], cwd=PROJECT, check=True)


def test_the_replica_set_has_the_members_that_the_application_is_told():
    setup = (PROJECT / "deploy" / "mongodb" / "setup.js").read_text()
    uri = SERVICES["app"]["environment"]["TICKETAPP_MONGODB_URI"]
    members = re.findall(r'host: "([\w:]+)"', setup)

    assert members == ["mongo1:27017", "mongo2:27017", "mongo3:27017"]
    assert uri.partition("@")[2].partition("/")[0].split(",") == members
    assert {member.partition(":")[0] for member in members} <= SERVICES.keys()
    start = (PROJECT / "deploy" / "mongodb" / "start.sh").read_text()
    assert "--replSet ticketapp" in start
    assert "replicaSet=ticketapp" in uri


def test_the_scripts_of_the_database_are_sound():
    deploy = PROJECT / "deploy" / "mongodb"

    assert os.access(deploy / "start.sh", os.X_OK)
    subprocess.run(["bash", "-n", deploy / "start.sh"], check=True)
    node = shutil.which("node", path=f"{PROJECT}/.venv/bin{os.pathsep}{os.environ['PATH']}")
    subprocess.run([node, "--check", deploy / "setup.js"], check=True)


def test_a_stopping_server_has_the_time_to_finish_what_is_under_way():
    assert int(SERVICES["app"]["stop_grace_period"].removesuffix("s")) > DRAIN_SECONDS


def test_the_proxy_hides_figures_and_finds_every_server():
    caddyfile = (PROJECT / "deploy" / "Caddyfile").read_text()
    port = shlex.split((PROJECT / "Dockerfile").read_text().partition("EXPOSE ")[2])[0]

    assert re.search(r"@internal path .*/metrics", caddyfile)
    assert "respond @internal 404" in caddyfile
    assert f"dynamic a app {port}" in caddyfile
    assert set(re.findall(r"\{\$(\w+)\}", caddyfile)) <= SERVICES["proxy"]["environment"].keys()
