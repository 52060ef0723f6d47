"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

from ticketapp.core.clock import to_milliseconds


class SettableClock:
    def __init__(self) -> None:
        self._now = to_milliseconds(datetime.now(UTC))

    def now(self) -> datetime:
        return self._now

    def advance(self, **duration: float) -> datetime:
        """Move on by a `timedelta`'s arguments."""
        self._now += timedelta(**duration)
        return self._now
