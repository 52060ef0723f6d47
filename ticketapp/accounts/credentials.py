"""Passwords after registration: changing, forgetting and resetting them."""

import asyncio
import time

from ticketapp.accounts import links, repository, session_repository
from ticketapp.accounts.access import require_account
from ticketapp.accounts.errors import InvalidToken, WrongPassword
from ticketapp.accounts.letters import PASSWORD_CHANGED, RESET
from ticketapp.accounts.links import Purpose
from ticketapp.accounts.models import User
from ticketapp.accounts.rules import checked_password, normalized_email, presented_password
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor, Origin, anonymous
from ticketapp.core.context import Context
from ticketapp.core.db import Document, Session
from ticketapp.core.limits import Limit
from ticketapp.outbox.models import NewMail
from ticketapp.outbox.service import enqueue

RESETS = Limit("reset", "5/minute;20/hour")
RESETS_OF_ACCOUNT = Limit("reset-account", "3/minute;10/hour")
TRIES = Limit("password-change", "5/minute;20/hour")
# Every answer to "forgot" takes this long, which is longer than the work for a known address.
FORGOT_SECONDS = 0.4


async def change_password(ctx: Context, actor: Actor, current: str, new: str) -> None:
    """Replace the actor's password; every other session of theirs ends."""
    user_id = require_account(actor)
    await ctx.limiter.hit(TRIES, user_id)
    chosen = checked_password(new, "new_password")
    found = await repository.by_id(ctx.db, user_id)
    if found is None or not await ctx.hasher.verify(
        presented_password(current), found["password_hash"]
    ):
        raise WrongPassword
    await _set_password(ctx, actor, found, chosen, keep=actor.session_id)


async def forgot_password(ctx: Context, origin: Origin, email: str) -> None:
    """Mail a reset link if there is such an account. Nobody can tell from outside if there is."""
    await ctx.limiter.hit(RESETS, origin.client)
    email = normalized_email(email)
    await ctx.limiter.hit(RESETS_OF_ACCOUNT, email)
    answer_at = time.monotonic() + FORGOT_SECONDS
    try:
        found = await repository.by_email(ctx.db, email)
        if found and not found["disabled_at"]:
            await _mail_reset_link(ctx, origin, repository.user_of(found))
    finally:
        await asyncio.sleep(max(0, answer_at - time.monotonic()))


async def is_reset_open(ctx: Context, secret: str) -> bool:
    """Whether this mailed link would still work."""
    return await links.look_up(ctx, secret, Purpose.password) is not None


async def reset_password(ctx: Context, origin: Origin, secret: str, new: str) -> None:
    """Set a new password with a mailed link, which is used up; all sessions end."""
    await ctx.limiter.hit(RESETS, origin.client)
    chosen = checked_password(new, "new_password")
    link = await links.look_up(ctx, secret, Purpose.password)
    found = await repository.by_id(ctx.db, link.user_id) if link and link.user_id else None
    if found is None or found["disabled_at"]:
        raise InvalidToken
    actor = Actor(origin=origin, user_id=found["_id"], email=found["email"], name=found["name"])
    await _set_password(ctx, actor, found, chosen, link=secret)


async def _mail_reset_link(ctx: Context, origin: Origin, user: User) -> None:
    async def work(session: Session) -> None:
        secret = await links.issue(
            ctx, session, Purpose.password, user.id, lifetime=links.RESET_LIFETIME
        )
        mail = NewMail(
            kind=RESET,
            recipient=user.email,
            recipient_name=user.name,
            locale=user.locale,
            object_id=ctx.ids.new(),
            facts={"name": user.name},
            secret=secret,
        )
        await enqueue(ctx, session, mail)
        target = Target(user.id, user.email)
        await record(ctx, session, anonymous(origin), "reset.requested", target)

    await ctx.db.transaction(work)


async def _set_password(
    ctx: Context, actor: Actor, found: Document, chosen: str, *,
    keep: str | None = None, link: str | None = None,
) -> None:  # fmt: skip
    hashed = await ctx.hasher.hash(chosen)
    user = repository.user_of(found)
    now = ctx.clock.now()
    changes = {"password_hash": hashed, "must_change_password": False, "updated_at": now}
    if link or user.must_change_password:  # either came by mail, so the address is theirs
        changes["email_verified_at"] = now

    async def work(session: Session) -> None:
        if link and not await links.use_up(ctx, session, link, Purpose.password):
            raise InvalidToken
        unchanged = {"password_hash": found["password_hash"]}
        if not await repository.change(ctx.db, session, user.id, changes, where=unchanged):
            raise InvalidToken if link else WrongPassword
        ended = await session_repository.end_all(ctx.db, session, user.id, keep=keep)
        await links.drop_all(ctx, session, user.id)
        await enqueue(
            ctx,
            session,
            NewMail(
                kind=PASSWORD_CHANGED,
                recipient=user.email,
                recipient_name=user.name,
                locale=user.locale,
                object_id=ctx.ids.new(),
                facts={"name": user.name, "address": actor.origin.address},
                secret=None,
            ),
        )
        action = "credentials.reset" if link else "credentials.changed"
        facts = {"sessions_ended": ended}
        await record(ctx, session, actor, action, Target(user.id, user.email), after=facts)

    await ctx.db.transaction(work)
