"""What admins see of the outbox, and what they do about a mail that is stuck."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ticketapp.accounts.access import require_admin
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Session
from ticketapp.core.paging import Page, PageRequest
from ticketapp.outbox import service as outbox
from ticketapp.outbox.models import MailFilter, MailState, QueuedMail


@dataclass(frozen=True, slots=True)
class MailHealth:
    """How the outbox stands: mails per state, and since when the oldest undelivered one waits."""

    counts: Mapping[MailState, int]
    oldest_waiting: datetime | None


async def find_mails(
    ctx: Context, actor: Actor, wanted: MailFilter, part: PageRequest
) -> Page[QueuedMail]:
    """The mails that match, the newest first."""
    require_admin(actor)
    return await outbox.list_mails(ctx, wanted, part)


async def get_mail(ctx: Context, actor: Actor, mail_id: str) -> QueuedMail:
    require_admin(actor)
    return await outbox.get_mail(ctx, mail_id)


async def mail_health(ctx: Context, actor: Actor) -> MailHealth:
    require_admin(actor)
    return MailHealth(await outbox.counts(ctx), await outbox.oldest_waiting(ctx))


async def resend_mail(ctx: Context, actor: Actor, mail_id: str) -> QueuedMail:
    """Send a parked or waiting mail with the next flush, and put on record who wanted it.

    Refusals: `NotFound`; `MailNotWaiting` when it is delivered, called off or on its way.
    """
    require_admin(actor)

    async def work(session: Session) -> QueuedMail:
        mail = await outbox.retry(ctx, session, mail_id)
        target = Target(mail.id, mail.recipient)
        await record(ctx, session, actor, "mail.resent", target, after={"kind": mail.kind})
        return mail

    return await ctx.db.transaction(work)


async def resend_parked(ctx: Context, actor: Actor) -> int:
    """Give every parked mail a fresh start, as after a long fault; answer how many those are."""
    require_admin(actor)

    async def work(session: Session) -> int:
        resent = await outbox.retry_parked(ctx, session)
        if resent:
            facts = {"mails": resent}
            await record(ctx, session, actor, "mail.resent", Target("outbox"), after=facts)
        return resent

    return await ctx.db.transaction(work)
