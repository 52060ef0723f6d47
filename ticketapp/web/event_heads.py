"""What the page of an event says before it comes alive: to previews, search engines and readers
without scripts."""

import html
import json
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone_name

from ticketapp.core.actor import Origin, anonymous
from ticketapp.core.context import get_context
from ticketapp.core.errors import NotFound
from ticketapp.core.i18n import N_, Locale, translate
from ticketapp.core.settings import Settings
from ticketapp.events import service
from ticketapp.events.covers import address_of
from ticketapp.events.markdown import to_html, to_text
from ticketapp.events.models import Event, EventStatus
from ticketapp.events.pictures import WIDTHS
from ticketapp.events.rules import status_at
from ticketapp.web.head import Head

_PAGE = re.compile(r"/events/([^/]+)/?")
_NO_SUCH_EVENT = N_("No such event")
_ON_NOW = N_("On now")
_CANCELLED = N_("This event is cancelled.")
_LONGEST_PREVIEW = 300
# How wide a cover is on the page, for the browser to choose the file by.
COVER_SIZES = "(width < 60rem) 100vw, 50rem"
_HALF_A_DAY, _MORNING = timedelta(hours=12), 6
_ICON = '<span class="icon"></span>'  # its place
_SHARED_PICTURE = "/share.png"


async def event_head(path: str, origin: Origin) -> Head | None:
    """The head of an event's page; not found for a draft, too, for nobody can tell who asks."""
    asked = _PAGE.fullmatch(path)
    if asked is None:
        return None
    ctx = get_context()
    try:
        event = await service.get_event(ctx, anonymous(), asked[1])
    except NotFound:
        title = f"{translate(_NO_SUCH_EVENT, origin.locale)} · {ctx.settings.site_name}"
        return Head(title=title, found=False)
    return head_of(event, ctx.settings, origin, ctx.clock.now())


def head_of(event: Event, settings: Settings, origin: Origin, now: datetime) -> Head:
    picture = address_of(event.cover, max(WIDTHS)) if event.cover else _SHARED_PICTURE
    return Head(
        title=f"{event.name} · {settings.site_name}",
        description=_preview(event, origin),
        image=f"{settings.public_url}{picture}",
        url=_address(event, settings),
        kind="event",
        data=_data(event, settings),
        body=_words(event, origin, now),
    )


def when(event: Event, variety: str) -> str:
    """Day, hours and zone at the event's place, as they are written in a variety of a language."""
    zone = ZoneInfo(event.timezone)
    begin, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    until = format_time(end, "short", locale=variety)
    if begin.date() != end.date():
        until = f"{format_date(end, 'full', locale=variety)}, {until}"
    named = get_timezone_name(begin, "long", locale=variety)
    since = format_time(begin, "short", locale=variety)
    day = format_date(begin, "full", locale=variety)
    return f"{day}, {since} – {until} ({named})"


def _preview(event: Event, origin: Origin) -> str:
    facts = [when(event, origin.variety), event.location]
    if event.status is EventStatus.cancelled:
        facts.insert(0, translate(_CANCELLED, origin.locale))
    words = " ".join(to_text(event.description).split())
    text = " · ".join([*facts, words] if words else facts)
    return text if len(text) <= _LONGEST_PREVIEW else f"{text[: _LONGEST_PREVIEW - 1].rstrip()}…"


def _words(event: Event, origin: Origin, now: datetime) -> str:
    """In the shape that the page gives them, so that nothing moves when the page takes over."""
    parts = [
        _notice(event, origin.locale),
        _cover(event),
        '<div class="event-head">',
        _running(event, origin.locale, now),
        f"<h1>{html.escape(event.name)}</h1>",
        _fact(f'<span class="event-time">{_time(event, origin.variety)}</span>'),
        _fact(html.escape(event.location)),
        "</div>",
    ]
    if event.description:
        prose = f'<div class="prose">{to_html(event.description)}</div>'
        parts.append(f'<section class="event-section">{prose}</section>')
    return f'<div class="event-main">{"".join(parts)}</div>'


def _notice(event: Event, locale: Locale) -> str:
    if event.status is not EventStatus.cancelled:
        return ""
    said = html.escape(translate(_CANCELLED, locale))
    words = f"<span><strong>{said}</strong> {html.escape(event.cancelled_reason)}</span>"
    return f'<div class="event-notices"><div class="message stop">{_ICON}{words}</div></div>'


def _cover(event: Event) -> str:
    if not event.cover:
        return ""
    small, large = (address_of(event.cover, width) for width in WIDTHS)
    sources = f"{small} {WIDTHS[0]}w, {large} {WIDTHS[1]}w"
    chosen = f'src="{large}" srcset="{sources}" sizes="{COVER_SIZES}"'
    return f'<img class="event-cover" {chosen} alt=""/>'


def _running(event: Event, locale: Locale, now: datetime) -> str:
    if status_at(event.status, event.starts_at, event.ends_at, now) is not EventStatus.active:
        return ""
    return f'<span class="badge go">{html.escape(translate(_ON_NOW, locale))}</span>'


def _fact(content: str) -> str:
    return f'<p class="event-fact">{_ICON}<span>{content}</span></p>'


def _time(event: Event, variety: str) -> str:
    """The day and the hours, or all in one for what lasts longer than an evening."""
    zone = ZoneInfo(event.timezone)
    moments = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    begin, end = (format_time(moment, "short", locale=variety) for moment in moments)
    named = moments[0].tzname()
    if _is_one_evening(*moments):
        day = format_date(moments[0], "full", locale=variety)
        return _part("date", event, day) + _part("hours", event, f"{begin} – {end} {named}")
    first, last = (format_skeleton("MMMEd", moment, locale=variety) for moment in moments)
    return _part("hours", event, f"{first}, {begin} – {last}, {end} {named}")


def _part(kind: str, event: Event, words: str) -> str:
    moment = event.starts_at.isoformat()
    return f'<time class="event-{kind}" datetime="{moment}">{html.escape(words)}</time>'


def _is_one_evening(begin: datetime, end: datetime) -> bool:
    """Whether it is over on the day it begins, or in the night after."""
    is_night = end - begin < _HALF_A_DAY and end.hour < _MORNING
    return begin.date() == end.date() or is_night


def _data(event: Event, settings: Settings) -> str:
    """The event as search engines read it (schema.org)."""
    zone = ZoneInfo(event.timezone)
    state = "EventCancelled" if event.status is EventStatus.cancelled else "EventScheduled"
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.name,
        "startDate": event.starts_at.astimezone(zone).isoformat(),
        "endDate": event.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": event.location, "address": event.location},
        "description": to_text(event.description),
        "url": _address(event, settings),
        "organizer": {
            "@type": "Organization", "name": settings.site_name, "url": settings.public_url,
        },
    }  # fmt: skip
    if event.cover:
        facts["image"] = [
            f"{settings.public_url}{address_of(event.cover, width)}" for width in WIDTHS
        ]
    return json.dumps(facts, ensure_ascii=False)


def _address(event: Event, settings: Settings) -> str:
    return f"{settings.public_url}/events/{event.slug}"
