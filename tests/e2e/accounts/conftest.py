"""A server that counts no requests, its mailbox, and a search of its database for secrets."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from itertools import count

import pytest
import pytest_asyncio
from pymongo import MongoClient

from tests.drivers.caught_mail import CaughtMail
from tests.drivers.server import Server
from tests.e2e.conftest import SITE_NAME, OpenPage
from tests.e2e.screens.accounts import Account, Registration
from ticketapp.serve.data_folder import find_running

PASSWORD = "plain sailing tonight"
_numbers = count(1)

Join = Callable[..., Awaitable[Account]]


class Secrets:
    """What a test saw that nobody may read out of the database or the log."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._seen: set[str] = set()

    def saw(self, secret: str) -> str:
        assert len(secret) >= 6
        self._seen.add(secret)
        return secret

    async def saw_cookie(self, account: Account) -> str:
        """The part of the session's cookie that proves whose it is."""
        cookies = await account.visit.context.cookies()
        [value] = [cookie["value"] for cookie in cookies if cookie["name"] == "session"]
        return self.saw(value.partition(".")[2])

    def are_at_rest_nowhere(self) -> None:
        """In no collection, nor in the database's own log of every change, nor in ours."""
        assert self._seen
        texts = [self._server.printed, *_dump(self._server)]
        for text in texts:
            for secret in self._seen:
                assert secret not in text, f"{secret} in {text[:300]}"


def _dump(server: Server) -> Generator[str]:
    running = find_running(server.data_dir)
    assert running
    with MongoClient(running.mongodb_uri) as client:
        ours = client.get_default_database("ticketapp")
        for name in ours.list_collection_names():
            yield from map(str, ours[name].find())
        yield from map(str, client["local"]["oplog.rs"].find())


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    data = tmp_path_factory.mktemp("accounts") / "data"
    started = Server(data, {"TICKETAPP_SITE_NAME": SITE_NAME, "TICKETAPP_RATE_LIMITS": "off"})
    try:
        yield started.wait_until_ready()
    finally:
        started.stop()


@pytest.fixture
def mail(server: Server) -> CaughtMail:
    return CaughtMail(server.data_dir)


@pytest.fixture
def address() -> str:
    return f"newcomer{next(_numbers)}@example.org"


@pytest_asyncio.fixture(loop_scope="session")
async def secrets(server: Server) -> AsyncGenerator[Secrets]:
    """Looked for again at the end of the test, whatever it looked for in its midst."""
    collected = Secrets(server)
    yield collected
    collected.are_at_rest_nowhere()


@pytest.fixture
def join(visit: OpenPage, address: str) -> Join:
    """Somebody makes an account with `PASSWORD` through the page, and stands in it."""

    async def joined(**facts: object) -> Account:
        opened = await visit("/register?next=/me/account", **facts)
        await Registration(opened).send("Robin Meyer", address, PASSWORD)
        account = Account(opened)
        await account.arrives("/me/account")
        return account

    return joined
