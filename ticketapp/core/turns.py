"""Turns at what several processes write: who comes second waits, and who was first gives way.

Of two transactions that write one document the database aborts the second at once, and nobody
waits. Left to themselves, processes on one event decide every other batch in vain. So whoever lost
waits at the document until the winner is done, and writes it before it reads anything; and whoever
has met others lets them go first before its next one (docs/adr/0022). What is right the
transactions see to by themselves: this only saves work, and costs nothing where nobody else is.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from ticketapp.core.db import Database, Session

Result = TypeVar("Result")

_REMEMBERED = 2.0  # seconds: who was met this long ago may be met again
_COURTESY = 0.016  # those who wait at the database look every few milliseconds
_LONGEST_WAIT = 1.0
_ONE_MORE = {"$inc": {"turns": 1}}


@dataclass(frozen=True, slots=True)
class Contested:
    """A document that everybody writes who does a certain thing."""

    collection: str
    key: str


class Turns:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._met: dict[Contested, float] = {}

    async def give_way(self, what: Contested) -> None:
        """Let those go first who were met a moment ago."""
        if self._is_shared(what):
            await asyncio.sleep(_COURTESY)

    async def transaction(
        self, what: Contested, work: Callable[[Session], Awaitable[Result]]
    ) -> Result:
        """As the database's `transaction`, for work that other processes do as well."""

        async def in_turn(session: Session) -> Result:
            if self._is_shared(what):  # be first, and whoever else writes it is in conflict
                taken = self._db.raw[what.collection]
                await taken.update_one({"_id": what.key}, _ONE_MORE, session=session)
            return await work(session)

        async def lost() -> None:
            self._meet(what)
            await self._db.write_when_free(what.collection, what.key, _ONE_MORE, _LONGEST_WAIT)

        return await self._db.transaction(in_turn, lost=lost)

    def _is_shared(self, what: Contested) -> bool:
        return what in self._met and time.monotonic() - self._met[what] < _REMEMBERED

    def _meet(self, what: Contested) -> None:
        self._met = {each: met for each, met in self._met.items() if self._is_shared(each)}
        self._met[what] = time.monotonic()
