"""Files about events that are no pages: covers, calendars, and the map for search engines."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticketapp.core.actor import anonymous
from ticketapp.core.context import Context
from ticketapp.core.errors import NotFound
from ticketapp.core.paging import PageRequest
from ticketapp.events import service
from ticketapp.events.calendar import MEDIA_TYPE as CALENDAR
from ticketapp.events.calendar import calendar_of
from ticketapp.events.covers import read_cover
from ticketapp.events.models import EventFilter
from ticketapp.events.pictures import MEDIA_TYPE as PICTURE
from ticketapp.web.answers import origin_of
from ticketapp.web.forms import answering
from ticketapp.web.negotiation import best_encoding, has_current

MOST_IN_FEED = 250
MOST_IN_MAP = 49_000  # a map may name 50,000 addresses
_PAGES = ("/",)
_FEED_LASTS = timedelta(minutes=5)
_MAP_LASTS = timedelta(hours=1)
_ROBOTS = """User-agent: *
Disallow: /admin
Disallow: /api/
Disallow: /door
Disallow: /me
Sitemap: {address}/sitemap.xml
"""


def event_routes() -> tuple[Route, ...]:
    feed = _Kept(_feed, CALENDAR, _FEED_LASTS)
    site_map = _Kept(_site_map, "application/xml", _MAP_LASTS)
    return (
        Route("/covers/{name}", answering(_cover)),
        Route("/events/{event_id}/calendar.ics", answering(_calendar)),
        Route("/events.ics", answering(feed)),
        Route("/sitemap.xml", answering(site_map)),
        Route("/robots.txt", answering(_robots)),
    )


async def _cover(ctx: Context, request: Request) -> Response:
    """One size of a picture. What its name stands for never changes."""
    name: str = request.path_params["name"]
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "ETag": f'"{name}"',
    }
    content = await read_cover(ctx, name)
    if content is None:
        raise NotFound
    if has_current(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return _sent(request, content, headers, PICTURE)


async def _calendar(ctx: Context, request: Request) -> Response:
    """One event for a calendar; a cancelled one takes itself off."""
    who = anonymous(origin_of(request.scope))
    event = await service.get_event(ctx, who, request.path_params["event_id"])
    content = calendar_of([event], ctx.settings)
    headers = {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{event.slug}.ics"',
        "ETag": _tag(content),
    }
    if has_current(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return _sent(request, content, headers, CALENDAR)


async def _robots(ctx: Context, request: Request) -> Response:
    content = _ROBOTS.format(address=ctx.settings.public_url).encode()
    headers = {"Cache-Control": "public, max-age=86400"}
    return _sent(request, content, headers, "text/plain; charset=utf-8")


async def _feed(ctx: Context) -> bytes:
    """The next events, to subscribe to."""
    part = PageRequest(limit=MOST_IN_FEED, total=0)  # nobody asks how many there are
    page = await service.find_events(ctx, anonymous(), EventFilter(), part)
    return await asyncio.to_thread(
        calendar_of, page.items, ctx.settings, name=ctx.settings.site_name
    )


async def _site_map(ctx: Context) -> bytes:
    found = await service.find_addresses(ctx, MOST_IN_MAP)
    return await asyncio.to_thread(_map_of, ctx.settings.public_url, found)


def _map_of(address: str, events: list[tuple[str, datetime]]) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(f"<url><loc>{escape(address + page)}</loc></url>" for page in _PAGES),
        *(
            f"<url><loc>{escape(f'{address}/events/{slug}')}</loc>"
            f"<lastmod>{changed.isoformat()}</lastmod></url>"
            for slug, changed in events
        ),
        "</urlset>",
    ]
    return "\n".join(lines).encode()


@dataclass(frozen=True, slots=True)
class _Made:
    plain: bytes
    zipped: bytes
    etag: str
    until: datetime


class _Kept:
    """A file that takes a while to make: a process makes it at most once in so long."""

    def __init__(
        self, make: Callable[[Context], Awaitable[bytes]], media_type: str, lasts: timedelta
    ) -> None:
        self._make = make
        self._media_type = media_type
        self._lasts = lasts
        self._one_at_a_time = asyncio.Lock()
        self._made: _Made | None = None

    async def __call__(self, ctx: Context, request: Request) -> Response:
        made = await self._fresh(ctx)
        headers = {
            "Cache-Control": f"public, max-age={int(self._lasts.total_seconds())}",
            "ETag": made.etag,
            "Vary": "Accept-Encoding",
        }
        if has_current(request.headers, made.etag):
            return Response(status_code=304, headers=headers)
        if not best_encoding(request.headers, ("gzip",)):
            return _sent(request, made.plain, headers, self._media_type)
        headers["Content-Encoding"] = "gzip"
        return _sent(request, made.zipped, headers, self._media_type)

    async def _fresh(self, ctx: Context) -> _Made:
        async with self._one_at_a_time:
            now = ctx.clock.now()
            if self._made is None or now >= self._made.until:
                plain = await self._make(ctx)
                zipped = await asyncio.to_thread(gzip.compress, plain, mtime=0)
                self._made = _Made(plain, zipped, f"W/{_tag(plain)}", now + self._lasts)
            return self._made


def _tag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:20]}"'


def _sent(request: Request, content: bytes, headers: dict[str, str], media_type: str) -> Response:
    response = Response(content, headers=headers, media_type=media_type)
    if request.method == "HEAD":
        response.body = b""
    return response
