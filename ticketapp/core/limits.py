"""Rate limits, on the `limits` library: memory for one process, Redis for several."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import time

from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string

from ticketapp.core.errors import RateLimited
from ticketapp.core.settings import Settings, Switch


@dataclass(frozen=True, slots=True)
class Limit:
    """A named limit, as in ``Limit("sign-in", "5/minute")``; several parts join with `;`."""

    name: str
    rates: str

    @property
    def items(self) -> tuple[RateLimitItem, ...]:
        return tuple(parse(rate) for rate in self.rates.split(";"))


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of one rate of a limit; the API shows it as RateLimit-* headers."""

    limit: int
    remaining: int
    reset_in: int


_noted: ContextVar[list[Allowance] | None] = ContextVar("noted_allowances", default=None)


@contextmanager
def noting_allowances() -> Generator[list[Allowance]]:
    """Gather what every limit that is hit in here leaves, wherever below it is hit."""
    allowances: list[Allowance] = []
    token = _noted.set(allowances)
    try:
        yield allowances
    finally:
        _noted.reset(token)


WRITES = Limit("writes", "5/5 seconds")
READS = Limit("reads", "10/second")


class RateLimiter:
    """Counts hits per (limit, subject)."""

    def __init__(self, storage: Storage, *, enabled: bool = True) -> None:
        self._storage = storage
        self._limiter = MovingWindowRateLimiter(storage)
        self._enabled = enabled

    async def hit(self, limit: Limit, *subject: str) -> None:
        """Count one use by `subject`; refuse it with `RateLimited` when that is one too many."""
        if not self._enabled:
            return
        for item in limit.items:
            allowed = await self._limiter.hit(item, limit.name, *subject)
            window = await self._limiter.get_window_stats(item, limit.name, *subject)
            reset_in = max(1, round(window.reset_time - time()))
            _note(Allowance(item.amount, window.remaining if allowed else 0, reset_in))
            if not allowed:
                raise RateLimited(reset_in)

    async def ping(self) -> None:
        """Prove that the shared counters answer."""
        if not await self._storage.check():
            raise ConnectionError("the rate limits' storage does not answer")


def _note(allowance: Allowance) -> None:
    noted = _noted.get()
    if noted is not None:
        noted.append(allowance)


def make_limiter(settings: Settings) -> RateLimiter:
    options = {"implementation": "redispy"} if settings.redis_url else {}
    storage = storage_from_string(f"async+{settings.redis_url or 'memory://'}", **options)
    if not isinstance(storage, Storage):
        raise TypeError("limits gave a storage that is not asynchronous")
    return RateLimiter(storage, enabled=settings.rate_limits is Switch.on)
