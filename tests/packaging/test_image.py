"""The Dockerfile names only what exists, and makes an image as an operator wants it."""

import re
import shlex
import subprocess
from typing import NamedTuple

import pytest

from tests.packaging.command_line import commands
from ticketapp.core.settings import PREFIX, Settings
from ticketapp.serve.project import FRONT_END, PROJECT


class Instruction(NamedTuple):
    stage: str
    word: str
    rest: str


def read_dockerfile() -> list[Instruction]:
    lines = (PROJECT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    stage, instructions = "", []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stage = rest.partition(" AS ")[2] or "final"
        instructions.append(Instruction(stage, word, rest.strip()))
    return instructions


DOCKERFILE = read_dockerfile()


def of(word: str, stage: str | None = None) -> list[str]:
    return [each.rest for each in DOCKERFILE if each.word == word and stage in (None, each.stage)]


def copied_from_the_checkout() -> list[str]:
    copies = [shlex.split(rest) for rest in of("COPY") if "--from" not in rest]
    return [source for copy in copies for source in copy[:-1]]


@pytest.mark.parametrize("source", copied_from_the_checkout())
def test_what_is_copied_exists_and_is_let_into_the_build(source):
    let_in = (PROJECT / ".dockerignore").read_text().splitlines()

    assert (PROJECT / source).exists()
    assert f"!{source}" in let_in


def test_everything_else_stays_outside_the_build():
    let_in = (PROJECT / ".dockerignore").read_text().splitlines()

    assert "*" in let_in
    assert {line[1:] for line in let_in if line.startswith("!")} == set(copied_from_the_checkout())


def test_what_a_stage_takes_from_another_is_made_there():
    made = {"/app": {".venv"}, "/app/.web/build": set(), "/app/.web/backend": set()}
    taken = [shlex.split(rest) for rest in of("COPY", "final")]
    stages = {each.stage for each in DOCKERFILE}

    for origin, path, _ in taken:
        assert origin.removeprefix("--from=") in stages
        assert path in made
    assert FRONT_END.relative_to(PROJECT).parts[:2] == (".web", "build")


def test_every_lock_it_installs_exists_and_is_checked_by_hash():
    installs = [
        command
        for rest in of("RUN")
        for command in rest.split("&&")
        if "pip install" in command and "--editable" not in command
    ]
    locks = [re.findall(r"--requirement (\S+)", install) for install in installs]

    assert locks == [["requirements/app.lock"], ["setuptools.lock"], ["requirements/local.lock"]]
    assert all("--require-hashes" in install for install in installs)
    assert (PROJECT / "requirements" / "app.lock").is_file()


def test_the_command_that_cuts_one_package_out_of_a_lock_finds_it():
    [cut] = [rest.partition(">")[0] for rest in of("RUN") if rest.startswith("sed")]

    printed = subprocess.run(
        ["sh", "-c", cut], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert printed[0].startswith("setuptools==")
    assert all("--hash=sha256:" in line for line in printed[1:])
    assert len(printed) > 1


def test_the_application_is_installed_from_wheels_so_that_no_compiler_is_needed():
    [install] = [rest for rest in of("RUN", "packages") if "app.lock" in rest]

    assert "--only-binary :all:" in install
    assert not [rest for rest in of("RUN") if "apt-get" in rest]


def test_every_command_it_runs_exists():
    named = [match for rest in of("RUN") for match in re.findall(r"\bticketapp (\w+)", rest)]
    [command] = [rest for rest in of("CMD", "final") if rest.startswith("[")]

    assert of("ENTRYPOINT", "final") == ['["ticketapp"]']
    assert {*named, *re.findall(r'"(\w+)"', command)} == {"build", "serve"}
    assert {"build", "serve"} <= commands()


def test_the_settings_in_it_are_settings():
    [environment] = of("ENV", "final")
    given = dict(pair.split("=", 1) for pair in shlex.split(environment))
    fields = {name.removeprefix(PREFIX).lower(): value for name, value in given.items()}

    assert fields.keys() <= Settings.model_fields.keys()
    assert Settings(_env_file=None, **fields).host == "0.0.0.0"


def test_it_does_not_run_as_root():
    words = [each.word for each in DOCKERFILE if each.stage == "final"]

    assert of("USER", "final") == ["ticketapp"]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert "COPY" not in words[words.index("USER") :]


def test_its_health_is_that_of_the_process_at_the_port_it_exposes():
    [health] = of("HEALTHCHECK", "final")

    assert f"127.0.0.1:{of('EXPOSE', 'final')[0]}/livez" in health


def test_the_python_it_uses_is_one_the_project_supports():
    [image] = [rest for rest in of("FROM") if rest.startswith("python:")]

    assert re.match(r"python:3\.(1[1-9])-slim", image)
