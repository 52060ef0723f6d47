"""The real server, its built pages, and a real Chromium; one of each for all browser tests."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser import find
from tests.drivers.server import Server
from tests.e2e.visit import Visit
from ticketapp.serve.project import PROJECT

SITE_NAME = "Kino am Hafen"
ARTIFACTS = PROJECT / "test-artifacts"
failed_key = pytest.StashKey[bool]()

OpenPage = Callable[..., Awaitable[Visit]]


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
