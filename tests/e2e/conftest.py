"""The real server, its built pages, and a real Chromium; one of each for all browser tests."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser import find
from tests.builders.events import an_event
from tests.builders.people import a_user, actor_for
from tests.drivers.server import Server
from tests.e2e.visit import Visit
from ticketapp.application import open_context
from ticketapp.bookings.service import book
from ticketapp.core.context import Context
from ticketapp.core.settings import Settings
from ticketapp.events.models import Event
from ticketapp.serve.data_folder import find_running
from ticketapp.serve.project import PROJECT

SITE_NAME = "Kino am Hafen"
ARTIFACTS = PROJECT / "test-artifacts"
failed_key = pytest.StashKey[bool]()

_numbers = count(1)

OpenPage = Callable[..., Awaitable[Visit]]
NewEvent = Callable[..., Awaitable[Event]]
Take = Callable[[Event, int], Awaitable[None]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need a browser, and share one event loop with it."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport]:
    report = yield
    item.stash[failed_key] = item.stash.get(failed_key, False) or report.failed
    return report


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """`ticketapp serve` with an empty database of its own."""
    data = tmp_path_factory.mktemp("browser") / "data"
    started = Server(data, {"TICKETAPP_SITE_NAME": SITE_NAME})
    try:
        yield started.wait_until_ready()
    finally:
        started.stop()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program, which tests of a folder may wish to be another."""
    path = find()
    assert path, "the browser tests need Chromium: run `python -m tests.browser`"
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(
    request: pytest.FixtureRequest, browser: Browser, server: Server
) -> AsyncGenerator[OpenPage]:
    """Open a page as somebody with a given screen, language and taste in colours.

    Each visit is a person of their own. At its end the page must have been free of errors in
    its console and of requests to anywhere else; a failed test leaves a picture of it.
    """
    visits: list[Visit] = []

    async def opened(path: str = "/", **facts: object) -> Visit:
        new = await Visit.begin(browser, str(facts.pop("address", server.address)), **facts)
        visits.append(new)
        await new.open(path)
        return new

    yield opened
    failed = request.node.stash.get(failed_key, False)
    for number, made in enumerate(visits):
        if failed:
            name = request.node.name.replace("/", "_")
            await made.picture(ARTIFACTS / f"{name}-{number}.png")
        await made.end()
    if not failed:
        for made in visits:
            made.check()


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere(server: Server) -> AsyncGenerator[Context]:
    """This process on the server's database, with its secrets: what it changes, the server hears
    of, and what it signs, the server knows for its own."""
    running = find_running(server.data_dir)
    assert running
    secrets = json.loads((server.data_dir / "secrets.json").read_text())
    settings = Settings(
        _env_file=None, data_dir=server.data_dir, public_url=server.address,
        mail_from="Ticketapp <tickets@tickets.test>", rate_limits="off", **secrets,
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
