"""Discover's state: what an address lists, whoever typed it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.events import an_event
from tests.drivers.tab import Tab
from ticketapp.core.context import Context, set_context
from ticketapp.ui.states.events.discover import DiscoverState


async def listed(tab: Tab, path: str = "/") -> list[str]:
    tab.path = path
    await tab.call(DiscoverState.load)
    return [card["name"] for card in (await tab.state(DiscoverState)).cards]


@pytest.fixture
async def programme(ctx: Context) -> None:
    tomorrow = ctx.clock.now() + timedelta(days=1)
    await an_event(
        ctx, name="Jazz Night", location="Essen", starts_at=tomorrow,
        ends_at=tomorrow + timedelta(hours=2),
    )  # fmt: skip
    await an_event(ctx, name="Repair Café", location="Leipzig", metadata={"tags": ["jazz"]})
    await an_event(ctx, name="Secret Gig", draft=True)


async def test_events_are_listed_by_their_start(tab: Tab, programme):
    assert await listed(tab) == ["Jazz Night", "Repair Café"]


async def test_drafts_are_not_listed_for_admins_either(admin_tab: Tab, programme):
    assert "Secret Gig" not in await listed(admin_tab)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=repair", ["Repair Café"]),
        ("q=cafe", ["Repair Café"]),
        ("q=leipz", ["Repair Café"]),
        ("q=jazz", ["Jazz Night", "Repair Café"]),
        ("q=jazz&available=true", ["Jazz Night", "Repair Café"]),
        ("q=nowhere", []),
    ],
)
async def test_an_event_is_found_by_word_place_and_topic(tab: Tab, programme, query, found):
    assert await listed(tab, f"/?{query}") == found


async def test_an_event_is_found_by_its_day_where_the_visitor_is(ctx: Context, tab: Tab):
    midnight = ctx.clock.now().replace(hour=23, minute=30) + timedelta(days=3)
    await an_event(ctx, starts_at=midnight, ends_at=midnight + timedelta(hours=2))
    day, next_day = midnight.date(), midnight.date() + timedelta(days=1)
    assert await listed(tab, f"/?from={day}&to={day}&zone=UTC")
    assert not await listed(tab, f"/?from={day}&to={day}&zone=Asia/Tokyo")
    assert await listed(tab, f"/?from={next_day}&to={next_day}&zone=Asia/Tokyo")


@pytest.mark.parametrize(
    "query",
    ["from=yesterday", "to=0000-00-00", "zone=Mars/Olympus", "available=perhaps", "n=-1", "n=10000",
     "n=x", "q=" + "x" * 400, "from[$gt]=1", "zone=../../etc/passwd"],
)  # fmt: skip
async def test_a_parameter_without_sense_counts_as_left_out(tab: Tab, programme, query):
    assert await listed(tab, f"/?{query}") == ["Jazz Night", "Repair Café"]


async def test_more_is_put_to_the_end_of_the_same_list(ctx: Context, tab: Tab):
    for number in range(60):
        await an_event(ctx, name=f"Event {number:02}")
    first = await listed(tab)
    state = await tab.state(DiscoverState)
    assert (len(first), state.total, state.more) == (24, 60, "48")

    await an_event(ctx, name="Earlier", starts_at=ctx.clock.now() + timedelta(days=1))
    longer = await listed(tab, "/?n=48")
    assert longer[:24] == first
    assert len(longer) == 48
    assert len(set(longer)) == 48

    whole = await listed(tab, "/?n=72")
    assert len(whole) == 60
    assert (await tab.state(DiscoverState)).more == ""


async def test_coming_back_to_a_long_list_reads_all_of_it_anew(ctx: Context, tab: Tab):
    for number in range(30):
        await an_event(ctx, name=f"Event {number:02}")
    assert len(await listed(tab, "/?n=48")) == 30
    await an_event(ctx, name="Earlier", starts_at=ctx.clock.now() + timedelta(days=1))
    assert (await listed(tab, "/?n=48"))[0] == "Earlier"


async def test_a_list_that_breaks_is_said_so_and_what_was_listed_stays(
    ctx: Context, tab: Tab, programme
):
    before = await listed(tab)
    set_context(replace(ctx, clock=_Broken()))
    assert await listed(tab) == before
    assert (await tab.state(DiscoverState)).notice["text"].startswith("Something broke")


class _Broken:
    def now(self):
        raise LookupError
