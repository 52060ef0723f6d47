"""The documents name every setting there is, and none that isn't."""

import re

from dotenv import dotenv_values

from tests.packaging.command_line import commands
from ticketapp.core.settings import PREFIX, Settings
from ticketapp.serve.project import PROJECT

OPERATIONS = (PROJECT / "docs" / "operations.md").read_text()
TABLE = dict(re.findall(rf"^\| `({PREFIX}\w+)` \| (.+?) \|", OPERATIONS, re.MULTILINE))
EXAMPLE = dotenv_values(PROJECT / ".env.example")
NAMES = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]


def test_the_table_of_settings_is_complete():
    assert sorted(TABLE) == sorted(NAMES)


def test_the_table_has_the_defaults_of_the_code():
    named = {name: cell.strip("`") for name, cell in TABLE.items() if re.fullmatch("`[^`]+`", cell)}
    defaults = {
        PREFIX + name.upper(): field.default for name, field in Settings.model_fields.items()
    }
    derived = {f"{PREFIX}PUBLIC_URL"}

    for name in named.keys() - derived:
        default = defaults[name]
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        assert named[name] == shown, name
    for name in defaults.keys() - named.keys():
        assert not getattr(defaults[name], "get_secret_value", lambda name=name: defaults[name])()


def test_the_example_names_every_setting():
    assert sorted(EXAMPLE) == sorted(NAMES)


def test_the_example_as_it_stands_means_the_defaults():
    fields = {name.removeprefix(PREFIX).lower(): value for name, value in EXAMPLE.items()}

    assert Settings(_env_file=None, **fields) == Settings(_env_file=None)


def test_every_command_is_documented_and_every_documented_one_exists():
    documented = re.findall(r"^\| `ticketapp ((?:admin )?\w+)", OPERATIONS, re.MULTILINE)

    assert set(documented) == commands()


def test_every_make_target_that_a_document_names_exists():
    targets = set(re.findall(r"^(\w+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))

    for name in ("README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/architecture.md"):
        named = set(re.findall(r"`make (\w+)", (PROJECT / name).read_text()))
        assert named <= targets, name


def test_every_local_link_in_a_document_leads_somewhere():
    for document in [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} -> {target}"
