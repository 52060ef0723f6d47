"""New accounts."""

import secrets

from ticketapp.accounts import repository
from ticketapp.accounts.errors import EmailTaken
from ticketapp.accounts.letters import INITIAL_PASSWORD, WELCOME
from ticketapp.accounts.models import User
from ticketapp.accounts.rules import checked_password, cleaned_name, normalized_email
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor, Role
from ticketapp.core.context import Context
from ticketapp.core.db import DuplicateKey, Session
from ticketapp.core.i18n import Locale
from ticketapp.core.limits import Limit
from ticketapp.outbox.models import NewMail
from ticketapp.outbox.service import enqueue

REGISTRATIONS = Limit("register", "10/minute;60/hour")
_PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - nothing that looks alike
_PASSWORD_GROUPS = 4
_GROUP_LENGTH = 5


async def register(
    ctx: Context, actor: Actor, email: str, name: str, password: str | None = None
) -> User:
    """Make an account for whoever asks; one with this address already is `EmailTaken`.

    Without a password the system makes one and mails it; the first sign-in asks for another.
    """
    await ctx.limiter.hit(REGISTRATIONS, actor.origin.client)
    return await create_account(
        ctx, actor, email, name, Role.user, password=password, locale=actor.origin.locale
    )


async def create_account(
    ctx: Context, actor: Actor, email: str, name: str, role: Role, *, password: str | None,
    locale: Locale, event_ids: tuple[str, ...] | None = None,
) -> User:  # fmt: skip
    """The account, its mail and its audit entry, or none of them."""
    email, name = normalized_email(email), cleaned_name(name)
    chosen = checked_password(password) if password is not None else generated_password()
    document = repository.new_document(
        id_=ctx.ids.new(), email=email, name=name, role=role, locale=locale,
        password_hash=await ctx.hasher.hash(chosen), must_change_password=password is None,
        now=ctx.clock.now(),
    )  # fmt: skip
    document["event_ids"] = list(event_ids) if event_ids is not None else None
    mail = NewMail(
        kind=INITIAL_PASSWORD if password is None else WELCOME,
        recipient=email,
        recipient_name=name,
        locale=locale,
        object_id=document["_id"],
        facts={"name": name},
        secret=chosen if password is None else None,
    )

    async def work(session: Session) -> None:
        await repository.insert(ctx.db, session, document)
        await enqueue(ctx, session, mail)
        target = Target(document["_id"], email)
        after = {"name": name, "role": role.value}
        await record(ctx, session, actor, "account.registered", target, after=after)

    try:
        await ctx.db.transaction(work)
    except DuplicateKey:
        raise EmailTaken from None
    return repository.user_of(document)


def generated_password() -> str:
    """About 99 bits, in groups that can be typed from a phone."""
    groups = (
        "".join(secrets.choice(_PASSWORD_ALPHABET) for _ in range(_GROUP_LENGTH))
        for _ in range(_PASSWORD_GROUPS)
    )
    return "-".join(groups)
