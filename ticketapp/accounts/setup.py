"""How the first admin comes to be: by a command, or by a one-time link. No password is built in."""

from collections.abc import Awaitable, Callable

from ticketapp.accounts import links, repository
from ticketapp.accounts.errors import AdminExists, EmailTaken, InvalidToken
from ticketapp.accounts.links import Purpose
from ticketapp.accounts.models import User
from ticketapp.accounts.rules import checked_password, cleaned_name, normalized_email
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor, Origin, Role, anonymous, system
from ticketapp.core.context import Context
from ticketapp.core.db import Document, DuplicateKey, Session
from ticketapp.core.i18n import DEFAULT


async def has_admin(ctx: Context) -> bool:
    """Whether anybody could sign in as an admin."""
    return await repository.has_admin(ctx.db)


async def issue_setup_link(ctx: Context) -> str:
    """An address where, once and within a day, the first admin can be made.

    Issuing one makes every earlier one useless.
    """
    await links.drop_purpose(ctx, None, Purpose.first_admin)
    secret = await links.issue(ctx, None, Purpose.first_admin, None, lifetime=links.SETUP_LIFETIME)
    return f"{ctx.settings.public_url}/setup/{secret}"


async def is_open(ctx: Context, secret: str) -> bool:
    """Whether this set-up link would still work."""
    return await links.look_up(ctx, secret, Purpose.first_admin) is not None


async def set_up_first_admin(
    ctx: Context, origin: Origin, secret: str, email: str, name: str, password: str
) -> User:
    """Use the set-up link. Of two at the same moment one makes the admin."""
    if not await is_open(ctx, secret):
        raise InvalidToken
    document = await _admin_document(ctx, email, name, checked_password(password))

    async def work(session: Session) -> None:
        if not await links.use_up(ctx, session, secret, Purpose.first_admin):
            raise InvalidToken
        if await repository.other_active_admins(ctx.db, session, None):
            raise AdminExists
        await _insert(ctx, session, anonymous(origin), document)

    return await _commit(ctx, work, document)


async def create_admin(ctx: Context, email: str, name: str, password: str | None) -> str | None:
    """Make an admin from the command line.

    Without a password, answer a one-time address where one is chosen, good for a day.
    """
    chosen = checked_password(password) if password is not None else None
    document = await _admin_document(ctx, email, name, chosen)
    secret: list[str] = []

    async def work(session: Session) -> None:
        secret.clear()
        await _insert(ctx, session, system("command line"), document)
        if chosen is None:
            secret.append(
                await links.issue(
                    ctx, session, Purpose.password, document["_id"],
                    lifetime=links.SETUP_LIFETIME,
                )
            )  # fmt: skip

    await _commit(ctx, work, document)
    return f"{ctx.settings.public_url}/reset/{secret[0]}" if secret else None


async def _admin_document(ctx: Context, email: str, name: str, password: str | None) -> Document:
    return repository.new_document(
        id_=ctx.ids.new(), email=normalized_email(email), name=cleaned_name(name),
        role=Role.admin, locale=DEFAULT,
        password_hash=await ctx.hasher.hash(password) if password is not None else None,
        must_change_password=False, now=ctx.clock.now(),
    )  # fmt: skip


async def _insert(ctx: Context, session: Session, actor: Actor, document: Document) -> None:
    await repository.insert(ctx.db, session, document)
    target = Target(document["_id"], document["email"])
    after = {"name": document["name"], "role": document["role"]}
    await record(ctx, session, actor, "account.registered", target, after=after)


async def _commit(
    ctx: Context, work: Callable[[Session], Awaitable[None]], document: Document
) -> User:
    try:
        await ctx.db.transaction(work)
    except DuplicateKey:
        raise EmailTaken from None
    return repository.user_of(document)
