"""What was counted, marked and kept at a door agrees, in every order of what people do there."""

import asyncio
import random

import pytest

from tests.builders.door import (
    ADA,
    KIM,
    LOU,
    a_booking,
    a_scan,
    a_ticket,
    an_open_event,
    scanned,
    went_in,
)
from ticketapp.bookings.service import cancel
from ticketapp.core.actor import system
from ticketapp.core.errors import Refusal
from ticketapp.door import repository, service
from ticketapp.door.engine import decide
from ticketapp.door.figures import stats
from ticketapp.door.models import Direction, Mode, Result, Undo
from ticketapp.door.soundness import fault_of, find_faults, recount

ROBOT = system("test")


async def agrees_with_its_log(ctx, event):
    stands = recount([each async for each in repository.walk_log(ctx.db, event.id)]).values()
    seen = await stats(ctx, KIM, event.id)
    assert seen.inside == sum(each.inside for each in stands)
    assert seen.admitted == sum(each.first is not None for each in stands)


@pytest.mark.parametrize("seed", range(6))
async def test_inside_is_what_the_log_adds_up_to_in_every_order(ctx, seed):
    """Scans both ways, replays, undos and cancellations at once, in and beside the lane, as if
    by several processes. Seen to fail when figures are written outside the transaction.
    """
    chance = random.Random(seed)
    event = await an_open_event(ctx, reentry=bool(seed % 2))
    bookings = [await a_booking(ctx, event, chance.randint(1, 3)) for _ in range(4)]
    every = [ticket for booking in bookings for ticket in booking.tickets]
    done: list[str] = []

    async def scan():
        wish = a_scan(
            ctx,
            chance.choice(every).code if chance.random() < 0.95 else "garbage",
            chance.choice([KIM, LOU]),
            nonce=f"{seed}-{chance.randint(0, 60)}",
            gate=chance.choice(["North", "South"]),
            direction=chance.choice(list(Direction)),
            mode=chance.choice(list(Mode)),
        )
        if chance.random() < 0.5:
            verdict = await service.scan(ctx, event.id, wish)
        else:
            [verdict] = await decide(ctx, event.id, [wish])
        if verdict.result is Result.ok:
            done.append(verdict.id)

    async def undo():
        if done:
            wish = Undo(chance.choice(done), ADA, "")
            outcome = await decide(ctx, event.id, [wish])
            assert not any(isinstance(each, Refusal) for each in outcome)

    async def give_up():
        booking = chance.choice(bookings)
        await cancel(ctx, ROBOT, booking.id, tickets=1)

    for _ in range(5):
        steps = chance.choices([scan, undo, give_up], weights=[8, 3, 1], k=12)
        outcomes = await asyncio.gather(*(step() for step in steps), return_exceptions=True)
        unexpected = [each for each in outcomes if isinstance(each, Exception)]
        assert all(isinstance(each, Refusal) for each in unexpected), unexpected
        assert await fault_of(ctx, event.id) == ""
    await agrees_with_its_log(ctx, event)


@pytest.mark.parametrize(
    ("collection", "change", "told"),
    [
        ("door_figures", {"$inc": {"inside": 1}}, "by its figures"),
        ("door_figures", {"$inc": {"number": 1}}, "every number"),
        ("bookings", {"$set": {"tickets.0.inside": False}}, "stand otherwise"),
        ("door_minutes", {"$inc": {"entered": 1}}, "what was counted"),
        ("scans", {"$set": {"gate": "Elsewhere"}}, "what was counted"),
        ("scans", {"$set": {"by.user_id": "somebody-else"}}, "changed or removed"),
    ],
)
async def test_whatever_is_changed_by_hand_is_found(ctx, collection, change, told):
    event = await an_open_event(ctx)
    await went_in(ctx, event, await a_ticket(ctx, event))
    await scanned(ctx, event, "garbage")
    assert await find_faults(ctx) == []
    await ctx.db.raw[collection].update_one({}, change)
    [found] = await find_faults(ctx)
    assert found.event_id == event.id
    assert told in found.fault


async def test_who_worked_there_can_be_forgotten_without_breaking_the_seals(ctx):
    event = await an_open_event(ctx)
    await went_in(ctx, event, await a_ticket(ctx, event))
    await ctx.db.transaction(
        lambda session: repository.forget_staff(ctx.db, session, KIM.actor.user_id)
    )
    assert "Kim" not in str(await ctx.db.scans.find().to_list(None))
    assert await find_faults(ctx) == []
