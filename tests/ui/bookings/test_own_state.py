"""The list of one's own bookings: in which order, how much of it, and whose."""

from datetime import timedelta

from tests.builders.events import an_event
from tests.builders.people import a_user, actor_for
from tests.drivers.tab import Tab
from tests.ui.conftest import tab_of
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import Person
from ticketapp.bookings.service import book, cancel
from ticketapp.core.actor import anonymous
from ticketapp.core.context import Context
from ticketapp.ui.states.bookings.own import STEP, BookingsState


async def listed(tab: Tab, path: str = "/me") -> BookingsState:
    tab.path = path
    await tab.call(BookingsState.load)
    return await tab.state(BookingsState)


def names(rows) -> list[str]:
    return [row["event"]["name"] for row in rows]


async def test_what_comes_next_stands_first_and_what_is_over_or_cancelled_below(
    ctx: Context, clock
):
    user = await a_user(ctx)
    owner = await actor_for(ctx, user)
    for name, days in (("late", 9), ("soon", 1), ("over", 0.1), ("cancelled", 3)):
        starts_at = clock.now() + timedelta(days=days)
        event = await an_event(
            ctx, name=name, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
        )
        booking = (await book(ctx, owner, event.id, 1)).booking
        if name == "cancelled":
            await cancel(ctx, owner, booking.id)
    clock.advance(hours=4)
    async with tab_of(ctx, user) as tab:
        state = await listed(tab)
    assert names(state.upcoming) == ["soon", "late"]
    assert sorted(names(state.earlier)) == ["cancelled", "over"]
    assert {row["mark"] for row in state.earlier} == {"cancelled", "over"}
    assert state.more == ""


async def test_a_long_list_opens_step_by_step(ctx: Context, clock):
    user = await a_user(ctx)
    owner = await actor_for(ctx, user)
    for number in range(STEP + 2):
        starts_at = clock.now() + timedelta(days=1, minutes=number)
        event = await an_event(
            ctx, name=f"{number}", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
        )
        booking = (await book(ctx, owner, event.id, 1)).booking
    await cancel(ctx, owner, booking.id)
    in_order = [f"{number}" for number in range(STEP + 1)]
    async with tab_of(ctx, user) as tab:
        state = await listed(tab)
        assert (names(state.upcoming), state.earlier) == (in_order[:STEP], [])
        assert state.more == str(2 * STEP)
        state = await listed(tab, f"/me?n={state.more}")
        assert (names(state.upcoming), names(state.earlier)) == (in_order, [f"{STEP + 1}"])
        assert state.more == ""


async def test_an_address_asks_for_more_but_not_for_nonsense(ctx: Context):
    async with tab_of(ctx, await a_user(ctx)) as tab:
        for query in ("?n=40", "?n=-1", "?n=1e9", "?n=x", "?n[$ne]=1"):
            assert (await listed(tab, f"/me{query}")).ready


async def test_nobody_sees_what_a_stranger_or_an_unproved_address_has_booked(ctx: Context):
    event = await an_event(ctx, guest_booking=True)
    guest = Person("Gudrun Gast", "gudrun@example.org")
    await book(ctx, await actor_for(ctx, await a_user(ctx)), event.id, 1)
    made = (await book(ctx, anonymous(), event.id, 1, attendee=guest)).booking
    pretender = await a_user(ctx, email=guest.email)
    await ctx.db.users.update_one({"_id": pretender.id}, {"$set": {"email_verified_at": None}})
    async with tab_of(ctx, pretender) as tab:
        state = await listed(tab)
        assert (state.upcoming, state.earlier) == ([], [])
        assert manage_key(ctx.settings, made.id) not in str(tab.sent)
