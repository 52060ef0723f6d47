"""What a scan comes to, and what is kept of it."""

import asyncio
from collections import Counter

import pytest

from tests.builders.door import (
    ADA,
    KIM,
    LOU,
    a_booking,
    a_scan,
    a_ticket,
    an_open_event,
    log_of,
    scanned,
    token_of,
    went_in,
    went_out,
)
from tests.builders.events import an_event
from ticketapp.bookings.errors import AlreadyCheckedIn
from ticketapp.bookings.service import cancel
from ticketapp.core.actor import Actor, Role, system
from ticketapp.core.errors import Forbidden, NotFound
from ticketapp.door import service
from ticketapp.door.engine import decide
from ticketapp.door.figures import stats
from ticketapp.door.models import Direction, Doorkeeper, Result, Verdict
from ticketapp.door.soundness import fault_of
from ticketapp.events.service import cancel_event

ROBOT = system("test")


async def test_a_ticket_is_let_in_once_by_its_token(ctx, event, ticket):
    first = await went_in(ctx, event, ticket)
    again = await scanned(ctx, event, token_of(ctx, event, ticket), keeper=LOU, gate="South")
    assert first.ticket.holder == "Robin Meyer"
    assert (again.result, again.replayed) == (Result.already_in, False)
    assert (again.first.at, again.first.gate, again.first.by) == (first.at, "North", "Kim Keeper")


async def test_a_ticket_of_another_event_names_that_event(ctx, event):
    other = await an_event(ctx, name="Winter Concert")
    ticket = await a_ticket(ctx, other)
    for text in (token_of(ctx, other, ticket), ticket.code):
        verdict = await scanned(ctx, event, text)
        assert (verdict.result, verdict.event.name) == (Result.wrong_event, "Winter Concert")
        assert verdict.ticket is None


async def test_a_cancelled_ticket_is_void(ctx, event):
    booking = await a_booking(ctx, event, 2)
    gone, kept = booking.tickets
    await cancel(ctx, ROBOT, booking.id, ticket_ids=(gone.id,))
    assert (await scanned(ctx, event, gone.code)).result is Result.void
    assert (await scanned(ctx, event, kept.code)).result is Result.ok


async def test_a_ticket_of_a_cancelled_event_is_void(ctx, event, ticket):
    await cancel_event(ctx, ROBOT, event.id, "Storm")
    assert (await scanned(ctx, event, ticket.code)).result is Result.void


async def test_what_an_earlier_version_of_a_ticket_says_is_void(ctx, event, ticket):
    before = token_of(ctx, event, ticket)
    await ctx.db.bookings.update_one(
        {"tickets.id": ticket.id},
        {"$set": {"tickets.$.version": 2}},
    )  # fmt: skip
    assert (await scanned(ctx, event, before)).result is Result.void


async def test_doors_open_two_hours_before_and_close_at_the_end(ctx, clock):
    event = await an_event(ctx)
    ticket = await a_ticket(ctx, event)
    clock.advance(days=7, hours=-2, seconds=-1)
    early = await scanned(ctx, event, ticket.code)
    assert (early.result, early.event.doors_open_at) == (Result.not_open, event.doors_open)
    clock.advance(seconds=1)
    open_ = await service.validate(ctx, KIM, ticket.code, event.id)
    clock.advance(hours=5)
    late = await scanned(ctx, event, ticket.code)
    assert (open_.result, late.result, late.event.ends_at) == (
        Result.ok,
        Result.over,
        event.ends_at,
    )


async def test_the_first_check_that_says_no_names_the_result(ctx, clock):
    event = await an_event(ctx)
    booking = await a_booking(ctx, event)
    [ticket] = booking.tickets
    await cancel(ctx, ROBOT, booking.id)
    assert (await scanned(ctx, event, ticket.code)).result is Result.void  # though not open either


async def test_looking_changes_nothing(ctx, event, ticket):
    for _ in range(2):
        assert (await service.validate(ctx, KIM, ticket.code)).result is Result.ok
    assert await log_of(ctx, event) == []
    await went_in(ctx, event, ticket)
    seen = await service.validate(ctx, KIM, ticket.code, event.id)
    assert (seen.result, seen.first.by) == (Result.already_in, "Kim Keeper")


async def test_nobody_leaves_who_is_not_inside(ctx, event, ticket):
    verdict = await scanned(ctx, event, ticket.code, direction=Direction.exit)
    assert verdict.result is Result.not_inside


async def test_who_is_inside_may_leave_after_the_end_and_when_the_event_was_called_off(ctx, clock):
    one, other = [await an_open_event(ctx) for _ in range(2)]
    late, called_off = await a_ticket(ctx, one), await a_ticket(ctx, other)
    await went_in(ctx, one, late)
    await went_in(ctx, other, called_off)
    await cancel_event(ctx, ROBOT, other.id, "Storm")
    await went_out(ctx, other, called_off)
    clock.advance(hours=20)
    await went_out(ctx, one, late)
    for event, ticket, then in ((one, late, Result.over), (other, called_off, Result.void)):
        assert (await stats(ctx, KIM, event.id)).inside == 0
        again = await scanned(ctx, event, ticket.code, direction=Direction.exit)
        assert again.result is then
        assert not await fault_of(ctx, event.id)


async def test_who_left_comes_back_where_the_event_allows_it(ctx):
    for reentry, expected in ((True, Result.ok), (False, Result.already_in)):
        event = await an_open_event(ctx, reentry=reentry)
        ticket = await a_ticket(ctx, event)
        await went_in(ctx, event, ticket)
        await went_out(ctx, event, ticket)
        assert (await scanned(ctx, event, ticket.code)).result is expected


async def test_of_fifty_scanners_with_one_ticket_one_admits(ctx, event, ticket):
    wishes = [a_scan(ctx, ticket.code) for _ in range(50)]
    verdicts = await service.scan_all(ctx, event.id, wishes)
    assert Counter(each.result for each in verdicts) == {Result.ok: 1, Result.already_in: 49}
    [ok] = [each for each in verdicts if each.result is Result.ok]
    assert {each.first.at for each in verdicts if each.first} == {ok.at}


async def test_of_scanners_at_several_processes_one_admits(ctx, event, ticket):
    """Without the lane of one process: every scan is a transaction beside the others. Seen to
    admit 8 of 12 without transactions."""
    alone = [decide(ctx, event.id, [a_scan(ctx, ticket.code)]) for _ in range(12)]
    verdicts = [verdict for [verdict] in await asyncio.gather(*alone)]
    assert Counter(each.result for each in verdicts) == {Result.ok: 1, Result.already_in: 11}


async def test_a_ticket_is_either_used_or_cancelled(ctx, event):
    """Whichever transaction is first: the other sees it and says no. Seen to do both without."""
    for _ in range(15):
        booking = await a_booking(ctx, event)
        [ticket] = booking.tickets
        verdict, cancelled = await asyncio.gather(
            scanned(ctx, event, ticket.code),
            cancel(ctx, ROBOT, booking.id),
            return_exceptions=True,
        )
        assert isinstance(verdict, Verdict)
        if verdict.result is Result.ok:
            assert isinstance(cancelled, AlreadyCheckedIn)
        else:
            assert verdict.result is Result.void
            assert not isinstance(cancelled, Exception)


async def test_cancelling_spares_the_tickets_that_were_used(ctx, event):
    booking = await a_booking(ctx, event, 2)
    await went_in(ctx, event, booking.tickets[1])
    cancelled = await cancel(ctx, ROBOT, booking.id, tickets=1)
    assert [each.is_valid for each in cancelled.booking.tickets] == [False, True]
    assert cancelled.booking.tickets[1].inside


async def test_the_rest_of_a_group_is_let_in_at_once(ctx, event):
    booking = await a_booking(ctx, event, 4)
    seen = await went_in(ctx, event, booking.tickets[0])
    assert (seen.ticket.number, seen.ticket.of) == (1, 4)
    assert seen.ticket.not_in == tuple(each.id for each in booking.tickets[1:])
    for _ in range(2):  # a repetition admits nobody else
        verdicts = await service.admit(ctx, event.id, KIM, seen.ticket.not_in, "rest", "North")
        assert [each.result for each in verdicts] == [Result.ok] * 3
    assert (await stats(ctx, KIM, event.id)).inside == 4


async def test_the_figures_add_up(ctx, event):
    a, b = (await a_booking(ctx, event, 2)).tickets
    await went_in(ctx, event, a)
    undone = await went_in(ctx, event, b, gate="South")
    await service.undo(ctx, KIM, undone.id)
    await scanned(ctx, event, a.code, gate="South")
    await scanned(ctx, event, "garbage", gate="South")
    await went_out(ctx, event, a)
    seen = await stats(ctx, KIM, event.id)
    assert (seen.booked, seen.admitted, seen.inside, seen.refused) == (2, 1, 0, 2)
    assert seen.refused_by_result == {Result.already_in: 1, Result.invalid: 1}
    assert [(each.gate, each.entered, each.left, each.refused) for each in seen.by_gate] == [
        ("North", 1, 1, 0),
        ("South", 0, 0, 2),
    ]
    assert [(each.entered, each.left, each.refused) for each in seen.per_minute] == [(1, 1, 2)]


async def test_who_does_not_work_at_these_doors_scans_nothing(ctx, event, ticket):
    strangers = [
        Actor(user_id="user", role=Role.user),
        Actor(user_id="staff", role=Role.staff, event_ids=("another-event",)),
    ]
    for actor in strangers:
        with pytest.raises(Forbidden):
            await scanned(ctx, event, ticket.code, keeper=Doorkeeper(actor))
    with pytest.raises(NotFound):
        await service.scan(ctx, "no-such-event", a_scan(ctx, ticket.code, ADA))
    assert await log_of(ctx, event) == []
