"""A server, and another process beside it that changes its events as services do."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from datetime import timedelta
from itertools import count

import pytest
import pytest_asyncio

from tests.builders.events import an_event
from tests.builders.people import a_user, actor_for
from tests.drivers.server import Server
from tests.e2e.conftest import SITE_NAME
from ticketapp.application import open_context
from ticketapp.bookings.service import book
from ticketapp.core.context import Context
from ticketapp.core.settings import Settings, new_secrets
from ticketapp.events.models import Event
from ticketapp.serve.data_folder import find_running

_numbers = count(1)

NewEvent = Callable[..., Awaitable[Event]]
Take = Callable[[Event, int], Awaitable[None]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    data = tmp_path_factory.mktemp("events") / "data"
    started = Server(data, {"TICKETAPP_SITE_NAME": SITE_NAME, "TICKETAPP_RATE_LIMITS": "off"})
    try:
        yield started.wait_until_ready()
    finally:
        started.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere(server: Server) -> AsyncGenerator[Context]:
    """This process on the server's database: what it changes, the server hears of."""
    running = find_running(server.data_dir)
    assert running
    settings = Settings(
        _env_file=None, data_dir=server.data_dir, public_url=server.address,
        mail_from="Ticketapp <tickets@tickets.test>", rate_limits="off", **new_secrets(),
    )  # fmt: skip
    async with open_context(settings.with_embedded_database(running.mongodb_uri)) as ctx:
        yield ctx


@pytest_asyncio.fixture(loop_scope="session")
async def new_event(elsewhere: Context) -> NewEvent:
    """Publish an event under a name of its own, that begins some `days` from now."""

    async def published(name: str = "Concert", *, days: float = 7, **changes) -> Event:
        starts_at = elsewhere.clock.now() + timedelta(days=days)
        usual = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        return await an_event(elsewhere, name=f"{name} {next(_numbers)}", **(usual | changes))

    return published


@pytest_asyncio.fixture(loop_scope="session")
async def take(elsewhere: Context) -> Take:
    """Somebody books that many tickets, or joins the line for them."""

    async def taken(event: Event, seats: int) -> None:
        await book(elsewhere, await actor_for(elsewhere, await a_user(elsewhere)), event.id, seats)

    return taken
