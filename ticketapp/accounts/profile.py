"""The own account: seeing, changing, exporting and erasing it."""

from collections.abc import Collection
from typing import Any

from ticketapp.accounts import letters, links, repository, session_repository
from ticketapp.accounts.access import require_account, require_user
from ticketapp.accounts.errors import WrongPassword
from ticketapp.accounts.models import User
from ticketapp.accounts.people import guard_last_admin
from ticketapp.accounts.rules import cleaned_name, presented_password, search_terms
from ticketapp.accounts.sessions import sessions_of
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Document, Session
from ticketapp.core.errors import Unauthenticated
from ticketapp.core.i18n import Locale
from ticketapp.core.limits import Limit
from ticketapp.outbox import service as outbox

ERASURES = Limit("erase", "5/minute")


async def get_profile(ctx: Context, actor: Actor) -> User:
    return repository.user_of(await _own(ctx, actor))


async def edit_profile(
    ctx: Context, actor: Actor, *, name: str | None = None, locale: Locale | None = None
) -> User:
    """Change the own name or language."""
    user_id = require_user(actor)

    async def work(session: Session) -> User:
        found = await _own(ctx, actor, session)
        changes: Document = {}
        if name is not None:
            changes["name"] = cleaned_name(name)
            changes["terms"] = search_terms(found["email"], changes["name"])
        if locale is not None:
            changes["locale"] = locale
        if changes:
            changes["updated_at"] = ctx.clock.now()
            await repository.change(ctx.db, session, user_id, changes)
            shown = [field for field in ("name", "locale") if field in changes]
            await record(
                ctx, session, actor, "account.edited", Target(user_id, found["email"]),
                before={field: found[field] for field in shown},
                after={field: changes[field] for field in shown},
            )  # fmt: skip
        return repository.user_of({**found, **changes})

    return await ctx.db.transaction(work)


async def export_data(ctx: Context, actor: Actor) -> dict[str, Any]:
    """All that is kept about the actor, domain by domain, ready for JSON."""
    user_id = require_account(actor)
    user = await get_profile(ctx, actor)
    data: dict[str, Any] = {
        "profile": {
            "id": user.id,
            "email": user.email,
            "name": user.name,
            "role": user.role.value,
            "locale": user.locale,
            "created_at": user.created_at,
            "last_sign_in_at": user.last_sign_in_at,
        },
        "sessions": [
            {
                "kind": each.kind.value,
                "created_at": each.created_at,
                "last_seen_at": each.last_seen_at,
                "address": each.address,
                "user_agent": each.user_agent,
            }
            for each in await sessions_of(ctx, actor)
        ],
        "mails": [
            {"kind": mail.kind, "state": mail.state.value, "created_at": mail.created_at}
            for mail in await outbox.mails_of(ctx, user.email, _mails_to_see(user))
        ],
    }
    for part in ctx.personal_data:
        data[part.name] = await part.export(ctx, user_id, user.email)
    await record(ctx, None, actor, "account.exported", Target(user_id, user.email))
    return data


async def erase_account(ctx: Context, actor: Actor, password: str | None) -> None:
    """Erase the own account, in one transaction with what every domain keeps about it.

    The record of what happened stays, and with it the fact that there was an account; who it was
    does not. Refuses the last active admin (`LastAdmin`). A page asks for the password again; a
    program that holds an access token has given it a moment ago.
    """
    user_id = require_account(actor)
    await ctx.limiter.hit(ERASURES, user_id)
    found = await _own(ctx, actor)
    if password is not None and not await ctx.hasher.verify(
        presented_password(password), found["password_hash"]
    ):
        raise WrongPassword

    async def work(session: Session) -> None:
        before = await _own(ctx, actor, session)
        now = ctx.clock.now()
        gone = _anonymous_remains(user_id) | {"disabled_at": now, "erased_at": now}
        await guard_last_admin(ctx, session, before, {**before, **gone})
        for part in ctx.personal_data:
            await part.erase(ctx, session, actor, user_id, before["email"])
        kinds = _mails_to_see(repository.user_of(before))
        await outbox.erase_recipient(ctx, session, before["email"], kinds=kinds)
        await repository.change(ctx.db, session, user_id, gone)
        await session_repository.end_all(ctx.db, session, user_id)
        await links.drop_all(ctx, session, user_id)
        await record(ctx, session, Actor(actor.origin, user_id), "account.erased", Target(user_id))

    await ctx.db.transaction(work)


def _mails_to_see(user: User) -> Collection[str] | None:
    """The kinds of mail to the address that are the account's business: all once it is proved.

    Until then others may be reached there, as guests; their mails are nothing to see or call off.
    """
    return None if user.email_verified_at else letters.COMPOSERS.keys()


async def _own(ctx: Context, actor: Actor, session: Session | None = None) -> Document:
    found = await repository.by_id(ctx.db, require_account(actor), session)
    if found is None:
        raise Unauthenticated
    return found


def _anonymous_remains(user_id: str) -> Document:
    return {
        "email": f"{user_id}@erased.invalid",
        "name": "",
        "terms": [],
        "password_hash": None,
        "second_factor": None,
        "known_addresses": [],
        "email_verified_at": None,
    }
