"""What looks after the figures of a sale, each fault planted first."""

import pytest
from structlog.testing import capture_logs

from tests.builders.events import an_event
from tests.builders.people import HOME
from ticketapp.bookings import service
from ticketapp.bookings.soundness import check_sales, drift_of, find_drifts, sweep_lines
from ticketapp.core.actor import Actor, Role
from ticketapp.core.errors import Unavailable
from ticketapp.serve.doctor import examine


def buyer(number):
    return Actor(HOME, f"user-{number}", f"buyer{number}@example.org", f"Buyer {number}", Role.user)


async def book(ctx, number, event, quantity=1):
    return (await service.book(ctx, buyer(number), event.id, quantity)).booking


@pytest.fixture
async def event(ctx):
    """Two of three seats are booked, and one entry waits for more than is left."""
    event = await an_event(ctx, capacity=3)
    await book(ctx, 1, event, 2)
    await book(ctx, 2, event, 2)
    return event


FAULTS = [
    ("events", {"$inc": {"available": 1}}, "capacity"),
    ("events", {"$inc": {"available": 1, "booked": -1}}, "valid tickets"),
    ("events", {"$set": {"waitlisted": 4}}, "in line"),
    ("bookings", {"$set": {"tickets.0.status": "void"}}, "valid tickets"),
    ("bookings", {"$inc": {"quantity": 1}}, "bookings say"),
]


async def test_a_sale_as_the_engine_leaves_it_is_sound(ctx, event):
    assert await drift_of(ctx, event.id) is None
    assert await check_sales(ctx) == []
    await book(ctx, 3, await an_event(ctx))


@pytest.mark.parametrize(("collection", "damage", "said"), FAULTS)
async def test_drift_stops_the_sale_and_is_told(ctx, event, collection, damage, said):
    untouched = await an_event(ctx)
    where = {"_id": event.id} if collection == "events" else {"status": "confirmed"}
    await ctx.db.raw[collection].update_one(where, damage)
    drift = await drift_of(ctx, event.id)
    assert drift is not None
    assert said in drift.fault
    with capture_logs() as logged:
        assert await check_sales(ctx) == [event.id]
    assert [line["log_level"] for line in logged] == ["error"]
    with pytest.raises(Unavailable):
        await book(ctx, 4, event)
    await book(ctx, 4, untouched)
    assert await ctx.db.audit.count_documents({"action": "event.sales_stopped"}) == 1
    assert await check_sales(ctx) == [], "it is stopped and told of once"
    assert [each.event_id for each in await find_drifts(ctx)] == [event.id]


async def test_the_doctor_names_the_event_whose_figures_drifted(ctx, settings, event):
    healthy = {finding.subject: finding.fault async for finding in examine(settings)}
    assert healthy["figures of events"] == ""
    await ctx.db.events.update_one({"_id": event.id}, {"$inc": {"booked": 1}})
    faults = [
        finding.fault
        async for finding in examine(settings)
        if event.id in finding.subject and finding.fault
    ]
    assert len(faults) == 1
    assert "capacity of 3" in faults[0]


async def test_the_sweep_serves_whom_everybody_forgot(ctx, event):
    assert await sweep_lines(ctx) == 0, "one seat is too few for the one who waits"
    grown = {"$inc": {"capacity": 1, "available": 1}}
    await ctx.db.events.update_one({"_id": event.id}, grown)  # and nobody tells the line
    with capture_logs() as logged:
        assert await sweep_lines(ctx) == 1
    assert [line["log_level"] for line in logged] == ["warning"]
    assert await drift_of(ctx, event.id) is None
    assert await sweep_lines(ctx) == 0


async def test_the_sweep_leaves_a_closed_line_alone(ctx, clock, event):
    await ctx.db.events.update_one({"_id": event.id}, {"$inc": {"capacity": 5, "available": 5}})
    clock.advance(days=7)
    assert await sweep_lines(ctx) == 0
