"""One lane a key: what concerns the same thing is done one batch after another, never side by side.

While a batch is being worked on the next one gathers, so that batches size themselves: alone on a
lane a piece of work waits for nothing, in a crowd it shares one transaction with many. This only
keeps a process from fighting with itself. What is right between processes, the database decides.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ticketapp.core.db import refusal_for
from ticketapp.core.errors import Refusal, Unavailable

Result = TypeVar("Result")
Work = Callable[[Sequence[Any]], Awaitable[Sequence[Any]]]
Ready = Callable[[], Awaitable[Any]]

LARGEST_BATCH = 256
LONGEST_QUEUE = 2_000


@dataclass(frozen=True, slots=True)
class _Waiting:
    kind: str | None
    item: Any
    work: Work
    ready: Ready | None
    verdict: "asyncio.Future[Any]"


class Lanes:
    """Queues with one worker each, made when needed and gone when empty."""

    def __init__(
        self, *, largest_batch: int = LARGEST_BATCH, longest_queue: int = LONGEST_QUEUE
    ) -> None:
        self._largest_batch = largest_batch
        self._longest_queue = longest_queue
        self._queues: dict[Hashable, deque[_Waiting]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._closed = False

    async def submit(
        self,
        key: Hashable,
        kind: str,
        item: Any,
        work: Work,
        *,
        ready: Ready | None = None,
    ) -> Any:
        """The verdict on `item`, worked on together with neighbours of the same kind.

        `work` gets items in order of arrival and answers an outcome for each: a verdict, or the
        exception that its submitter shall see. `ready` is awaited before a batch is put together,
        and what comes meanwhile belongs to it. Refuses at once (`Unavailable`) when too much is
        waiting. Whoever stops waiting for the verdict does not undo what is decided.
        """
        return await self._enqueue(key, kind, item, work, ready)

    async def alone(self, key: Hashable, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do `work` when it is its turn on this lane, with nothing beside it."""

        async def by_itself(_items: Sequence[Any]) -> Sequence[Any]:
            return [await work()]

        return await self._enqueue(key, None, None, by_itself)

    async def drain(self) -> None:
        """Take nothing new, and finish what is there."""
        self._closed = True
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _enqueue(
        self,
        key: Hashable,
        kind: str | None,
        item: Any,
        work: Work,
        ready: Ready | None = None,
    ) -> Any:
        queue = self._queues.get(key)
        if self._closed or (queue is not None and len(queue) >= self._longest_queue):
            raise Unavailable(1)
        if queue is None:
            queue = self._queues[key] = deque()
            worker = asyncio.create_task(self._serve(key, queue))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        verdict: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        queue.append(_Waiting(kind, item, work, ready, verdict))
        return await verdict

    async def _serve(self, key: Hashable, queue: deque[_Waiting]) -> None:
        try:
            while queue:
                if queue[0].ready is not None:
                    await queue[0].ready()
                batch = self._next_batch(queue)
                outcomes = await _outcomes(batch[0].work, [each.item for each in batch])
                for each, outcome in zip(batch, outcomes, strict=True):
                    _tell(each.verdict, outcome)
        finally:
            del self._queues[key]

    def _next_batch(self, queue: deque[_Waiting]) -> list[_Waiting]:
        batch = [queue.popleft()]
        kind = batch[0].kind
        while kind and queue and queue[0].kind == kind and len(batch) < self._largest_batch:
            batch.append(queue.popleft())
        return batch


async def _outcomes(work: Work, items: Sequence[Any]) -> Sequence[Any]:
    """Work on the items together; if that fails, find out which one is to blame.

    When the database is away or a neighbour always faster, nobody is to blame.
    """
    try:
        return await work(items)
    except Exception as error:  # noqa: BLE001 - whatever it is, its submitter is told
        away = error if isinstance(error, Refusal) else refusal_for(error)
        if away is not None or len(items) == 1:
            return [away or error] * len(items)
    half = len(items) // 2
    return [*await _outcomes(work, items[:half]), *await _outcomes(work, items[half:])]


def _tell(verdict: "asyncio.Future[Any]", outcome: Any) -> None:
    if verdict.done():
        return
    if isinstance(outcome, Exception):
        verdict.set_exception(outcome)
    else:
        verdict.set_result(outcome)
