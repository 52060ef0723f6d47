"""What happened when many did the same at once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable


async def outcomes_of(calls: Iterable[Awaitable[object]]) -> Counter[str]:
    """Run all at once; count the results and refusals by the name of their type."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    return Counter(type(result).__name__ for result in results)
