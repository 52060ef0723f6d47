"""What the page of an event says before it comes alive: to previews, search engines and readers
without scripts."""

import html
import json
import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone_name

from ticketapp.core.actor import anonymous
from ticketapp.core.context import get_context
from ticketapp.core.errors import NotFound
from ticketapp.core.i18n import N_, Locale, translate
from ticketapp.core.settings import Settings
from ticketapp.events import service
from ticketapp.events.covers import address_of
from ticketapp.events.markdown import to_html, to_text
from ticketapp.events.models import Event, EventStatus
from ticketapp.events.pictures import WIDTHS
from ticketapp.web.head import Head

_PAGE = re.compile(r"/events/([^/]+)/?")
_NO_SUCH_EVENT = N_("No such event")
_CANCELLED = N_("This event is cancelled.")
_LONGEST_PREVIEW = 300
_AN_EVENING = timedelta(hours=12)
_SHARED_PICTURE = "/share.png"


async def event_head(path: str, locale: Locale) -> Head | None:
    """The head of an event's page; not found for a draft, too, for nobody can tell who asks."""
    asked = _PAGE.fullmatch(path)
    if asked is None:
        return None
    ctx = get_context()
    try:
        event = await service.get_event(ctx, anonymous(), asked[1])
    except NotFound:
        title = f"{translate(_NO_SUCH_EVENT, locale)} · {ctx.settings.site_name}"
        return Head(title=title, found=False)
    return head_of(event, ctx.settings, locale)


def head_of(event: Event, settings: Settings, locale: Locale) -> Head:
    picture = address_of(event.cover, max(WIDTHS)) if event.cover else _SHARED_PICTURE
    return Head(
        title=f"{event.name} · {settings.site_name}",
        description=_preview(event, locale),
        image=f"{settings.public_url}{picture}",
        url=_address(event, settings),
        kind="event",
        data=_data(event, settings),
        body=_words(event, locale),
    )


def when(event: Event, locale: Locale) -> str:
    """Day, hours and zone at the event's place."""
    zone = ZoneInfo(event.timezone)
    begin, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    until = format_time(end, "short", locale=locale)
    if begin.date() != end.date():
        until = f"{format_date(end, 'full', locale=locale)}, {until}"
    named = get_timezone_name(begin, "long", locale=locale)
    since = (
        f"{format_date(begin, 'full', locale=locale)}, {format_time(begin, 'short', locale=locale)}"
    )
    return f"{since} – {until} ({named})"


def _preview(event: Event, locale: Locale) -> str:
    facts = [when(event, locale), event.location]
    if event.status is EventStatus.cancelled:
        facts.insert(0, translate(_CANCELLED, locale))
    words = " ".join(to_text(event.description).split())
    text = " · ".join([*facts, words] if words else facts)
    return text if len(text) <= _LONGEST_PREVIEW else f"{text[: _LONGEST_PREVIEW - 1].rstrip()}…"


def _words(event: Event, locale: Locale) -> str:
    parts = [
        f"<h1>{html.escape(event.name)}</h1>",
        f'<p><time datetime="{event.starts_at.isoformat()}">{_time(event, locale)}</time></p>',
        f"<p>{html.escape(event.location)}</p>",
    ]
    if event.status is EventStatus.cancelled:
        reason = html.escape(event.cancelled_reason)
        parts.append(
            f"<p><strong>{html.escape(translate(_CANCELLED, locale))}</strong> {reason}</p>"
        )
    parts.append(to_html(event.description))
    return "".join(parts)


def _time(event: Event, locale: Locale) -> str:
    """As many lines as the page needs for it, so that nothing moves when the page takes over."""
    zone = ZoneInfo(event.timezone)
    moments = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    begin, end = (format_time(moment, "short", locale=locale) for moment in moments)
    named = moments[0].tzname()
    if event.ends_at - event.starts_at < _AN_EVENING:
        day = format_date(moments[0], "full", locale=locale)
        return f"{html.escape(day)} <span>{html.escape(f'{begin} – {end} {named}')}</span>"
    first, last = (format_skeleton("MMMEd", moment, locale=locale) for moment in moments)
    return html.escape(f"{first}, {begin} – {last}, {end} {named}")


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
