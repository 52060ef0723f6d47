"""The command line. Each command imports its own part, so that none waits for the others'."""

import importlib.metadata
import sys
from typing import Annotated

import typer

from ticketapp.core.errors import CannotStart, Refusal

app = typer.Typer(
    name="ticketapp",
    help="Self-hosted event ticket booking.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
admin = typer.Typer(help="People with all powers.", no_args_is_help=True)
app.add_typer(admin, name="admin")


@app.command()
def serve() -> None:
    """Run the application until Ctrl-C; settings come from TICKETAPP_* and .env."""
    from ticketapp.serve.launch import launch

    launch()


@app.command()
def build() -> None:
    """Build the pages for the browser; `serve` does so by itself when they have changed."""
    from ticketapp.serve.frontend import ensure_built

    typer.echo("The pages are built." if ensure_built() else "The pages were built already.")


@app.command()
def jobs() -> None:
    """Run the scheduled jobs alone, beside servers on the same database."""
    from ticketapp.serve.commands import run_jobs_alone

    run_jobs_alone()


@app.command()
def doctor(
    *,
    mend: Annotated[
        bool, typer.Option("--mend", help="Create what is missing in the database first.")
    ] = False,
) -> None:
    """Look at everything this installation needs; exit code 1 when something is wrong."""
    from ticketapp.serve.commands import run_doctor

    if run_doctor(mending=mend):
        raise typer.Exit(1)


@admin.command("create")
def create_admin(
    *,
    email: Annotated[str, typer.Option(help="Their e-mail address.")],
    name: Annotated[str, typer.Option(help="Their name.")],
    password_stdin: Annotated[
        bool,
        typer.Option(
            "--password-stdin",
            help="Read the password from standard input instead of printing a one-time link.",
        ),
    ] = False,
) -> None:
    """Make an admin, whether the application runs or not."""
    from ticketapp.serve.commands import run_admin_create

    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    typer.echo(run_admin_create(email, name, password))


@app.command()
def demo() -> None:
    """Load events, people and bookings for a first look into an empty database."""
    from ticketapp.serve.commands import run_demo

    typer.echo(run_demo())


@app.command()
def secrets() -> None:
    """Print a fresh set of secrets, as lines for .env."""
    from ticketapp.core.settings import PREFIX, new_secrets

    for name, value in new_secrets().items():
        typer.echo(f"{PREFIX}{name.upper()}={value}")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(importlib.metadata.version("ticketapp"))


def main() -> None:
    """Run a command; what is wrong is said in one sentence on standard error."""
    try:
        app()
    except CannotStart as error:
        _fail(str(error))
    except Refusal as error:
        _fail("\n".join([error.message("en"), *(field.message for field in error.fields)]))


def _fail(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise SystemExit(1)
