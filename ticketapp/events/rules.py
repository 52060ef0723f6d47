"""Decisions about events that need no database."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

from ticketapp.core.errors import FieldError, Invalid
from ticketapp.core.i18n import N_
from ticketapp.events.models import EventFields, EventStatus

NAME_LENGTH = 200
LOCATION_LENGTH = 300
DESCRIPTION_LENGTH = 20_000
LARGEST_CAPACITY = 1_000_000
LARGEST_BOOKING = 100
REASON_LENGTH = 1_000
METADATA_BYTES = 16 * 1024
METADATA_DEPTH = 5
LONGEST_EVENT = timedelta(days=366)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(3000, 1, 1, tzinfo=UTC)
LARGEST_INTEGER = 2**63 - 1
SHORTEST_PREFIX = 2
LONGEST_PREFIX = 12
MOST_WORDS = 40

MOMENTS = (
    "starts_at",
    "ends_at",
    "booking_opens_at",
    "booking_closes_at",
    "cancel_until",
    "waitlist_closes_at",
    "doors_open_at",
)

_CONTROL = {"Cc", "Cs", "Co", "Cn"}
_DECEIVING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_STRANGE_TIME = N_("Choose a time between 1970 and 3000.")
_PUT_AFTER_START = N_("The end must be after the start.")


def checked(fields: EventFields) -> EventFields:
    """The same fields, names trimmed; refuses (`Invalid`) with a message for each wrong one."""
    errors = [*_wrong_texts(fields), *_wrong_numbers(fields), *_wrong_times(fields)]
    if message := wrong_metadata(fields.metadata):
        errors.append(FieldError("metadata", "invalid_metadata", message))
    if errors:
        raise Invalid(*errors)
    return fields


def checked_reason(reason: str) -> str:
    """The reason for a cancellation, trimmed; refused as the texts of an event are."""
    reason = tidy(reason)
    if error := _wrong_text("reason", reason, REASON_LENGTH):
        raise Invalid(error)
    return reason


def tidy(text: str) -> str:
    """One line without stray white space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def wrong_metadata(metadata: Mapping[str, Any]) -> str | None:
    """Why these metadata can't be kept, if so."""
    if _depth(metadata) > METADATA_DEPTH:
        return N_("Metadata may be nested 5 levels deep at most.")
    if any("$" in key or "." in key or "\0" in key for key in _keys(metadata)):
        return N_("Names in metadata may not hold $, a dot or a control character.")
    if any(isinstance(each, int) and abs(each) > LARGEST_INTEGER for each in _values(metadata)):
        return N_("A number in the metadata is too large.")
    try:
        size = len(json.dumps(metadata, ensure_ascii=False, allow_nan=False).encode())
    except (TypeError, ValueError):
        return N_("Metadata must be JSON.")
    return N_("Metadata may take 16 KB at most.") if size > METADATA_BYTES else None


def moved(fields: EventFields, starts_at: datetime) -> EventFields:
    """The same event at another time: all its times keep their distance from the start."""
    if not EARLIEST <= starts_at < LATEST:
        raise Invalid(FieldError("starts_at", "out_of_range", _STRANGE_TIME))
    shift = starts_at - fields.starts_at
    times = {name: value + shift for name in MOMENTS if (value := getattr(fields, name))}
    return replace(fields, **times)


def status_at(
    status: EventStatus, starts_at: datetime, ends_at: datetime, now: datetime
) -> EventStatus:
    """What the status is by the clock, however late the stored one may be flipped."""
    if status in {EventStatus.upcoming, EventStatus.active}:
        if now >= ends_at:
            return EventStatus.closed
        if now >= starts_at:
            return EventStatus.active
    return status


def slug_of(name: str) -> str:
    """The name as it stands in an address."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ẞ", "SS"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-") or "event"


def search_terms(*texts: str) -> list[str]:
    """The beginnings of every word, by which an event is found without scanning.

    A word of 12 letters or more is found by its first 12, too.
    """
    words = list(dict.fromkeys(word for text in texts for word in words_of(text)))[:MOST_WORDS]
    beginnings: set[str] = set()
    for word in words:
        beginnings.update(word[:end] for end in range(SHORTEST_PREFIX, LONGEST_PREFIX + 1))
    return sorted(beginnings)


def event_terms(fields: EventFields) -> list[str]:
    """What an event is found by: beginnings of words in its name, place and tags, and whole words
    of its description, whose beginnings would make up most of the index and lead nowhere.
    """
    beginnings = search_terms(fields.name, fields.location, *tags_of(fields.metadata))
    described = list(dict.fromkeys(words_of(fields.description)))[:MOST_WORDS]
    return sorted({*beginnings, *described})


def tags_of(metadata: Mapping[str, Any]) -> list[str]:
    """The tags among an event's metadata, whatever else may stand there."""
    tags = metadata.get("tags")
    return [str(tag) for tag in _inside(tags) if isinstance(tag, str)]


def words_of(text: str) -> list[str]:
    """Words to search with or be found by: case and accents don't count."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [word[:LONGEST_PREFIX] for word in re.findall(r"\w+", bare) if len(word) > 1]


def to_utc(local: datetime, timezone: str, field: str, *, second: bool = False) -> datetime:
    """The moment that a clock on the wall at the event's place shows as `local`.

    A time that is skipped when the clocks go forward is refused. One that comes twice when they
    go back means the first unless the `second` is asked for; `comes_twice` lets a screen say so.
    """
    moment = local.replace(tzinfo=ZoneInfo(timezone), fold=int(second))
    there = moment.astimezone(UTC)
    if there.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) != local:
        message = N_("The clocks go forward then: this time does not exist. Choose another.")
        raise Invalid(FieldError(field, "no_such_local_time", message))
    return there


def comes_twice(local: datetime, timezone: str) -> bool:
    """Whether clocks at the event's place show `local` twice, because they go back."""
    zone = ZoneInfo(timezone)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    there = {moment.astimezone(zone).replace(tzinfo=None) for moment in (first, second)}
    return first != second and there == {local}


@cache
def time_zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})


def _wrong_texts(fields: EventFields) -> Iterable[FieldError]:
    limits = {"name": NAME_LENGTH, "location": LOCATION_LENGTH, "description": DESCRIPTION_LENGTH}
    for field, limit in limits.items():
        text = cast("str", getattr(fields, field))
        if not text and field != "description":
            yield FieldError(field, "required", N_("This is needed."))
        elif error := _wrong_text(field, text, limit):
            yield error
    if fields.timezone not in time_zones():
        message = N_("Choose a time zone such as Europe/Berlin.")
        yield FieldError("timezone", "unknown_timezone", message)


def _wrong_text(field: str, text: str, limit: int) -> FieldError | None:
    if len(text) > limit:
        return FieldError(field, "too_long", N_("This is too long."))
    if _deceives(text, allowed="\n\r\t" if field == "description" else ""):
        return FieldError(field, "control_characters", N_("Leave out control characters."))
    return None


def _wrong_numbers(fields: EventFields) -> Iterable[FieldError]:
    limits = {
        "capacity": LARGEST_CAPACITY,
        "max_per_booking": LARGEST_BOOKING,
        "max_per_person": LARGEST_CAPACITY,
    }
    for field, limit in limits.items():
        number = cast("int", getattr(fields, field))
        if number < 1:
            yield FieldError(field, "too_small", N_("This must be at least 1."))
        elif number > limit:
            yield FieldError(field, "too_large", N_("This number is too large."))


def _wrong_times(fields: EventFields) -> Iterable[FieldError]:
    moments = {name: getattr(fields, name) for name in MOMENTS}
    strange = [name for name, at in moments.items() if at and not EARLIEST <= at < LATEST]
    if strange:
        yield from (FieldError(field, "out_of_range", _STRANGE_TIME) for field in strange)
        return
    if fields.ends_at <= fields.starts_at:
        yield FieldError("ends_at", "ends_before_start", _PUT_AFTER_START)
        return
    if fields.ends_at - fields.starts_at > LONGEST_EVENT:
        yield FieldError("ends_at", "too_long", N_("An event may last a year at most."))
    opens, closes = fields.booking_opens_at, fields.booking_closes_at
    if opens and opens >= (closes or fields.ends_at):
        message = N_("Booking must open before it closes.")
        yield FieldError("booking_opens_at", "opens_after_close", message)
    if closes and closes > fields.ends_at:
        message = N_("Booking can't close after the end.")
        yield FieldError("booking_closes_at", "after_end", message)
    for field in ("cancel_until", "waitlist_closes_at", "doors_open_at"):
        moment = cast("datetime | None", getattr(fields, field))
        if moment and moment > fields.ends_at:
            yield FieldError(field, "after_end", N_("This can't be after the end."))


def _deceives(text: str, *, allowed: str = "") -> bool:
    return any(
        sign in _DECEIVING or (unicodedata.category(sign) in _CONTROL and sign not in allowed)
        for sign in text
    )


def _depth(value: Any) -> int:
    """How deep objects and lists are nested; it stops counting once that is too deep."""
    level, present = 0, _inside([value])
    while any(isinstance(each, Mapping | list) for each in present) and level <= METADATA_DEPTH:
        level += 1
        present = [inner for each in present for inner in _inside(each)]
    return level


def _keys(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        yield from cast("Mapping[str, Any]", value)
    for inner in _inside(value):
        yield from _keys(inner)


def _values(value: Any) -> Iterable[Any]:
    for inner in _inside(value):
        yield inner
        yield from _values(inner)


def _inside(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(cast("Mapping[str, Any]", value).values())
    return cast("list[Any]", value) if isinstance(value, list) else []
