"""The application with all that it stands on, for as long as it serves."""

import asyncio
import os

from ticketapp.accounts import setup
from ticketapp.application import open_context
from ticketapp.core.settings import Settings
from ticketapp.serve import demo, frontend
from ticketapp.serve.data_folder import RunningServer
from ticketapp.serve.database import own_database
from ticketapp.serve.progress import say, step
from ticketapp.serve.redis import require_redis
from ticketapp.web.mailbox import MAILBOX


def serve_completely(settings: Settings) -> None:
    """Database, pages, migrations, demo, then requests; and all of it down again."""
    asyncio.run(require_redis(settings))
    with own_database(settings) as ready:
        frontend.ensure_built()
        welcome = asyncio.run(_prepare(ready))
        if ready.embedded:
            note = RunningServer(os.getpid(), ready.database_uri, ready.public_url)
            note.announce(ready.data_dir)
        # Imported late: it brings Reflex, which no failing start needs.
        from ticketapp.serve.web_server import serve

        serve(ready, announce=lambda: say("\n".join(welcome)))
        say("Stopping.")


async def _prepare(settings: Settings) -> list[str]:
    """Bring the database up to date; answer what to tell whoever started us."""
    welcome = [f"{settings.site_name} is ready at {settings.public_url}"]
    async with open_context(settings) as ctx:
        if settings.embedded and settings.demo and await demo.is_unused(ctx):
            with step("Loading the demo"):
                welcome += await demo.load(ctx)
        if settings.catches_mail:
            welcome.append(f"Mail goes no further than {settings.public_url}{MAILBOX}")
        if not await setup.has_admin(ctx):
            link = await setup.issue_setup_link(ctx)
            welcome.append(f"Make the first admin here, once and within a day: {link}")
    return welcome
