"""The database boundary: the one module that knows the driver.

Repositories get collections and sessions from here; nothing above a repository sees either.
"""

import asyncio
import random
import re
import time
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pymongo
from bson.codec_options import CodecOptions
from bson.regex import Regex
from gridfs.errors import CorruptGridFile, NoFile
from motor.motor_asyncio import (
    AsyncIOMotorChangeStream,
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
    AsyncIOMotorGridFSBucket,
)
from pymongo import MongoClient, ReplaceOne, UpdateOne
from pymongo.errors import (
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from ticketapp.core.errors import Refusal, Unavailable
from ticketapp.core.settings import Settings

Document = dict[str, Any]
Session = AsyncIOMotorClientSession
Collection = AsyncIOMotorCollection[Document]
DriverError = PyMongoError
DuplicateKey = DuplicateKeyError
BulkUpdate = UpdateOne
BulkReplace = ReplaceOne[Document]

DURABLE = WriteConcern("majority", j=True)
OPERATION_TIMEOUT_MS = 10_000
_STEPPING_DOWN_OR_TIMED_OUT = {11600, 11602, 10107, 13435, 189, 91, 50, 262}

Result = TypeVar("Result")


Position = Mapping[str, Any]
_LONGEST_SILENCE_MS = 250


class PositionLost(PyMongoError):  # noqa: N818 - it is what happened
    """The stream of changes can't go on from where it was: something was missed."""


@dataclass(frozen=True, slots=True)
class Change:
    """A committed change of one document, and where in the stream of changes it stands."""

    collection: str
    id: str
    position: Position


class Database:
    """One MongoDB database with durable writes and majority reads.

    Collections are attributes: ``db.users``.
    """

    def __init__(self, client: AsyncIOMotorClient[Document], name: str) -> None:
        self._client = client
        self.commits = 0  # transactions of this process that may have changed something
        self.raw: AsyncIOMotorDatabase[Document] = client.get_database(
            name,
            codec_options=CodecOptions(tz_aware=True, tzinfo=UTC),  # pyright: ignore[reportUnknownArgumentType, reportArgumentType]
            read_concern=ReadConcern("majority"),
            write_concern=DURABLE,
        )

    def __getattr__(self, collection: str) -> Collection:
        if collection.startswith("_"):
            raise AttributeError(collection)
        return self.raw[collection]

    async def transaction(
        self,
        work: Callable[[Session], Awaitable[Result]],
        *,
        deadline: float = 8.0,
        lost: Callable[[], Awaitable[None]] | None = None,
    ) -> Result:
        """Run `work` in one transaction and commit it, durable on a majority.

        A write conflict runs `work` again after a jittered pause, until `deadline` seconds
        have passed; then the caller is told to come back (`Unavailable`). So `work` must not
        have effects outside the session. `lost`, which is awaited first after a conflict, knows
        better when it is time, and the pause is a fraction.
        """
        give_up_at = time.monotonic() + deadline
        attempt = 0
        async with await self._client.start_session() as session:
            while True:
                attempt += 1
                try:
                    async with session.start_transaction(
                        read_concern=ReadConcern("snapshot"),
                        write_concern=DURABLE,
                        read_preference=ReadPreference.PRIMARY,
                    ):
                        result = await work(session)
                        try:
                            await _commit(session, give_up_at)
                        finally:  # also when nobody knows how it ended
                            self.commits += 1
                        return result
                except PyMongoError as error:
                    if not error.has_error_label("TransientTransactionError"):
                        raise
                    shortest = 0.002
                    if lost is not None:
                        await lost()
                        shortest = 0.0001
                    pause = random.uniform(0, min(0.25, shortest * 2**attempt))  # noqa: S311 - jitter
                    if time.monotonic() + pause >= give_up_at:
                        raise Unavailable from error
                    await asyncio.sleep(pause)

    async def write_when_free(
        self, collection: str, key: str, change: Document, longest: float
    ) -> None:
        """Change a document once no transaction holds it; for what may as well be left undone.

        A write by itself waits at the server, where one in a transaction is aborted. After
        `longest` seconds, or if it fails, it is given up.
        """
        quick = self.raw.get_collection(collection, write_concern=WriteConcern(1))
        with pymongo.timeout(longest), suppress(PyMongoError):
            await quick.update_one({"_id": key}, change)

    async def end_abandoned_transactions(self, idle: timedelta) -> int:
        """End our transactions that have done nothing for that long; answer how many.

        The server keeps what a killed process held for a minute, and nobody else gets at it
        meanwhile. Whoever was only slow begins again.
        """
        admin = self._client.get_database("admin")
        has_slept = {"transaction.timeInactiveMicros": {"$gt": idle / timedelta(microseconds=1)}}
        ours = {"$currentOp": {"allUsers": False, "idleSessions": True}}
        found = admin.aggregate([ours, {"$match": has_slept}])
        abandoned = [{"id": operation["lsid"]["id"]} async for operation in found]
        if abandoned:
            options = admin.codec_options
            await admin.command("killSessions", abandoned, codec_options=options)
        return len(abandoned)

    def files(self, bucket: str) -> "Files":
        return Files(self.raw, bucket)

    async def ping(self) -> None:
        """Prove that a primary answers."""
        await self.raw.command("ping")

    async def hello(self) -> Mapping[str, Any]:
        return await self.raw.command("hello")

    async def is_empty(self, *, apart_from: set[str]) -> bool:
        """Whether no collection but those holds a document."""
        for name in set(await self.raw.list_collection_names()) - apart_from:
            if await self.raw[name].find_one({}, {"_id": 1}) is not None:
                return False
        return True

    @asynccontextmanager
    async def changes(
        self, collections: Sequence[str], after: Position | None, *, grown: Sequence[str] = ()
    ) -> AsyncGenerator[AsyncIterator[Change | None]]:
        """Every commit to these collections, from now on or from `after`; None in every pause.

        Of `grown` collections only what becomes of documents that were there already: a sale
        that adds thousands a second says nothing here. Refuses (`PositionLost`) to go on from a
        position that the server has forgotten.
        """
        every = {"ns.coll": {"$in": list(collections)}}
        later = {"ns.coll": {"$in": list(grown)}, "operationType": {"$ne": "insert"}}
        stream = self.raw.watch(
            [{"$match": {"$or": [every, later]}}, {"$project": {"ns": 1, "documentKey": 1}}],
            resume_after=after,
            max_await_time_ms=_LONGEST_SILENCE_MS,
        )
        try:
            async with stream:
                yield _changes_of(stream)
        except OperationFailure as error:
            raise PositionLost(str(error)) from error

    async def drop(self) -> None:
        """Throw the whole database away (tests and the demo only)."""
        await self._client.drop_database(self.raw.name)

    def close(self) -> None:
        self._client.close()


class Files:
    """Files in GridFS, found by name once they are kept.

    A file can't be written in a transaction. So it is written first, where nobody finds it, and
    kept or let go in the transaction of what refers to it; `sweep` removes what nobody keeps.
    """

    def __init__(self, database: "AsyncIOMotorDatabase[Document]", bucket: str) -> None:
        self._bucket = AsyncIOMotorGridFSBucket(database, bucket)
        self._files: Collection = database[f"{bucket}.files"]

    async def put(self, name: str, content: bytes) -> None:
        """Write a file that nobody keeps yet."""
        await self._bucket.upload_from_stream(name, content, metadata={"kept": False})

    async def keep(self, session: Session, names: Sequence[str]) -> None:
        await self._mark(session, names, kept=True)

    async def let_go(self, session: Session, names: Sequence[str]) -> None:
        await self._mark(session, names, kept=False)

    async def _mark(self, session: Session, names: Sequence[str], *, kept: bool) -> None:
        await self._files.update_many(
            {"filename": {"$in": list(names)}}, {"$set": {"metadata.kept": kept}}, session=session
        )

    async def get(self, name: str) -> bytes | None:
        """The file of that name which is kept, if there is one."""
        file = await self._files.find_one({"filename": name, "metadata.kept": True}, {"_id": 1})
        if file is None:
            return None
        try:
            stream = await self._bucket.open_download_stream(file["_id"])
            return await stream.read()
        except (NoFile, CorruptGridFile):  # swept meanwhile
            return None

    async def sweep(self, before: datetime) -> int:
        """Remove what was written before then and is not kept; answer how many files."""
        unkept = {"metadata.kept": False, "uploadDate": {"$lt": before}}
        swept = 0
        async for file in self._files.find(unkept, {"_id": 1}):
            with suppress(NoFile):  # another process was faster
                await self._bucket.delete(file["_id"])
                swept += 1
        return swept


async def _changes_of(
    stream: "AsyncIOMotorChangeStream[Document]",
) -> AsyncGenerator[Change | None]:
    while stream.alive:  # pyright: ignore[reportUnnecessaryComparison] - a property, in truth
        change = await stream.try_next()
        if change is None:
            yield None
        else:
            key: Document = change.get("documentKey", {})
            yield Change(change["ns"]["coll"], str(key.get("_id", "")), change["_id"])


async def _commit(session: Session, give_up_at: float) -> None:
    """Commit; where the outcome is unknown, ask again: repeating a commit is harmless."""
    while True:
        try:
            return await session.commit_transaction()
        except PyMongoError as error:
            unknown = error.has_error_label("UnknownTransactionCommitResult")
            if not unknown or time.monotonic() >= give_up_at:
                raise
            await asyncio.sleep(0.01)


def connect(settings: Settings) -> Database:
    """A client for the running event loop; it connects on first use."""
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
        settings.database_uri,
        appname="ticketapp",
        retryWrites=True,
        retryReads=True,
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=3_000,
        timeoutMS=OPERATION_TIMEOUT_MS,
        maxPoolSize=64,
        uuidRepresentation="standard",
    )
    return Database(client, settings.mongodb_db)


def beginning_with(text: str) -> Any:
    """Matches values that begin so, by an index.

    A compiled pattern of Python would not: it asks for Unicode rules, which no index knows.
    """
    return Regex(f"^{re.escape(text)}")


def refusal_for(error: BaseException) -> Refusal | None:
    """What to tell the caller when the driver failed, if the fault is the database being away."""
    if isinstance(error, ConnectionFailure | ExecutionTimeout | WTimeoutError):
        return Unavailable()
    if isinstance(error, OperationFailure) and error.code in _STEPPING_DOWN_OR_TIMED_OUT:
        return Unavailable()
    if isinstance(error, PyMongoError) and error.timeout:
        return Unavailable()
    return None


@contextmanager
def admin_commands(uri: str, database: str = "admin") -> Generator[Callable[..., Document]]:
    """Send administrative commands to exactly the server in `uri`, from code without a loop.

    The server must be listening already: what can't be reached within 3 s is given up.
    """
    client: MongoClient[Document] = MongoClient(
        uri, appname="ticketapp", directConnection=True, serverSelectionTimeoutMS=3_000
    )
    with client:
        yield client[database].command
