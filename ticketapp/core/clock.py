"""The one place that knows what time it is."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """This moment in UTC, in whole milliseconds as the database keeps them."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return to_milliseconds(datetime.now(UTC))


def to_milliseconds(moment: datetime) -> datetime:
    """Cut a time to what the database keeps, so that what is written equals what is read."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_rfc3339(moment: datetime) -> str:
    """The moment in UTC with milliseconds and ``Z``, as every answer says it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
