"""What scanners did without network, and tell now."""

from datetime import timedelta

from tests.builders.door import (
    LOU,
    a_ticket,
    an_open_event,
    log_of,
    scanned,
    went_in,
)
from ticketapp.door.models import Mode, Result
from ticketapp.door.soundness import fault_of


async def test_two_scanners_without_network_that_admit_one_ticket_make_one_conflict(ctx, event):
    ticket = await a_ticket(ctx, event)
    at = ctx.clock.now() - timedelta(minutes=20)
    offline = {"mode": Mode.upload, "shown": Result.ok}
    first = await scanned(ctx, event, ticket.code, scanned_at=at, nonce="a", **offline)
    later = at + timedelta(minutes=1)
    other = await scanned(ctx, event, ticket.code, LOU, scanned_at=later, nonce="b", **offline)
    assert (first.result, first.conflict, first.at) == (Result.ok, False, at)
    assert (other.result, other.conflict, other.first.by) == (Result.already_in, True, "Kim Keeper")
    assert [(each.nonce, each.conflict) for each in await log_of(ctx, event)] == [
        ("a", False),
        ("b", True),
    ]


async def test_who_was_let_in_as_the_servers_no_was_not_heard_is_a_conflict(ctx, event, ticket):
    await went_in(ctx, event, ticket, keeper=LOU)
    live = await scanned(ctx, event, ticket.code, nonce="lost")
    offline = {"mode": Mode.upload, "shown": Result.ok, "scanned_at": live.at, "nonce": "lost"}
    kept = await scanned(ctx, event, ticket.code, **offline)
    assert (live.result, live.conflict) == (Result.already_in, False)
    assert (kept.result, kept.conflict, kept.replayed) == (Result.already_in, True, False)
    assert kept.first.by == "Lou Latch"
    again = await scanned(ctx, event, ticket.code, **offline)
    assert (again.id, again.conflict, again.replayed) == (kept.id, True, True)
    assert [each.conflict for each in await log_of(ctx, event)] == [False, False, True]
    assert not await fault_of(ctx, event.id)


async def test_what_the_scanner_refused_like_the_server_is_no_conflict(ctx, event, ticket):
    await went_in(ctx, event, ticket)
    live = await scanned(ctx, event, ticket.code, nonce="lost")
    offline = {"mode": Mode.upload, "shown": Result.already_in, "nonce": "lost"}
    kept = await scanned(ctx, event, ticket.code, **offline)
    assert (kept.id, kept.conflict, kept.replayed) == (live.id, False, True)


async def test_a_live_scan_overrides_no_list_and_makes_no_conflict(ctx, event, ticket):
    await went_in(ctx, event, ticket)
    lies = {"overridden": True, "shown": Result.ok}
    await scanned(ctx, event, ticket.code, **lies)
    await scanned(ctx, event, ticket.code, mode=Mode.upload, **lies)
    told = [(each.overridden, each.conflict) for each in await log_of(ctx, event)]
    assert told == [(False, False), (False, False), (True, True)]


async def test_a_clock_finer_than_the_databases_leaves_the_log_sound(ctx, event, ticket):
    at = ctx.clock.now() - timedelta(minutes=20, microseconds=123)
    await scanned(ctx, event, ticket.code, mode=Mode.upload, scanned_at=at)
    assert not await fault_of(ctx, event.id)


async def test_an_upload_is_judged_by_when_it_was_scanned(ctx, clock):
    event = await an_open_event(ctx)
    ticket = await a_ticket(ctx, event)
    during = clock.now()
    clock.advance(hours=20)
    offline = {"mode": Mode.upload, "scanned_at": during}
    assert (await scanned(ctx, event, ticket.code)).result is Result.over
    assert (await scanned(ctx, event, ticket.code, **offline)).result is Result.ok
