"""Who wants to know when something changes: one change stream a process, any number of watchers.

The stream sees every commit, whichever process made it. A watcher learns that its topic changed,
not how: it reads again, so that a missed or doubled word does no harm.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from ticketapp.core.db import Change, Database, DriverError, Position, PositionLost
from ticketapp.core.logs import get_logger

log = get_logger(__name__)

_RETRY_AFTER = 0.5
_ANY = ""


class Watcher:
    """One watcher's ear. However much happens between two looks, it hears of it once."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def tell(self) -> None:
        self._changed.set()

    async def changed(self) -> None:
        """Wait for the next change; at once if there was one since the last look."""
        await self._changed.wait()
        self._changed.clear()


class Hub:
    """Passes changes of documents on to whoever watches them; of `grown` collections not the new
    ones."""

    def __init__(self, db: Database, collections: Sequence[str], grown: Sequence[str] = ()) -> None:
        self._db = db
        self._collections = collections
        self._grown = grown
        self._watchers: defaultdict[tuple[str, str], set[Watcher]] = defaultdict(set)
        self._heard: Counter[str] = Counter()
        self._missed = 0
        self._stopping = False
        self.listening = asyncio.Event()

    def heard(self, collection: str) -> int | None:
        """A number that is another one after every change to the collection that was heard of.

        None while nobody listens: then anything may have changed.
        """
        return self._heard[collection] + self._missed if self.listening.is_set() else None

    @asynccontextmanager
    async def watch(self, collection: str, *ids: str) -> AsyncGenerator[Watcher]:
        """Hear of changes to these documents, or without ids to any of the collection."""
        async with self.watch_all(*((collection, id_) for id_ in ids or (_ANY,))) as watcher:
            yield watcher

    @asynccontextmanager
    async def watch_all(self, *topics: tuple[str, str]) -> AsyncGenerator[Watcher]:
        """Hear of changes to documents of several collections, each by its id."""
        watcher = Watcher()
        for topic in topics:
            self._watchers[topic].add(watcher)
        try:
            yield watcher
        finally:
            for topic in topics:
                self._watchers[topic].discard(watcher)
                if not self._watchers[topic]:
                    del self._watchers[topic]

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Listen to the database for as long as the block lasts."""
        task = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            self._stopping = True
            await task

    async def _listen(self) -> None:
        position: Position | None = None
        while not self._stopping:
            try:
                async with self._db.changes(
                    self._collections, position, grown=self._grown
                ) as stream:
                    self.listening.set()
                    if position is None:
                        self._tell_everybody()
                    async for change in stream:
                        if change is not None:
                            position = change.position
                            self._pass_on(change)
                        if self._stopping:
                            return
            except PositionLost:
                log.warning("live changes were missed; every watcher reads again")
                position = None
            except DriverError as error:
                log.warning("live changes interrupted", reason=type(error).__name__)
            self.listening.clear()
            await asyncio.sleep(_RETRY_AFTER)

    def _pass_on(self, change: Change) -> None:
        self._heard[change.collection] += 1
        for topic in ((change.collection, change.id), (change.collection, _ANY)):
            for watcher in self._watchers.get(topic, ()):
                watcher.tell()

    def _tell_everybody(self) -> None:
        self._missed += 1
        for watchers in self._watchers.values():
            for watcher in watchers:
                watcher.tell()
