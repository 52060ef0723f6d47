"""The use cases of the outbox, short of sending: queue, look, try again, call off.

Who may do what is the caller's to decide, and so is the audit entry: what changes something
takes the caller's session, so that both are written or neither is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from ticketapp.core.context import Context
from ticketapp.core.db import Document, Session
from ticketapp.core.errors import NotFound
from ticketapp.core.paging import Page, PageRequest
from ticketapp.core.sealing import seal
from ticketapp.outbox import repository
from ticketapp.outbox.errors import MailNotWaiting
from ticketapp.outbox.models import MailFilter, MailState, NewMail, QueuedMail

SEALED_FOR = "outbox"
_ALL = MailFilter()
_FIRST_PAGE = PageRequest()


async def enqueue(ctx: Context, session: Session, mail: NewMail) -> str:
    """Owe this mail from the moment the caller's transaction commits; answer its id.

    The same mail again is a no-op that answers the id it has.
    """
    [mail_id] = await enqueue_many(ctx, session, [mail])
    return mail_id


async def enqueue_many(ctx: Context, session: Session, mails: Sequence[NewMail]) -> list[str]:
    """`enqueue` for many mails in one write; their ids, in order."""
    if not mails:
        return []
    return await repository.insert_missing(ctx.db, session, _documents(ctx, mails))


async def enqueue_new(ctx: Context, session: Session, mails: Sequence[NewMail]) -> None:
    """`enqueue_many` for what can't have been owed before, at half the price.

    One that is owed already fails the caller's transaction.
    """
    if mails:
        await repository.insert(ctx.db, session, _documents(ctx, mails))


def _documents(ctx: Context, mails: Sequence[NewMail]) -> list[Document]:
    now = ctx.clock.now()
    return [
        repository.new_document(mail, mail_id, _sealed(ctx, mail, mail_id), now)
        for mail, mail_id in ((mail, ctx.ids.new()) for mail in mails)
    ]


async def list_mails(
    ctx: Context, wanted: MailFilter = _ALL, page: PageRequest = _FIRST_PAGE
) -> Page[QueuedMail]:
    """Mails that fit, newest first."""
    return await repository.find_page(ctx.db, wanted, page)


async def get_mail(ctx: Context, mail_id: str) -> QueuedMail:
    mail = await repository.find(ctx.db, mail_id)
    if mail is None:
        raise NotFound
    return mail


async def retry(ctx: Context, session: Session, mail_id: str) -> QueuedMail:
    """Send a parked or waiting mail with the next flush, its tries counted from the start.

    Refusals: `NotFound`; `MailNotWaiting` when it is delivered, called off or on its way.
    """
    mail = await repository.requeue(ctx.db, session, mail_id, ctx.clock.now())
    if mail is None:
        await get_mail(ctx, mail_id)
        raise MailNotWaiting
    return mail


async def retry_parked(ctx: Context, session: Session) -> int:
    """Give every parked mail a fresh start, as after a long fault of the mail server; how many."""
    return await repository.requeue_parked(ctx.db, session, ctx.clock.now())


async def cancel(ctx: Context, session: Session, kinds: Iterable[str], object_id: str) -> int:
    """Call off the undelivered mails of these kinds about an object; say how many."""
    return await repository.cancel(ctx.db, session, kinds, object_id)


async def withdraw(
    ctx: Context,
    session: Session,
    kinds: Iterable[str],
    recipients: Iterable[str],
    object_ids: Iterable[str],
) -> int:
    """`cancel` for many objects, and quick, because it names who the mails are to."""
    return await repository.withdraw(ctx.db, session, kinds, recipients, object_ids)


async def erase_recipient(
    ctx: Context, session: Session, recipient: str, *, kinds: Iterable[str] | None = None,
    object_ids: Iterable[str] | None = None,
) -> None:  # fmt: skip
    """Call off what waits for an address and take the person out of what is kept; only in mails
    of these kinds or about these objects, where they are named.

    A last mail to that address, such as a farewell, is queued after this.
    """
    await repository.erase_recipient(ctx.db, session, recipient, kinds, object_ids)


async def erase_mentions(
    ctx: Context, session: Session, kinds: Iterable[str], object_ids: Iterable[str]
) -> None:
    """Call off what waits of these kinds about these objects, and forget what all of it says:
    it tells others of somebody who is to be forgotten.
    """
    await repository.erase_mentions(ctx.db, session, kinds, object_ids)


async def mails_of(
    ctx: Context, recipient: str, kinds: Iterable[str] | None = None
) -> list[QueuedMail]:
    """Every mail kept about an address (of these kinds), for the person's export."""
    return await repository.find_of_recipient(ctx.db, recipient, kinds)


async def mails_about(
    ctx: Context, recipients: Iterable[str], object_ids: Iterable[str]
) -> list[QueuedMail]:
    """The newest mails to these addresses about these objects, the newest first."""
    return await repository.find_about(ctx.db, recipients, object_ids)


async def oldest_waiting(ctx: Context) -> datetime | None:
    """When the oldest mail that has neither arrived nor been parked was queued."""
    return await repository.oldest_waiting(ctx.db)


async def oldest_age(ctx: Context) -> timedelta:
    """How long the oldest waiting mail has been waiting; zero when none is."""
    since = await oldest_waiting(ctx)
    return ctx.clock.now() - since if since else timedelta()


async def counts(ctx: Context) -> dict[MailState, int]:
    """How many mails are in each state."""
    return await repository.count_by_state(ctx.db)


def _sealed(ctx: Context, mail: NewMail, mail_id: str) -> bytes | None:
    if mail.secret is None:
        return None
    return seal(ctx.settings, mail.secret, purpose=SEALED_FOR, owner=mail_id)
