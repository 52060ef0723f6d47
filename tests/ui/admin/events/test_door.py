"""The Door tab's states: figures, plot, log and passes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders.door import (
    KIM,
    LOU,
    UPLOADED,
    a_booking,
    an_open_event,
    scanned,
    token_of,
    went_in,
)
from tests.builders.events import an_event
from tests.builders.people import actor_for
from ticketapp.core.actor import Origin
from ticketapp.core.errors import Unauthenticated
from ticketapp.door.figures import MinuteStats
from ticketapp.door.models import Result
from ticketapp.door.passes import keeper_of_pass, make_pass
from ticketapp.door.service import undo
from ticketapp.ui.states.admin.events.door import DoorTabState
from ticketapp.ui.states.admin.events.door_log import DoorLogState
from ticketapp.ui.states.admin.events.door_passes import DoorPassesState
from ticketapp.ui.states.admin.events.door_plot import NO_PLOT, SIZE, plot_of

EIGHT = datetime(2026, 6, 18, 18, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


async def opened(tab, event, state, query: str = ""):
    tab.path = f"/admin/events/{event.id}/door{query}"
    await tab.call(DoorTabState.load)
    if state is not DoorTabState:
        await tab.call(state.load)
    return await tab.state(state)


def minute(after: int, entered: int = 1) -> MinuteStats:
    return MinuteStats(EIGHT + timedelta(minutes=after), entered, 0, 0)


def test_the_plot_has_a_bar_a_minute_and_round_times_by_the_clocks_there():
    plot = plot_of([minute(0), minute(29, 7)], BERLIN)
    assert (plot["step"], plot["most"], plot["top"], plot["half"]) == (1, 7, 8, "4")
    assert [(bar["y"], bar["height"]) for bar in plot["bars"]] == [
        (SIZE * 7 // 8, SIZE // 8),
        (SIZE // 8, SIZE * 7 // 8),
    ]
    assert plot["bars"][1]["x"] == pytest.approx(SIZE * 29 / 30, abs=SIZE / 200)
    assert [time["at"][11:16] for time in plot["times"]] == ["18:10", "18:20"]


@pytest.mark.parametrize(("last", "step"), [(119, 1), (120, 2), (599, 5), (1439, 15)])
def test_a_long_evening_is_drawn_with_few_bars_that_lose_nobody(last: int, step: int):
    plot = plot_of([minute(each) for each in range(last + 1)], BERLIN)
    assert plot["step"] == step
    assert len(plot["bars"]) <= 120
    assert len(plot["times"]) <= 5
    assert sum(each["entered"] for each in plot["stretches"]) == last + 1
    assert all(bar["x"] >= 0 and bar["x"] + bar["width"] <= SIZE for bar in plot["bars"])


def test_without_scans_there_is_no_plot():
    assert plot_of([], BERLIN) == NO_PLOT


async def test_figures_gates_reasons_and_conflicts_say_what_happened(ctx, admin_tab):
    event = await an_open_event(ctx)
    booking = await a_booking(ctx, event, 3)
    one, two, _ = booking.tickets
    await went_in(ctx, event, one, gate="North", keeper=KIM)
    await went_in(ctx, event, two, gate="South", keeper=LOU)
    await scanned(ctx, event, "nonsense", gate="South")
    text = token_of(ctx, event, one)
    await scanned(ctx, event, text, LOU, gate="South", shown=Result.ok, **UPLOADED)
    state = await opened(admin_tab, event, DoorTabState)
    assert state.figures == {"expected": 3, "admitted": 2, "inside": 2, "refused": 2}
    assert [(row["gate"], row["entered"], row["refused"]) for row in state.gates] == [
        ("North", 1, 0),
        ("South", 1, 2),
    ]
    assert {row["why"]: row["count"] for row in state.reasons} == {
        "No ticket": 1,
        "Used already": 1,
    }
    [conflict] = state.conflicts
    assert (conflict["holder"], conflict["number"], conflict["of"]) == ("Robin Meyer", 1, 3)
    assert (conflict["admitted"]["gate"], conflict["admitted"]["by"]) == ("South", "Lou Latch")
    assert (conflict["against"]["gate"], conflict["against"]["by"]) == ("North", "Kim Keeper")


async def test_the_log_is_found_by_whose_ticket_it_was_by_code_result_and_gate(ctx, admin_tab):
    event = await an_open_event(ctx)
    [robin] = (await a_booking(ctx, event, name="Robin Meyer")).tickets
    [toni] = (await a_booking(ctx, event, name="Toni Tester")).tickets
    verdict = await went_in(ctx, event, robin, gate="North")
    await went_in(ctx, event, toni, gate="South")
    await scanned(ctx, event, token_of(ctx, event, toni), gate="North")
    await undo(ctx, KIM, verdict.id, "Wrong queue")

    async def found(query: str) -> list[tuple[str, str]]:
        state = await opened(admin_tab, event, DoorLogState, query)
        return [(row["holder"].split()[0], row["what"]) for row in state.rows]

    assert await found("") == [("Robin", "undo"), ("Toni", "no"), ("Toni", "in"), ("Robin", "in")]
    assert await found("?q=toni") == [("Toni", "no"), ("Toni", "in")]
    assert await found(f"?q={robin.code}") == [("Robin", "undo"), ("Robin", "in")]
    assert await found("?q=toni&gate=North") == [("Toni", "no")]
    assert await found("?result=already_in") == [("Toni", "no")]
    assert await found("?q=nobody") == []
    assert await found("?conflicts=true") == []
    assert len(await found("?result=nonsense&cursor=nonsense")) == 4
    rows = (await admin_tab.state(DoorLogState)).rows
    assert [row["undone"] for row in rows] == [False, False, False, True]
    assert rows[0]["reason"] == "Wrong queue"


async def test_a_cursor_leads_on_through_the_log_and_fits_no_other_filter(ctx, admin_tab):
    event = await an_open_event(ctx)
    for _ in range(53):
        await scanned(ctx, event, "nonsense")
    first = await opened(admin_tab, event, DoorLogState)
    cursor, shown = first.next_cursor, {row["id"] for row in first.rows}
    assert (first.total, len(shown), first.logged) == (53, 50, 53)
    second = await opened(admin_tab, event, DoorLogState, f"?cursor={cursor}")
    assert (second.page_number, len(second.rows)) == (2, 3)
    assert not shown & {row["id"] for row in second.rows}
    other = await opened(admin_tab, event, DoorLogState, f"?result=invalid&cursor={cursor}")
    assert other.page_number == 1


async def test_a_pass_is_listed_with_who_gave_it_and_its_last_use_until_it_is_ended(
    ctx, admin_tab, ada, clock
):
    event, other = await an_event(ctx), await an_event(ctx)
    actor = await actor_for(ctx, ada)
    made, token = await make_pass(ctx, actor, event.id, "Phone 1", gate="North")
    await make_pass(ctx, actor, other.id, "Elsewhere")
    await make_pass(ctx, actor, event.id, "Brief", lasts=timedelta(hours=1))
    clock.advance(hours=2)
    state = await opened(admin_tab, event, DoorPassesState)
    [row] = state.rows
    assert (row["label"], row["gate"], row["by"], row["used"]) == (
        "Phone 1", "North", "Ada Admin", "",
    )  # fmt: skip
    await keeper_of_pass(ctx, token, Origin())
    [row] = (await opened(admin_tab, event, DoorPassesState)).rows
    assert row["used"] == ctx.clock.now().isoformat()

    await admin_tab.call(DoorPassesState.ask, pass_id=made.id)
    assert (await admin_tab.state(DoorPassesState)).asking["label"] == "Phone 1"
    await admin_tab.call(DoorPassesState.revoke)
    state = await admin_tab.state(DoorPassesState)
    assert (state.rows, state.asking["id"]) == ([], "")
    with pytest.raises(Unauthenticated):
        await keeper_of_pass(ctx, token, Origin())


async def test_no_pass_of_another_event_is_ended_here(ctx, admin_tab, ada):
    event, other = await an_event(ctx), await an_event(ctx)
    made, _ = await make_pass(ctx, await actor_for(ctx, ada), other.id, "Elsewhere")
    await opened(admin_tab, event, DoorPassesState)
    await admin_tab.call(DoorPassesState.ask, pass_id=made.id)
    await admin_tab.call(DoorPassesState.revoke)
    assert (await ctx.db.door_passes.find_one({"_id": made.id}))["revoked_at"] is None
