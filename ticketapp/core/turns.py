"""Turns at what several processes write: who comes second waits, and who was first gives way.

Of two transactions that write one document the database aborts the second at once, and nobody
waits. Left to themselves, processes on one event decide every other batch in vain. So whoever lost
waits at the database until the winner is done, and takes the turn before it reads anything; and
whoever has met others lets them go first before its next one (docs/adr/0022). What is right the
transactions see to by themselves: this only saves work, and costs nothing where nobody else is.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from ticketapp.core.clock import Clock
from ticketapp.core.db import Database, Session
from ticketapp.core.migrations import CollectionSpec, Index

Result = TypeVar("Result")

TURNS = CollectionSpec(
    "turns",
    {
        "bsonType": "object",
        "required": ["_id", "taken", "expires_at"],
        "properties": {
            "_id": {"bsonType": "string"},
            "taken": {"bsonType": ["int", "long"]},
            "waited": {"bsonType": ["int", "long"]},
            "expires_at": {"bsonType": "date"},
        },
    },
    (Index("expires_at", expires=True),),
)

_REMEMBERED = 2.0  # seconds: who was met this long ago may be met again
_COURTESY = 0.016  # those who wait at the database look every few milliseconds
_LONGEST_WAIT = 1.0
_KEPT_FOR = timedelta(hours=1)


class Turns:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._met: dict[str, float] = {}

    async def give_way(self, key: str) -> None:
        """Let those go first who were met a moment ago."""
        if self._is_shared(key):
            await asyncio.sleep(_COURTESY)

    async def transaction(self, key: str, work: Callable[[Session], Awaitable[Result]]) -> Result:
        """As the database's `transaction`, for work that other processes do as well."""

        async def in_turn(session: Session) -> Result:
            if self._is_shared(key):
                await self._take(key, session)
            return await work(session)

        async def lost() -> None:
            self._meet(key)
            await self._db.wait_for(TURNS.name, key, _LONGEST_WAIT)

        return await self._db.transaction(in_turn, lost=lost)

    def _is_shared(self, key: str) -> bool:
        return key in self._met and time.monotonic() - self._met[key] < _REMEMBERED

    def _meet(self, key: str) -> None:
        self._met = {each: met for each, met in self._met.items() if self._is_shared(each)}
        self._met[key] = time.monotonic()

    async def _take(self, key: str, session: Session) -> None:
        """Write the turn: whoever else does so until the transaction ends is in conflict."""
        change = {"$inc": {"taken": 1}, "$set": {"expires_at": self._clock.now() + _KEPT_FOR}}
        await self._db.turns.update_one({"_id": key}, change, upsert=True, session=session)
