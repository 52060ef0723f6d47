"""What a scan comes to, and what is kept of it."""

import asyncio
import base64
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.door import (
    ADA,
    KIM,
    LOU,
    UPLOADED,
    a_booking,
    a_scan,
    a_ticket,
    an_open_event,
    named,
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
from ticketapp.door import repository, service
from ticketapp.door.engine import decide
from ticketapp.door.errors import NothingToUndo, UndoExpired
from ticketapp.door.figures import stats
from ticketapp.door.models import Direction, Doorkeeper, Mode, Presented, Result, Verdict
from ticketapp.door.soundness import fault_of
from ticketapp.events.service import cancel_event
from ticketapp.tickets.codes import ALPHABET, grouped

ROBOT = system("test")


@pytest.fixture
async def event(ctx):
    return await an_open_event(ctx)


@pytest.fixture
async def ticket(ctx, event):
    return await a_ticket(ctx, event)


async def log_of(ctx, event):
    return [each async for each in repository.walk_log(ctx.db, event.id)]


def every_other_sign_in(text, alphabet):
    """The text with each other sign of the alphabet in each place."""
    return [
        text[:place] + sign + text[place + 1 :]
        for place in range(len(text))
        for sign in alphabet
        if sign != text[place]
    ]


async def test_a_ticket_is_let_in_once_by_its_token(ctx, event, ticket):
    first = await went_in(ctx, event, ticket)
    again = await scanned(ctx, event, token_of(ctx, event, ticket), keeper=LOU, gate="South")
    assert first.ticket.holder == "Robin Meyer"
    assert (again.result, again.replayed) == (Result.already_in, False)
    assert (again.first.at, again.first.gate, again.first.by) == (first.at, "North", "Kim Keeper")


@pytest.mark.parametrize(
    "spelled", [str.lower, grouped, lambda code: f"  {grouped(code).lower()} "]
)
async def test_a_typed_code_counts_in_any_case_and_grouping(ctx, event, ticket, spelled):
    assert (await scanned(ctx, event, spelled(ticket.code))).result is Result.ok


async def test_a_token_counts_in_lower_case(ctx, event, ticket):
    assert (await scanned(ctx, event, token_of(ctx, event, ticket).lower())).result is Result.ok


async def test_what_is_no_ticket_is_invalid_and_logged_without_what_was_shown(ctx, event, ticket):
    token = token_of(ctx, event, ticket)
    flipped = ("B" if token[60] == "A" else "A").join((token[:60], token[61:]))
    others = ["", "garbage", token[:-1], token + "A", "A" * 100_000, flipped, "0" * 12]
    for text in others:
        assert (await scanned(ctx, event, text)).result is Result.invalid
    entries = await log_of(ctx, event)
    assert [each.result for each in entries] == [Result.invalid] * len(others)
    assert token[:60] not in str(await ctx.db.scans.find().to_list(None))


async def test_every_flipped_bit_and_every_other_sign_makes_a_token_no_ticket(ctx, event, ticket):
    """Seen to fail with no signature checked, and with the version left out of what is signed."""
    token = token_of(ctx, event, ticket)
    raw = base64.b32decode(token)
    number = int.from_bytes(raw)
    flipped = [number ^ 1 << bit for bit in range(len(raw) * 8)]
    texts = [base64.b32encode(each.to_bytes(len(raw))).decode() for each in flipped]
    texts += every_other_sign_in(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert len(set(texts)) == 128 * 31
    assert {service.read(ctx, text) for text in texts} == {Presented()}
    assert service.read(ctx, token) == Presented(ticket_id=ticket.id, version=1)


async def test_every_other_sign_makes_a_typed_code_no_ticket(ctx, ticket):
    """Seen to fail with the check character unchecked."""
    texts = every_other_sign_in(ticket.code, ALPHABET)
    assert len(texts) == 12 * 31
    assert {service.read(ctx, text) for text in texts} == {Presented()}
    assert service.read(ctx, ticket.code) == Presented(code=ticket.code)


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


async def test_one_nonce_at_several_processes_leaves_one_record(ctx, event, ticket):
    wish = a_scan(ctx, ticket.code)
    verdicts = await asyncio.gather(*(decide(ctx, event.id, [wish]) for _ in range(12)))
    assert {(each.id, each.result) for [each] in verdicts} == {(verdicts[0][0].id, Result.ok)}
    assert len(await log_of(ctx, event)) == 1


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


async def test_staff_take_back_their_own_scan_within_fifteen_minutes(ctx, clock, event, ticket):
    verdict = await went_in(ctx, event, ticket)
    with pytest.raises(Forbidden):
        await service.undo(ctx, LOU, verdict.id)
    clock.advance(minutes=15)
    undone = await service.undo(ctx, KIM, verdict.id, "wrong person")
    assert (undone.undoes, undone.inside) == (verdict.id, False)
    assert (await scanned(ctx, event, ticket.code)).result is Result.ok
    entries = await log_of(ctx, event)
    assert [each.kind.value for each in entries] == ["scan", "undo", "scan"]
    assert entries[1].reason == "wrong person"


async def test_after_fifteen_minutes_an_admin_takes_it_back(ctx, clock, event, ticket):
    verdict = await went_in(ctx, event, ticket)
    clock.advance(minutes=15, milliseconds=1)
    with pytest.raises(UndoExpired):
        await service.undo(ctx, KIM, verdict.id)
    assert (await service.undo(ctx, ADA, verdict.id)).inside is False


async def test_taking_back_twice_takes_back_once(ctx, event, ticket):
    verdict = await went_in(ctx, event, ticket)
    undone = await asyncio.gather(*(service.undo(ctx, KIM, verdict.id) for _ in range(5)))
    assert len({each.id for each in undone}) == 1
    assert len(await log_of(ctx, event)) == 2


async def test_a_refused_scan_can_not_be_taken_back(ctx, event):
    verdict = await scanned(ctx, event, "garbage")
    with pytest.raises(NothingToUndo):
        await service.undo(ctx, KIM, verdict.id)
    with pytest.raises(NotFound):
        await service.undo(ctx, KIM, "made up")


async def test_the_rest_of_a_group_is_let_in_at_once(ctx, event):
    booking = await a_booking(ctx, event, 4)
    seen = await went_in(ctx, event, booking.tickets[0])
    assert (seen.ticket.number, seen.ticket.of) == (1, 4)
    assert seen.ticket.not_in == tuple(each.id for each in booking.tickets[1:])
    for _ in range(2):  # a repetition admits nobody else
        verdicts = await service.admit(ctx, event.id, KIM, seen.ticket.not_in, "rest", "North")
        assert [each.result for each in verdicts] == [Result.ok] * 3
    assert (await stats(ctx, KIM, event.id)).inside == 4


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


async def test_the_number_of_an_undo_is_no_nonce_that_admits(ctx, event, ticket):
    undone = await service.undo(ctx, KIM, (await went_in(ctx, event, ticket)).id)
    verdict = await scanned(ctx, event, ticket.code, nonce=undone.id)
    assert (verdict.result, verdict.replayed) == (Result.ok, False)
    assert (await stats(ctx, KIM, event.id)).inside == 1


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
