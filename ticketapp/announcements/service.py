"""Telling everybody with a place at an event: that it moved, is called off, or begins soon.

An announcement is one small document, written in the transaction of what it tells. A job then
walks the bookings, some of them a transaction with their mails and the mark how far it came. So
100,000 people neither fit into one transaction nor hold up the sale, and whoever dies on the way
is followed by another, once the lease has ended. The fence makes what the first still wants to
write have no effect.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ticketapp.announcements import repository
from ticketapp.announcements.letters import notice
from ticketapp.announcements.models import STAGES, Announcement, AnnouncementKind
from ticketapp.bookings.following import end_some
from ticketapp.bookings.letters import REMINDER
from ticketapp.core.actor import Actor, Origin
from ticketapp.core.context import Context
from ticketapp.core.db import Document, Session
from ticketapp.core.paging import PageRequest
from ticketapp.events.models import LISTED, Event
from ticketapp.events.repository import by_id_or_slug
from ticketapp.events.rules import status_at
from ticketapp.outbox.service import enqueue_many, withdraw

LEASE = timedelta(minutes=1)
AT_ONCE = 200


async def announce(
    ctx: Context,
    session: Session,
    event_id: str,
    kind: AnnouncementKind,
    version: int,
    facts: Mapping[str, Any],
    *,
    wait: timedelta = timedelta(),
) -> None:
    """Owe this announcement from the caller's commit on; the same one again is a no-op.

    With a `wait` the caller carries it out itself, and the job only if that takes longer.
    """
    due_at = ctx.clock.now() + wait
    document = repository.new_document(ctx.ids.new(), event_id, kind, version, facts, due_at)
    await repository.insert_missing(ctx.db, session, document)


async def plan_reminders(ctx: Context) -> int:
    """Announce what begins within the setting's hours; answer how many events that are new."""
    hours = ctx.settings.reminder_hours
    if not hours:
        return 0
    ahead, now = timedelta(hours=hours), ctx.clock.now()
    soon = await repository.beginning(ctx.db, now, now + ahead)
    reminded = await repository.reminded(ctx.db, soon)
    new = {each for each in soon.items() if (each[0], _milliseconds(each[1])) not in reminded}

    async def work(session: Session) -> None:
        for event_id, starts_at in new:
            version, facts = _milliseconds(starts_at), {"not_since": starts_at - ahead}
            await announce(ctx, session, event_id, AnnouncementKind.reminder, version, facts)

    if new:
        await ctx.db.transaction(work)
    return len(new)


async def carry_out_announcements(ctx: Context) -> int:
    """Carry out all that is due, an event's in their order; answer how many mails are owed."""
    owed = 0
    for announcement in await repository.oldest_open(ctx.db):
        now = ctx.clock.now()
        mine = await repository.claim(ctx.db, announcement, now, now + LEASE)
        if mine is not None:
            owed += await _carry_out(ctx, mine)
    return owed


async def _carry_out(ctx: Context, announcement: Announcement) -> int:
    if announcement.kind is AnnouncementKind.cancelled:
        return await _end_bookings(ctx, announcement)
    owed = 0
    walk: Announcement | None = announcement
    while walk is not None and walk.stage < len(STAGES[walk.kind]):
        walk, mails = await _tell_some(ctx, walk)
        owed += mails
    return owed


async def _end_bookings(ctx: Context, announcement: Announcement) -> int:
    facts = announcement.facts
    actor = Actor(
        Origin(facts["from"]), facts["user_id"], facts["email"], facts["name"],
        is_system=facts["user_id"] is None,
    )  # fmt: skip
    ended = 0
    while number := await end_some(ctx, actor, announcement.event_id):
        ended += number
        if not await repository.release(ctx.db, announcement, ctx.clock.now() + LEASE):
            return ended
    await repository.finish(ctx.db, announcement)
    return ended


async def _tell_some(ctx: Context, announcement: Announcement) -> tuple[Announcement | None, int]:
    """Take the walk one step on; None when it is over, or somebody else's."""

    async def work(session: Session) -> tuple[Announcement | None, int]:
        event = await by_id_or_slug(ctx.db, announcement.event_id, session)
        if event is None or not _is_still_true(ctx, announcement, event):
            await repository.finish(ctx.db, announcement, session)
            return None, 0
        stages = STAGES[announcement.kind]
        status = stages[announcement.stage]
        part = PageRequest(limit=AT_ONCE, after=announcement.after, total=0)
        page = await repository.bookings_to_tell(
            ctx.db, session, event.id, status, _untold(announcement), part
        )
        stage = announcement.stage if page.next else announcement.stage + 1
        moved_on = await repository.move_on(
            ctx.db, session, announcement, stage, page.next, ctx.clock.now() + LEASE
        )
        if moved_on is None:
            return None, 0
        mails = [mail for each in page.items if (mail := notice(announcement, event, each))]
        if page.items:
            ids, told = [each.id for each in page.items], _told(ctx, announcement)
            await repository.note_told(ctx.db, session, event.id, ids, told)
            if announcement.kind is AnnouncementKind.changed:
                people = [mail.recipient for mail in mails]
                await withdraw(ctx, session, [REMINDER], people, ids)
            await enqueue_many(ctx, session, mails)
        if stage == len(stages):
            await repository.finish(ctx.db, announcement, session)
        return moved_on, len(mails)

    return await ctx.db.transaction(work)


def _is_still_true(ctx: Context, announcement: Announcement, event: Event) -> bool:
    """Whether there is still a point in telling: not of what is over, called off, or moved."""
    now = ctx.clock.now()
    if status_at(event.status, event.starts_at, event.ends_at, now) not in LISTED:
        return False
    if announcement.kind is AnnouncementKind.reminder:
        return now < event.starts_at and announcement.version == _milliseconds(event.starts_at)
    return True


def _untold(announcement: Announcement) -> Document:
    """What finds the bookings whose people don't know yet; those of old have neither field."""
    if announcement.kind is AnnouncementKind.reminder:
        return {"told_at": {"$not": {"$gte": announcement.facts["not_since"]}}}
    return {"told_sequence": {"$not": {"$gte": announcement.version}}}


def _told(ctx: Context, announcement: Announcement) -> Document:
    told: Document = {"told_at": ctx.clock.now()}
    if announcement.kind is AnnouncementKind.changed:
        told["told_sequence"] = announcement.version
    return told


def _milliseconds(moment: Any) -> int:
    return round(moment.timestamp() * 1000)
