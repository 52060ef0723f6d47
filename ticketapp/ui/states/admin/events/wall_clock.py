"""Times as a clock on the wall at an event's place shows them, and the moments they mean."""

from datetime import UTC, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from ticketapp.core.errors import FieldError, Invalid
from ticketapp.core.i18n import N_
from ticketapp.events.models import EventFields
from ticketapp.events.rules import comes_twice, to_utc

_NEEDED_TIMES = ("starts_at", "ends_at")
_NEEDED = N_("This is needed.")
_NO_TIME = N_("Choose a day and a time.")
_STRANGE_TIME = N_("Choose a time between 1970 and 3000.")


class Doubled(TypedDict):
    """A time that comes twice: how far the clocks are off UTC the first and the second time."""

    first: str
    second: str


def moment_of(field: str, text: str, zone: str, *, second: bool = False) -> datetime | None:
    """The moment that a field of the form means; None where it is left empty and may be."""
    if not text.strip():
        if field in _NEEDED_TIMES:
            raise Invalid(FieldError(field, "required", _NEEDED))
        return None
    local = _local(text)
    if local is None:
        raise Invalid(FieldError(field, "no_time", _NO_TIME))
    try:
        return to_utc(local, zone, field, second=second)
    except OverflowError:  # at the very ends of the calendar
        raise Invalid(FieldError(field, "out_of_range", _STRANGE_TIME)) from None


def doubled(text: str, zone: str) -> Doubled | None:
    """How the two moments differ that clocks at the place show this time at, if there are two."""
    local = _local(text)
    try:
        if local is None or not comes_twice(local, zone):
            return None
    except OverflowError:
        return None
    first, second = (local.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    return Doubled(first=_offset(first), second=_offset(second))


def on_the_wall(there: datetime) -> str:
    """A time at the event's place, in the form that a browser's field for times has."""
    precision = "minutes"
    if there.second or there.microsecond:
        precision = "milliseconds" if there.microsecond else "seconds"
    return there.replace(tzinfo=None).isoformat(timespec=precision)


def start_a_week_later(event: EventFields, now: datetime) -> str:
    """The usual start of a copy: the same day of the week and time, the next that is to come."""
    zone = ZoneInfo(event.timezone)
    week, start = timedelta(days=7), event.starts_at.astimezone(zone).replace(tzinfo=None)
    weeks = max((now.astimezone(zone).replace(tzinfo=None) - start) // week + 1, 1)
    return on_the_wall((start + weeks * week).replace(tzinfo=UTC))


def _local(text: str) -> datetime | None:
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return None if local.tzinfo else local


def _offset(moment: datetime) -> str:
    """As in UTC+2 or UTC−3:30."""
    offset = moment.utcoffset() or timedelta()
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "−" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")
