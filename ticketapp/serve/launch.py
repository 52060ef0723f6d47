"""`ticketapp serve`: everything in order, and down again in the reverse order."""

import asyncio
import os
import signal
from types import FrameType

from ticketapp.accounts import setup
from ticketapp.application import open_context
from ticketapp.core.logs import configure_logs
from ticketapp.core.settings import Settings, load_settings
from ticketapp.serve import demo, frontend
from ticketapp.serve.data_folder import RunningServer
from ticketapp.serve.database import own_database
from ticketapp.serve.ports import require_free
from ticketapp.serve.progress import say, step


def launch() -> None:
    """Serve until told to stop. What prevents it is said in one sentence (`CannotStart`)."""
    settings = load_settings()
    configure_logs(settings)
    require_free(settings.host, settings.port)
    signal.signal(signal.SIGTERM, _leave)
    with own_database(settings) as settings:
        frontend.ensure_built()
        welcome = asyncio.run(_prepare(settings))
        if settings.embedded:
            RunningServer(os.getpid(), settings.database_uri, settings.public_url).announce(
                settings.data_dir
            )
        # Imported late: it brings the web framework, which no failing start needs.
        from ticketapp.serve.web_server import serve

        serve(settings, announce=lambda: say("\n".join(welcome)))
        say("Stopping.")


async def _prepare(settings: Settings) -> list[str]:
    """Bring the database up to date; answer what to tell whoever started us."""
    welcome = [f"{settings.site_name} is ready at {settings.public_url}"]
    async with open_context(settings) as ctx:
        if settings.embedded and settings.demo and await demo.is_unused(ctx):
            with step("Loading the demo"):
                welcome += await demo.load(ctx)
        if not await setup.has_admin(ctx):
            link = await setup.issue_setup_link(ctx)
            welcome.append(f"Make the first admin here, once and within a day: {link}")
    return welcome


def _leave(signal_number: int, _frame: FrameType | None) -> None:
    """Stop while starting: what is open by then is closed on the way out."""
    raise SystemExit(128 + signal_number)
