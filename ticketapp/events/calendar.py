"""Events as calendars read them (iCalendar, RFC 5545).

An event keeps its UID for ever and raises its SEQUENCE with every change that calendars show, so
that a calendar replaces what it has. Times are in UTC: a rule about daylight saving that changes
before the event can't move it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import icalendar

from ticketapp.core.settings import Settings
from ticketapp.events.markdown import to_text
from ticketapp.events.models import EventStatus
from ticketapp.outbox.message import sender_of

MEDIA_TYPE = "text/calendar; charset=utf-8"
FEED_IS_FRESH_FOR = timedelta(hours=1)
_LONGEST_DESCRIPTION = 2_000


class Method(StrEnum):
    """What the receiver is to do: show it, put it among the own dates, take it off again."""

    publish = "PUBLISH"
    request = "REQUEST"
    cancel = "CANCEL"


class Dated(Protocol):
    """What calendars show of an event; every `Event` has it."""

    @property
    def id(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def location(self) -> str: ...
    @property
    def status(self) -> EventStatus: ...
    @property
    def sequence(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def updated_at(self) -> datetime: ...


def calendar_of(
    events: Iterable[Dated],
    settings: Settings,
    *,
    method: Method = Method.publish,
    name: str = "",
) -> bytes:
    """A calendar file with these events; `name` makes it one to subscribe to."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{settings.site_name}//Ticketapp//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", FEED_IS_FRESH_FOR, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(entry_of(event, settings, method=method))
    return calendar.to_ical()


def entry_of(
    event: Dated, settings: Settings, *, method: Method = Method.publish
) -> icalendar.Event:
    """The event as an entry of a calendar."""
    address = f"{settings.public_url}/events/{event.slug}"
    called_off = event.status is EventStatus.cancelled or method is Method.cancel
    entry = icalendar.Event()
    entry.add("uid", uid_of(event))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("created", event.created_at)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.name)
    entry.add("location", event.location)
    entry.add("status", "CANCELLED" if called_off else "CONFIRMED")
    entry.add("url", address)
    entry.add("organizer", _organizer(settings))
    words = to_text(event.description)[:_LONGEST_DESCRIPTION]
    entry.add("description", f"{words}\n\n{address}" if words else address)
    return entry


def _organizer(settings: Settings) -> icalendar.vCalAddress:
    """Without one, calendars ignore what is mailed to take an entry off again (RFC 5546)."""
    sender = sender_of(settings)
    organizer = icalendar.vCalAddress(f"mailto:{sender.addr_spec}")
    organizer.params["CN"] = icalendar.vText(sender.display_name or settings.site_name)
    return organizer


def uid_of(event: Dated) -> str:
    """The same wherever and whenever a calendar meets the event."""
    return f"{event.id}@ticketapp"
