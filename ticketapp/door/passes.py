"""Door passes: what a scanning device holds instead of somebody's session.

A pass opens one event's doors and nothing else, for a day at most. It acts for the person who
made it, as far as that person may work at these doors at the moment of each call. Only its hash
is stored.
"""

import hmac
from datetime import datetime, timedelta

from ticketapp.accounts.access import require_user
from ticketapp.accounts.repository import user_of
from ticketapp.accounts.rules import cleaned_name
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor, Origin, Role
from ticketapp.core.context import Context
from ticketapp.core.db import Document, Session
from ticketapp.core.errors import FieldError, Forbidden, Invalid, NotFound, Unauthenticated
from ticketapp.core.i18n import N_
from ticketapp.core.ids import digest
from ticketapp.core.paging import Page, PageRequest
from ticketapp.core.settings import Settings
from ticketapp.door import pass_repository as repository
from ticketapp.door.access import require_door, works_at
from ticketapp.door.models import Doorkeeper
from ticketapp.door.pass_repository import Pass
from ticketapp.events.service import get_event

PREFIX = "door_"
USUAL, LONGEST = timedelta(hours=12), timedelta(hours=24)
GATE_LENGTH = 40
_LONGEST_TOKEN = 200
_USED_EVERY = timedelta(minutes=1)


async def make_pass(
    ctx: Context,
    actor: Actor,
    event_id: str,
    label: str,
    *,
    gate: str = "",
    lasts: timedelta = USUAL,
    own: bool = False,
) -> tuple[Pass, str]:
    """A pass to an event's doors, and its token, which is shown this once.

    With `own` it is for the device that the actor is signed in at, and ends with that session.
    """
    user_id = require_user(actor)
    require_door(Doorkeeper(actor), event_id)
    label = cleaned_name(label, "label")
    if not timedelta() < lasts <= LONGEST:
        message = N_("A pass lasts for at most 24 hours.")
        raise Invalid(FieldError("hours", "out_of_range", message))
    event = await get_event(ctx, actor, event_id)
    now, secret = ctx.clock.now(), ctx.ids.secret()
    made = Pass(
        id=ctx.ids.new(),
        event_id=event.id,
        user_id=user_id,
        label=label,
        gate=" ".join(gate.split()),
        created_at=now,
        expires_at=now + lasts,
        revoked_at=None,
        session_id=actor.session_id if own else None,
    )

    async def work(session: Session) -> None:
        await repository.insert(ctx.db, session, made, digest(secret))
        facts = {"event_id": event.id, "expires_at": made.expires_at}
        await record(ctx, session, actor, "door.pass_made", Target(made.id, label), after=facts)

    await ctx.db.transaction(work)
    return made, f"{PREFIX}{made.id}.{secret}"


def pass_link(settings: Settings, token: str) -> str:
    """The address that signs a device in. What follows the # is sent to no server."""
    return f"{settings.public_url}/door#pass={token}"


async def find_passes(
    ctx: Context, actor: Actor, event_id: str, part: PageRequest, *, live: bool = False
) -> Page[Pass]:
    """An event's passes, the newest first: admins see all of them, staff their own.

    With `live` those alone that open doors still.
    """
    user_id = require_user(actor)
    require_door(Doorkeeper(actor), event_id)
    event = await get_event(ctx, actor, event_id)
    return await repository.page(
        ctx.db,
        event.id,
        part,
        user_id=None if actor.role is Role.admin else user_id,
        live_at=ctx.clock.now() if live else None,
    )


async def revoke_pass(ctx: Context, actor: Actor, pass_id: str) -> None:
    """End a pass at once: one's own, or as an admin any. Doing so again does no harm."""
    user_id = require_user(actor)
    if actor.role not in {Role.admin, Role.staff}:
        raise Forbidden
    found = await repository.by_id(ctx.db, pass_id)
    if found is None or not (actor.role is Role.admin or found.user_id == user_id):
        raise NotFound

    async def work(session: Session) -> None:
        if await repository.revoke(ctx.db, session, pass_id, ctx.clock.now()):
            target = Target(pass_id, found.label)
            facts = {"event_id": found.event_id}
            await record(ctx, session, actor, "door.pass_revoked", target, after=facts)

    await ctx.db.transaction(work)


async def keeper_of_pass(ctx: Context, token: str, origin: Origin) -> Doorkeeper:
    """Who holds this pass; refuses (`Unauthenticated`) one that is not live.

    The pass, its maker and their session are read each time, so that revoking the first, disabling
    or demoting the second, or ending the third, bites on the very next call.
    """
    pass_id, _, secret = token[:_LONGEST_TOKEN].removeprefix(PREFIX).partition(".")
    found = await repository.with_maker(ctx.db, pass_id) if secret else None
    if found is None or not hmac.compare_digest(found["digest"], digest(secret)):
        raise Unauthenticated
    now = ctx.clock.now()
    if found["revoked_at"] is not None or found["expires_at"] <= now:
        raise Unauthenticated
    if not _is_backed(found, now):
        raise Unauthenticated
    last = found.get("last_used_at")
    if last is None or now - last > _USED_EVERY:
        await repository.touch(ctx.db, pass_id, now)
    actor = Actor(
        origin=origin,
        user_id=found["user_id"],
        name=found["label"],
        role=Role.staff,
        event_ids=(found["event_id"],),
    )
    return Doorkeeper(actor, pass_id, found["event_id"])


def _is_backed(found: Document, now: datetime) -> bool:
    """Whether who made the pass may still work at its doors, and is still signed in if need be."""
    if found.get("session_id") and not any(each["expires_at"] > now for each in found["sessions"]):
        return False
    document = found["user"]
    if document["disabled_at"] or document["erased_at"]:
        return False
    user = user_of(document)
    return works_at(Actor(user_id=user.id, role=user.role, event_ids=user.event_ids),
                    found["event_id"])  # fmt: skip
