"""The commands that the command line really has."""

import typer

from ticketapp.cli import app


def commands() -> set[str]:
    """Every command as it is typed: ``serve``, ``admin create``."""
    group = typer.main.get_command(app)
    found = set()
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {each}" for each in inner} if inner else {name}
    return found
