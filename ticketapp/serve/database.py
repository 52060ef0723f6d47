"""Which database a command works on: the given one, the running server's, or its own."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from ticketapp.core.db import DriverError, connect
from ticketapp.core.errors import CannotStart
from ticketapp.core.settings import Settings
from ticketapp.serve.data_folder import find_running
from ticketapp.serve.mongod import EmbeddedMongo
from ticketapp.serve.progress import step

_WRONG_PASSWORD = {18, 8000}
_NOT_ALLOWED = 13


@contextmanager
def own_database(settings: Settings) -> Generator[Settings]:
    """The database a server works on, embedded for as long as it serves, or the given one."""
    if settings.embedded:
        with step("Starting the database"):
            mongo = EmbeddedMongo.start(settings.data_dir)
        with mongo:
            mongo.keep_alive()
            yield settings.with_embedded_database(mongo.uri)
    else:
        with step("Looking for the database"):
            asyncio.run(require_transactions(settings))
        yield settings


@contextmanager
def reachable_database(settings: Settings) -> Generator[Settings]:
    """The database a command works on, whether a server runs or not."""
    running = find_running(settings.data_dir) if settings.embedded else None
    if running:
        yield settings.with_embedded_database(running.mongodb_uri)
    else:
        with own_database(settings) as reachable:
            yield reachable


async def require_transactions(settings: Settings) -> None:
    """Refuse with a sentence when the given database can't be used."""
    place = _without_credentials(settings.mongodb_uri)
    try:
        db = connect(settings)
    except (DriverError, ValueError) as error:
        raise CannotStart(f"TICKETAPP_MONGODB_URI can't be used: {_first_line(error)}.") from None
    try:
        hello = await db.hello()
    except DriverError as error:
        raise CannotStart(_why_not(error, place)) from None
    finally:
        db.close()
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise CannotStart(
            f"MongoDB at {place} is a standalone server, which has no transactions. Start it with "
            "--replSet, run rs.initiate() once, and name the set in TICKETAPP_MONGODB_URI."
        )


def _why_not(error: DriverError, place: str) -> str:
    code: Any = getattr(error, "code", None)
    if code in _WRONG_PASSWORD:
        return f"MongoDB at {place} refuses the user or password in TICKETAPP_MONGODB_URI."
    if code == _NOT_ALLOWED:
        return f"The user in TICKETAPP_MONGODB_URI has no rights on its database at {place}."
    return (
        f"MongoDB at {place} does not answer, or has no primary now. "
        "Start it, or correct TICKETAPP_MONGODB_URI."
    )


def _without_credentials(uri: str) -> str:
    return urlsplit(uri).netloc.rpartition("@")[2] or "the given address"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
