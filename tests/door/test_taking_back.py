"""Scans that are taken back."""

import asyncio

import pytest

from tests.builders.door import (
    ADA,
    KIM,
    LOU,
    log_of,
    scanned,
    went_in,
)
from ticketapp.core.errors import Forbidden, NotFound
from ticketapp.door import service
from ticketapp.door.errors import NothingToUndo, UndoExpired
from ticketapp.door.models import Result


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
