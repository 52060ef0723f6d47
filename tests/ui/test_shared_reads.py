"""One read for all who heard of the same change, and never one that is too old."""

import asyncio

import pytest

from ticketapp.ui.states.shared_reads import SharedReads


class Source:
    """Something to read that counts how often it is, each time a new value."""

    def __init__(self) -> None:
        self.reads = 0
        self.begun: asyncio.Queue[int] = asyncio.Queue()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def read(self) -> int:
        self.reads += 1
        value = self.reads
        self.begun.put_nowait(value)
        await self.go_on.wait()
        return value


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_all_who_heard_of_a_change_before_the_read_began_share_it():
    source, shared, heard_at = Source(), SharedReads[int](), now()
    values = await asyncio.gather(*(shared.get("x", heard_at, source.read) for _ in range(100)))
    assert values == [1] * 100
    assert await shared.get("x", heard_at, source.read) == 1


async def test_who_heard_of_a_later_change_gets_a_later_read_even_while_one_is_under_way():
    source, shared = Source(), SharedReads[int]()
    source.go_on.clear()
    early = asyncio.create_task(shared.get("x", now(), source.read))
    assert await source.begun.get() == 1
    late = asyncio.create_task(shared.get("x", now() + 1, source.read))
    assert await source.begun.get() == 2
    source.go_on.set()
    assert (await early, await late) == (1, 2)


async def test_somebody_who_leaves_takes_the_read_from_nobody_else():
    source, shared, heard_at = Source(), SharedReads[int](), now()
    source.go_on.clear()
    leaving = asyncio.create_task(shared.get("x", heard_at, source.read))
    staying = asyncio.create_task(shared.get("x", heard_at, source.read))
    assert await source.begun.get() == 1
    leaving.cancel()
    source.go_on.set()
    assert await staying == 1


async def test_a_read_that_failed_is_tried_again_by_the_next():
    source, shared, heard_at = Source(), SharedReads[int](), now()

    async def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        await shared.get("x", heard_at, fail)
    assert await shared.get("x", heard_at, source.read) == 1
