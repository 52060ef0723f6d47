"""What a repeated scan comes to."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from tests.builders.door import (
    KIM,
    LOU,
    UPLOADED,
    a_scan,
    a_ticket,
    log_of,
    named,
    scanned,
    went_in,
)
from ticketapp.door import service
from ticketapp.door.engine import decide
from ticketapp.door.figures import stats
from ticketapp.door.models import Mode, Result


async def test_a_repeated_nonce_gets_the_first_verdict_and_leaves_one_record(ctx, event, ticket):
    wish = a_scan(ctx, ticket.code)
    verdicts = await service.scan_all(ctx, event.id, [wish] * 50)
    verdicts += [await service.scan(ctx, event.id, wish)]
    assert {(each.id, each.result) for each in verdicts} == {(verdicts[0].id, Result.ok)}
    assert Counter(each.replayed for each in verdicts) == {False: 1, True: 50}
    assert len(await log_of(ctx, event)) == 1


async def test_a_nonce_lends_its_verdict_to_no_other_ticket(ctx, event, ticket):
    await scanned(ctx, event, ticket.code, nonce="same")
    other = await scanned(ctx, event, (await a_ticket(ctx, event)).code, nonce="same")
    assert (other.result, other.id) == (Result.invalid, None)
    assert len(await log_of(ctx, event)) == 1


@pytest.mark.parametrize("mode", list(Mode))
async def test_a_nonce_is_the_scanners_own(ctx, event, mode):
    """Devices that count 1, 2, 3 send the same ones. Seen to admit two with one ticket, and to
    refuse all of the other's tickets, when a nonce was the event's.
    """
    passes = [replace(LOU, pass_id=f"pass-{number}", event_id=event.id) for number in (1, 2)]
    keepers = [KIM, LOU, *(named(each, f"Phone {n}") for n, each in enumerate(passes))]
    tickets = [await a_ticket(ctx, event) for _ in keepers]
    for keeper, own in zip(keepers, tickets, strict=True):
        given = {"keeper": keeper, "nonce": "1", "mode": mode}
        assert (await scanned(ctx, event, own.code, **given)).result is Result.ok
        assert (await scanned(ctx, event, own.code, **given)).replayed
        again = await scanned(ctx, event, tickets[0].code, **given | {"nonce": "2"})
        assert (again.result, again.replayed) == (Result.already_in, False)
    assert len(await log_of(ctx, event)) == 2 * len(keepers)


async def test_a_device_sends_its_nonces_again_with_a_renewed_pass(ctx, event, ticket):
    old, new = [named(replace(LOU, pass_id=each, event_id=event.id), "Phone") for each in "on"]
    first = await scanned(ctx, event, ticket.code, old, nonce="lost")
    again = await scanned(ctx, event, ticket.code, new, nonce="lost", **UPLOADED)
    assert (again.id, again.replayed) == (first.id, True)


async def test_one_nonce_at_several_processes_leaves_one_record(ctx, event, ticket):
    wish = a_scan(ctx, ticket.code)
    verdicts = await asyncio.gather(*(decide(ctx, event.id, [wish]) for _ in range(12)))
    assert {(each.id, each.result) for [each] in verdicts} == {(verdicts[0][0].id, Result.ok)}
    assert len(await log_of(ctx, event)) == 1


async def test_the_number_of_an_undo_is_no_nonce_that_admits(ctx, event, ticket):
    undone = await service.undo(ctx, KIM, (await went_in(ctx, event, ticket)).id)
    verdict = await scanned(ctx, event, ticket.code, nonce=undone.id)
    assert (verdict.result, verdict.replayed) == (Result.ok, False)
    assert (await stats(ctx, KIM, event.id)).inside == 1
