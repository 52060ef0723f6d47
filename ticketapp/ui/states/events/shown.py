"""Events as pages show them: facts for the browser, which puts them into words."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from ticketapp.events.models import Event, EventStatus
from ticketapp.events.rules import status_at, tags_of
from ticketapp.events.sale import sale_at

MOST_TAGS, LONGEST_TAG = 12, 40
MOST_SPEAKERS, LONGEST_NAME, LONGEST_ABOUT = 30, 120, 200
# What a speaker does, under any of the names that people give it.
ABOUT = ("role", "title", "position", "affiliation", "organisation", "organization", "company")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_JOINERS = "\u200c\u200d"  # without them some scripts and signs fall apart


class Speaker(TypedDict):
    name: str
    about: str


class SaleShown(TypedDict):
    """Where the sale stands; `fill` is the part of the seats that are taken, in percent."""

    state: str
    left: int
    waiting: int
    capacity: int
    fill: int
    opens_at: str
    closes_at: str


class EventCard(TypedDict):
    """What a list shows of an event."""

    id: str
    href: str
    name: str
    place: str
    starts_at: str
    ends_at: str
    zone: str
    running: bool
    sale: SaleShown


def card_of(event: Event, now: datetime) -> EventCard:
    status = status_at(event.status, event.starts_at, event.ends_at, now)
    return EventCard(
        id=event.id,
        href=f"/events/{event.slug}",
        name=event.name,
        place=event.location,
        starts_at=event.starts_at.isoformat(),
        ends_at=event.ends_at.isoformat(),
        zone=event.timezone,
        running=status is EventStatus.active,
        sale=sale_of(event, now),
    )


def sale_of(event: Event, now: datetime) -> SaleShown:
    sale = sale_at(event, now)
    closes_early = event.booking_closes_at and event.booking_closes_at < event.ends_at
    return SaleShown(
        state=sale.state.value,
        left=sale.left,
        waiting=event.waitlisted,
        capacity=event.capacity,
        fill=100 - 100 * sale.left // event.capacity,
        opens_at=event.booking_opens_at.isoformat() if event.booking_opens_at else "",
        closes_at=event.booking_closes_at.isoformat()
        if event.booking_closes_at and closes_early
        else "",
    )


def tags_shown(metadata: Mapping[str, Any]) -> list[str]:
    """The tags that look like some: short words, each once."""
    tags = (_clean(tag) for tag in tags_of(metadata))
    fitting = [tag for tag in tags if 0 < len(tag) <= LONGEST_TAG]
    return list(dict.fromkeys(fitting))[:MOST_TAGS]


def speakers_shown(metadata: Mapping[str, Any]) -> list[Speaker]:
    """Who speaks, as far as the metadata can be read: names, or objects with a name."""
    given = metadata.get("speakers")
    if not isinstance(given, list):
        return []
    speakers = (_speaker(each) for each in given)
    return [speaker for speaker in speakers if speaker["name"]][:MOST_SPEAKERS]


def _speaker(given: Any) -> Speaker:
    if isinstance(given, str):
        return Speaker(name=_short(given, LONGEST_NAME), about="")
    if not isinstance(given, Mapping):
        return Speaker(name="", about="")
    about = [given[key] for key in ABOUT if isinstance(given.get(key), str)]
    return Speaker(
        name=_short(given.get("name"), LONGEST_NAME),
        about=_short(", ".join(about), LONGEST_ABOUT),
    )


def _short(text: Any, length: int) -> str:
    """One line of at most that length; nothing for what is no text."""
    line = _clean(text) if isinstance(text, str) else ""
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def _clean(text: str) -> str:
    """One line without signs that can't be seen or turn the direction of others."""
    spaced = " ".join(text.split())
    return "".join(
        sign for sign in spaced if sign in _JOINERS or unicodedata.category(sign) not in _INVISIBLE
    ).strip()
