"""A server with an admin, enough people to page through, and mails that got stuck."""

from collections.abc import Awaitable, Callable, Generator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import pytest_asyncio
from pymongo import MongoClient
from pymongo.database import Database

from tests.drivers.server import Server, run
from tests.e2e.conftest import SITE_NAME, OpenPage
from tests.e2e.visit import Visit
from ticketapp.accounts import repository
from ticketapp.core.actor import Role
from ticketapp.core.ids import RandomIds
from ticketapp.outbox import repository as outbox
from ticketapp.outbox.models import NewMail
from ticketapp.serve.data_folder import find_running

ADMIN, PASSWORD = "ada@example.org", "plain sailing tonight"
CROWD = 120
_ids = RandomIds()
_numbers = count(1)

VisitAs = Callable[..., Awaitable[Visit]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    data = tmp_path_factory.mktemp("admin") / "data"
    settings = {"TICKETAPP_SITE_NAME": SITE_NAME, "TICKETAPP_RATE_LIMITS": "off"}
    started = Server(data, settings)
    try:
        started.wait_until_ready()
        who = ("--email", ADMIN, "--name", "Ada Admin", "--password-stdin")
        made = run("admin", "create", *who, data_dir=data, given=f"{PASSWORD}\n")
        assert made.returncode == 0, made.stderr
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
def stored(server: Server) -> Generator[Database]:
    """The server's database, with a crowd in it."""
    running = find_running(server.data_dir)
    assert running
    with MongoClient(running.mongodb_uri) as client:
        ours = client.get_default_database("ticketapp")
        now = datetime.now(UTC)
        ours.users.insert_many(
            repository.new_document(
                id_=_ids.new(), email=f"crowd{number:04}@example.org", name=f"Crowd {number}",
                role=Role.user, locale="en", password_hash=None, must_change_password=False,
                now=now - timedelta(hours=number),
            )
            for number in range(CROWD)
        )  # fmt: skip
        yield ours


@pytest.fixture
def stuck(stored: Database) -> Generator[str]:
    """The address of a mail that was given up, among one that waits for too long."""
    long_ago = datetime.now(UTC) - timedelta(minutes=20)
    address = f"stuck{next(_numbers)}@example.org"
    new = NewMail(kind="account.welcome", recipient=address, object_id=_ids.new(),
                  facts={"name": "Sam Stuck"})  # fmt: skip
    given_up = outbox.new_document(new, _ids.new(), None, long_ago) | {
        "state": "parked",
        "tries": 10,
        "failure": {"reason": "refused", "detail": "550 5.1.1 no such mailbox"},
    }
    waiting = outbox.new_document(new, _ids.new(), None, long_ago) | {
        "object_id": "another",
        "due_at": datetime.now(UTC) + timedelta(hours=1),
    }
    stored.outbox.insert_many([given_up, waiting])
    yield address
    stored.outbox.delete_many({"recipient": address})


@pytest.fixture
def visit_as(visit: OpenPage, server: Server) -> VisitAs:
    """Open a page as somebody who has signed in, an admin unless an address is given."""

    async def visited(path: str, *, email: str = ADMIN, **facts: object) -> Visit:
        opened = await visit("/login", **facts)
        answer = await opened.context.request.post(
            f"{server.address}/login",
            form={"email": email, "password": PASSWORD},
            headers={"Origin": server.address, "Accept": "application/json"},
        )
        assert answer.ok, await answer.text()
        language = {"name": "lang", "value": str(facts.get("language", "en"))}
        await opened.context.add_cookies([{**language, "url": server.address}])
        await opened.open(path)
        return opened

    return visited


@pytest_asyncio.fixture(loop_scope="session")
async def robin(visit: OpenPage, server: Server) -> str:
    """Somebody without powers; their address."""
    number = next(_numbers)
    email = f"robin{number}@example.org"
    opened = await visit("/login")
    answer = await opened.context.request.post(
        f"{server.address}/register",
        form={"email": email, "name": f"Robin {number}", "password": PASSWORD},
        headers={"Origin": server.address, "Accept": "application/json"},
    )
    assert answer.ok, await answer.text()
    return email
