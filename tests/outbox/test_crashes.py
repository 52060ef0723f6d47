"""A flushing process killed in the middle of its work loses nothing and repeats next to nothing."""

import asyncio
import random
from datetime import timedelta

import pytest

from tests.builders.flusher import a_flushing_process
from tests.builders.mails import GREETINGS, a_transport, mails_to, queue
from tests.builders.waiting import until
from ticketapp.outbox import service
from ticketapp.outbox.claims import LEASE
from ticketapp.outbox.flush import flush
from ticketapp.outbox.models import MailState
from ticketapp.outbox.smtp import CONNECTIONS

KILLS = 20
STARTING = 10.0


@pytest.fixture
def reaching(settings, mail_server):
    return settings.model_copy(update={"smtp_port": mail_server.port})


def lease_over(times):
    """So much later that what was claimed before has run out, however long the test takes."""
    return timedelta(seconds=times * (LEASE.total_seconds() + 60))


async def test_twenty_kills_at_random_moments_lose_no_mail(ctx, clock, reaching, mail_server):
    names = [f"p{number}" for number in range(40 * KILLS)]
    await queue(ctx, *mails_to(*names))
    for kill in range(KILLS):
        async with a_flushing_process(reaching, lease_over(kill)):
            so_far = len(mail_server.taken)
            enough = so_far + random.randint(1, 30)
            await until(lambda enough=enough: len(mail_server.taken) >= enough, within=STARTING)
            for _ in range(random.randint(0, 50)):  # a few turns of the loop on, anywhere
                await asyncio.sleep(0)
    assert (await service.counts(ctx))[MailState.sent] < len(names)  # each was killed at work

    clock.advance(seconds=lease_over(KILLS).total_seconds())
    async with a_transport(reaching, mail_server.port) as transport:
        await flush(ctx, GREETINGS, transport)
    assert (await service.counts(ctx))[MailState.sent] == len(names)
    assert len(mail_server.copies) == len(names)
    assert mail_server.copies.total() - len(names) <= KILLS * CONNECTIONS
    assert max(mail_server.copies.values()) <= 1 + KILLS


async def test_a_kill_between_the_servers_yes_and_our_record_repeats_only_what_was_in_flight(
    ctx, clock, reaching, mail_server
):
    names = [f"p{number}" for number in range(50)]
    await queue(ctx, *mails_to(*names))
    mail_server.hold = asyncio.Event()
    async with a_flushing_process(reaching, timedelta()):
        await until(lambda: len(mail_server.taken) == CONNECTIONS, within=STARTING)
    in_flight = set(mail_server.copies)
    mail_server.hold.set()

    clock.advance(seconds=lease_over(1).total_seconds())
    async with a_transport(reaching, mail_server.port) as transport:
        assert (await flush(ctx, GREETINGS, transport)).sent == len(names)
    repeated = {message_id for message_id, copies in mail_server.copies.items() if copies > 1}
    assert repeated == in_flight
    assert mail_server.copies.total() == len(names) + CONNECTIONS


async def test_a_process_killed_before_it_sent_anything_leaves_all_to_the_next(
    ctx, clock, reaching, mail_server
):
    names = [f"p{number}" for number in range(20)]
    await queue(ctx, *mails_to(*names))
    mail_server.silent_for = {f"{name}@example.org" for name in names}
    async with a_flushing_process(reaching, timedelta()):
        await until(lambda: mail_server.greetings == CONNECTIONS, within=STARTING)
    mail_server.silent_for = set()
    async with a_transport(reaching, mail_server.port) as transport:
        clock.advance(seconds=lease_over(1).total_seconds())
        assert (await flush(ctx, GREETINGS, transport)).sent == len(names)
    assert set(mail_server.copies.values()) == {1}
