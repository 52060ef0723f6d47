"""The picture on top of an event.

What it is called is made of what it shows, so that it may be cached for ever: another picture is
another cover.
"""

import asyncio
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from ticketapp.accounts.access import require_admin
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Files, Session
from ticketapp.core.errors import NotFound
from ticketapp.events import repository
from ticketapp.events.errors import EventIsOver
from ticketapp.events.models import FINAL, Event
from ticketapp.events.pictures import SUFFIX, WIDTHS, variants_of
from ticketapp.events.rules import status_at

BUCKET = "covers"
_ID_LENGTH = 32
_NAME = re.compile(rf"[0-9a-f]{{{_ID_LENGTH}}}-({'|'.join(map(str, WIDTHS))})\.{SUFFIX}")
_UPLOADS_TAKE_AT_MOST = timedelta(hours=1)

# One picture at a time: a large one takes 200 MB while it is decoded.
_painter = ThreadPoolExecutor(1, thread_name_prefix="pictures")


async def put_cover(ctx: Context, actor: Actor, event_id: str, content: bytes) -> Event:
    """Make this picture the event's cover, in place of the one it may have.

    Refusals: `UnsupportedPicture`, `UnusablePicture`, `EventIsOver`.
    """
    event = await _changeable(ctx, actor, event_id)
    variants = await asyncio.get_running_loop().run_in_executor(_painter, variants_of, content)
    digest = sha256(event.id.encode())
    for variant in variants.values():
        digest.update(variant)
    cover = digest.hexdigest()[:_ID_LENGTH]
    if cover == event.cover:
        return event
    for width, variant in variants.items():
        await _files(ctx).put(name_of(cover, width), variant)
    return await _set(ctx, actor, event, cover)


async def remove_cover(ctx: Context, actor: Actor, event_id: str) -> Event:
    """Show the event without a picture. Nobody can get at the old one any more."""
    event = await _changeable(ctx, actor, event_id)
    return await _set(ctx, actor, event, None) if event.cover else event


async def read_cover(ctx: Context, name: str) -> bytes | None:
    """One size of a cover by its `name_of`, if an event has it."""
    return await _files(ctx).get(name) if _NAME.fullmatch(name) else None


async def sweep_covers(ctx: Context) -> int:
    """Remove the files that no event has any more, or never got; answer how many."""
    return await _files(ctx).sweep(ctx.clock.now() - _UPLOADS_TAKE_AT_MOST)


async def let_go_of(ctx: Context, session: Session, event: Event) -> None:
    """Keep the event's cover no longer, in the transaction that takes it or the event away."""
    if event.cover:
        await _files(ctx).let_go(session, _names(event.cover))


def name_of(cover: str, width: int) -> str:
    return f"{cover}-{width}.{SUFFIX}"


def address_of(cover: str, width: int) -> str:
    """Where a cover is served, from the site's root on."""
    return f"/covers/{name_of(cover, width)}"


async def _set(ctx: Context, actor: Actor, event: Event, cover: str | None) -> Event:
    now = ctx.clock.now()

    async def work(session: Session) -> None:
        stored = await _stored(ctx, event.id, session)
        await let_go_of(ctx, session, stored)
        await repository.set_cover(ctx.db, session, event.id, cover, now)
        if cover:
            await _files(ctx).keep(session, _names(cover))
        await record(
            ctx, session, actor, "event.cover_changed", Target(event.id, event.name),
            before={"cover": stored.cover}, after={"cover": cover},
        )  # fmt: skip

    await ctx.db.transaction(work)
    return replace(event, cover=cover, updated_at=now)


async def _changeable(ctx: Context, actor: Actor, event_id: str) -> Event:
    require_admin(actor)
    event = await _stored(ctx, event_id)
    if status_at(event.status, event.starts_at, event.ends_at, ctx.clock.now()) in FINAL:
        raise EventIsOver
    return event


async def _stored(ctx: Context, event_id: str, session: Session | None = None) -> Event:
    event = await repository.by_id_or_slug(ctx.db, event_id, session)
    if event is None:
        raise NotFound
    return event


def _names(cover: str) -> Sequence[str]:
    return [name_of(cover, width) for width in WIDTHS]


def _files(ctx: Context) -> Files:
    return ctx.db.files(BUCKET)
