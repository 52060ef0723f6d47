"""One read for all who look at the same thing when it changes."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")

_KEPT = 256


@dataclass(frozen=True)
class _Read(Generic[Value]):
    began: float
    task: "asyncio.Task[Value]"


class SharedReads(Generic[Value]):
    """Hands a read that began after its caller heard of a change to every such caller.

    With a thousand pages open on an event on sale, each change costs one read, not a thousand.
    """

    def __init__(self) -> None:
        self._reads: OrderedDict[Hashable, _Read[Value]] = OrderedDict()

    async def get(
        self, key: Hashable, heard_at: float, read: Callable[[], Awaitable[Value]]
    ) -> Value:
        """The value of `key` as it was at `heard_at` by the event loop's clock, or later."""
        known = self._reads.get(key)
        if known is None or known.began < heard_at or _failed(known.task):
            loop = asyncio.get_running_loop()
            known = _Read(loop.time(), loop.create_task(_awaited(read)))
            self._reads[key] = known
            self._reads.move_to_end(key)
            while len(self._reads) > _KEPT:
                self._reads.popitem(last=False)
        # A page that is left takes its own wait along, not the read of the others.
        return await asyncio.shield(known.task)


async def _awaited(read: Callable[[], Awaitable[Value]]) -> Value:
    return await read()


def _failed(task: "asyncio.Task[Value]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
