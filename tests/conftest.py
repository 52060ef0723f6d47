"""The real thing for every test: one MongoDB server a run, one database a test."""

import os
import shutil
import tempfile
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from limits.aio.storage import MemoryStorage

from tests.builders.clock import SettableClock
from ticketapp.application import open_context
from ticketapp.core.context import Context
from ticketapp.core.limits import RateLimiter
from ticketapp.core.passwords import PasswordHasher, argon2id
from ticketapp.core.settings import Settings, new_secrets
from ticketapp.serve.mongod import EmbeddedMongo

SERVER_ADDRESS = "TEST_MONGODB_URI"
# Each test drops a database, and a server that keeps what was dropped runs out of open files.
FORGETS_QUICKLY = (
    *("--setParameter", "minSnapshotHistoryWindowInSeconds=0"),
    *("--syncdelay", "2"),
    "--wiredTigerEngineConfigString",
    "file_manager=(close_handle_minimum=50,close_idle_time=2,close_scan_interval=1)",
)
MEMORY = Path("/dev/shm")
ROOM_NEEDED = 4 * 1024**3
server_key = pytest.StashKey[tuple[EmbeddedMongo, Path]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the run's server in the controlling process; its workers inherit the address."""
    for name in [name for name in os.environ if name.startswith("TICKETAPP_")]:
        del os.environ[name]
    if SERVER_ADDRESS not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="ticketapp-tests-", dir=quick_place()))
        server = EmbeddedMongo.start(folder, FORGETS_QUICKLY)
        os.environ[SERVER_ADDRESS] = server.uri
        config.stash[server_key] = server, folder


def pytest_unconfigure(config: pytest.Config) -> None:
    started = config.stash.get(server_key, None)
    if started:
        server, folder = started
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def quick_place() -> Path | None:
    """In memory where there is room: making and dropping databases is mostly waiting for a disk."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_NEEDED
    return MEMORY if has_room and os.access(MEMORY, os.W_OK) else None


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an app with a database of its own, untouched by this machine's environment."""
    return Settings(
        _env_file=None,
        mongodb_uri=os.environ[SERVER_ADDRESS],
        mongodb_db=f"test-{uuid4().hex[:16]}",
        data_dir=tmp_path / "data",
        public_url="http://tickets.test",
        mail_from="Ticketapp <tickets@tickets.test>",
        smtp_host="127.0.0.1",
        smtp_security="none",
        **new_secrets(),
    )


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
async def ctx(settings: Settings, clock: SettableClock) -> AsyncGenerator[Context]:
    """An application on a fresh database, its clock in the test's hand and its hashes quick."""
    async with open_context(settings) as opened:
        quick = PasswordHasher(argon2id(memory_kib=1024, passes=1, lanes=1))
        try:
            yield replace(opened, clock=clock, hasher=quick)
        finally:
            quick.close()
            await opened.db.drop()


@pytest.fixture
def without_limits(ctx: Context) -> Context:
    """The same application for a test that does something more often than a person may."""
    return replace(ctx, limiter=RateLimiter(MemoryStorage(), enabled=False))
