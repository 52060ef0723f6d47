"""What admins look through is found by indexes, however much there is."""

import pytest

from tests.builders.mails import mails_to, queue
from ticketapp.accounts import repository
from ticketapp.accounts.models import PeopleFilter, PeopleOrder
from ticketapp.accounts.people import find_people
from ticketapp.administration.mail import find_mails, mail_health
from ticketapp.administration.trail import find_audit
from ticketapp.audit.models import AuditFilter
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Role, system
from ticketapp.core.paging import PageRequest
from ticketapp.outbox.models import MailFilter, MailState

ADMIN = system("test")
PART = PageRequest(20, count_up_to=100)
MANY = 2000


async def look_through_everything(ctx) -> None:
    for order in PeopleOrder:
        first = await find_people(ctx, ADMIN, PeopleFilter(), PART, order)
        await find_people(ctx, ADMIN, PeopleFilter(), PageRequest(20, after=first.next), order)
    for people in (
        PeopleFilter("crowd 17"),
        PeopleFilter(role=Role.admin),
        PeopleFilter(role=Role.user, disabled=True),
        PeopleFilter(disabled=True),
        PeopleFilter(disabled=False),
    ):
        await find_people(ctx, ADMIN, people, PART, PeopleOrder.newest)
    for mails in (
        MailFilter(),
        MailFilter(MailState.parked),
        MailFilter(kind="greeting"),
        MailFilter(recipient="crowd17"),
        MailFilter(MailState.sent, "greeting", "nobody"),
    ):
        await find_mails(ctx, ADMIN, mails, PART)
    for entries in (
        AuditFilter(),
        AuditFilter(actor="somebody"),
        AuditFilter(action="thing.done"),
        AuditFilter(object="17"),
        AuditFilter(since=ctx.clock.now()),
    ):
        await find_audit(ctx, ADMIN, entries, PART)
    await mail_health(ctx, ADMIN)


@pytest.fixture
async def a_lot(ctx):
    """Enough that reading all of it would show."""
    await ctx.db.users.insert_many(
        repository.new_document(
            id_=ctx.ids.new(), email=f"crowd{number}@example.org", name=f"Crowd {number}",
            role=Role.user, locale="en", password_hash=None, must_change_password=False,
            now=ctx.clock.now(),
        )
        for number in range(MANY)
    )  # fmt: skip
    await queue(ctx, *mails_to(*(f"crowd{number}" for number in range(MANY))))
    for number in range(MANY // 10):
        await record(ctx, None, ADMIN, "thing.done", Target(str(number)))


async def test_no_list_reads_a_whole_collection(ctx, a_lot):
    await ctx.db.raw.command("profile", 2, filter={"op": "query"})
    await look_through_everything(ctx)
    await ctx.db.raw.command("profile", 0)
    finds = await ctx.db.raw["system.profile"].find({"op": "query"}).to_list(None)
    assert len(finds) >= 2 * len(PeopleOrder) + 15
    scanned = [find["command"] for find in finds if "COLLSCAN" in find["planSummary"]]
    assert not scanned
    greedy = [find["command"] for find in finds if find["docsExamined"] > MANY // 4]
    assert not greedy
