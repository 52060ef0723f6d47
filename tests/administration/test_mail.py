import asyncio

import pytest

from tests.builders.mails import a_mail, queue
from tests.builders.people import a_user, actor_for, an_admin
from ticketapp.administration.mail import (
    find_mails,
    get_mail,
    mail_health,
    resend_mail,
    resend_parked,
)
from ticketapp.audit.models import AuditFilter
from ticketapp.audit.service import find_entries
from ticketapp.core.actor import Role, anonymous
from ticketapp.core.errors import Forbidden, NotFound, Unauthenticated
from ticketapp.core.paging import PageRequest
from ticketapp.outbox.errors import MailNotWaiting
from ticketapp.outbox.models import MailFilter, MailState

FIRST = PageRequest()


async def parked(ctx, **mail):
    """A mail that was given up."""
    mail_id = await queue(ctx, a_mail(**mail))
    failure = {"reason": "refused", "detail": "550 no such mailbox"}
    await ctx.db.outbox.update_one(
        {"_id": mail_id}, {"$set": {"state": "parked", "tries": 10, "failure": failure}}
    )
    return mail_id


async def resends(ctx):
    return (await find_entries(ctx, AuditFilter(action="mail.resent"), FIRST)).items


@pytest.mark.parametrize(
    "use",
    [
        lambda ctx, actor: find_mails(ctx, actor, MailFilter(), FIRST),
        lambda ctx, actor: get_mail(ctx, actor, "mail"),
        mail_health,
        lambda ctx, actor: resend_mail(ctx, actor, "mail"),
        resend_parked,
    ],
    ids=["find", "get", "health", "resend", "resend parked"],
)
async def test_only_admins_look_after_the_mail(ctx, use):
    with pytest.raises(Unauthenticated):
        await use(ctx, anonymous())
    for role in (Role.user, Role.staff):
        with pytest.raises(Forbidden):
            await use(ctx, await actor_for(ctx, await a_user(ctx, role=role)))


async def test_a_resent_mail_waits_again_and_is_on_record(ctx):
    admin = await an_admin(ctx)
    mail_id = await parked(ctx)
    mail = await resend_mail(ctx, admin, mail_id)
    assert (mail.state, mail.tries) == (MailState.queued, 0)
    [entry] = await resends(ctx)
    assert (entry.actor_id, entry.object_id) == (admin.user_id, mail_id)
    assert entry.after == {"kind": "greeting"}


async def test_a_mail_that_can_not_be_resent_leaves_nothing_on_record(ctx):
    admin = await an_admin(ctx)
    mail_id = await parked(ctx)
    await ctx.db.outbox.update_one({"_id": mail_id}, {"$set": {"state": "sent"}})
    with pytest.raises(MailNotWaiting):
        await resend_mail(ctx, admin, mail_id)
    with pytest.raises(NotFound):
        await resend_mail(ctx, admin, "no such mail")
    assert not await resends(ctx)


async def test_all_parked_mails_are_resent_at_once_by_one_of_two_admins(ctx):
    admin = await an_admin(ctx)
    for number in range(5):
        await parked(ctx, object_id=str(number))
    resent = await asyncio.gather(*(resend_parked(ctx, admin) for _ in range(2)))
    assert sorted(resent) == [0, 5]
    [entry] = await resends(ctx)
    assert entry.after == {"mails": 5}


async def test_health_counts_each_state_and_knows_since_when_the_oldest_mail_waits(ctx, clock):
    admin = await an_admin(ctx)
    await parked(ctx)
    assert (await mail_health(ctx, admin)).oldest_waiting is None
    clock.advance(minutes=1)
    since = ctx.clock.now()
    await queue(ctx, a_mail(object_id="late"))
    clock.advance(minutes=9)
    health = await mail_health(ctx, admin)
    assert health.oldest_waiting == since
    assert (health.counts[MailState.parked], health.counts[MailState.queued]) == (1, 1)
