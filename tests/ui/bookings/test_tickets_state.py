"""The state of a booking's page, for its owner, for guests, and for clients that mean no good."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.events import an_event
from tests.builders.people import HOME, a_user, actor_for, an_admin
from tests.drivers.tab import Tab, open_tab
from tests.ui.conftest import tab_of
from ticketapp.bookings.by_hand import book_by_hand
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import Booking, Person
from ticketapp.bookings.service import book, cancel, get_booking
from ticketapp.core.actor import Role, anonymous, system
from ticketapp.core.context import Context
from ticketapp.ui.states.bookings.booking import TicketsState
from ticketapp.ui.states.bookings.transferring import TransferringState

GUEST = Person("Gudrun Gast", "gudrun@example.org")
ROBOT = system("test")


async def somebody(ctx: Context):
    return await actor_for(ctx, await a_user(ctx))


async def opened(tab: Tab, path: str) -> TicketsState:
    tab.path = path
    await tab.call(TicketsState.load)
    return await tab.state(TicketsState)


async def stored(ctx: Context):
    return [document async for document in ctx.db.bookings.find().sort("_id", 1)]


async def test_the_owner_sees_tickets_with_codes_and_what_happened(without_limits: Context):
    ctx = without_limits
    user = await a_user(ctx)
    booking = (await book(ctx, await actor_for(ctx, user), (await an_event(ctx)).id, 2)).booking
    async with tab_of(ctx, user) as tab:
        state = await opened(tab, f"/me/bookings/{booking.id}")
        assert state.access == "open"
        assert [each["code"].replace("-", "") for each in state.tickets] == [
            each.code for each in booking.tickets
        ]
        assert all(each["lines"] for each in state.tickets)
        assert [(each["step"], each["by"]) for each in state.history] == [("booked", "self")]


async def test_what_has_just_been_booked_is_said_with_the_address_it_is_mailed_to(
    without_limits: Context, clock
):
    ctx, user = without_limits, await a_user(without_limits)
    me, event = await actor_for(ctx, user), await an_event(ctx, capacity=3)
    first = (await book(ctx, await somebody(ctx), event.id, 2)).booking
    booking = (await book(ctx, me, event.id, 1)).booking
    entry = (await book(ctx, me, event.id, 2)).booking
    async with tab_of(ctx, user) as tab:

        async def news_of(booking_id: str) -> tuple[str, str]:
            news = (await opened(tab, f"/me/bookings/{booking_id}")).news
            return news["step"], news["email"]

        assert await news_of(booking.id) == ("booked", user.email)
        assert await news_of(entry.id) == ("waiting", user.email)
        clock.advance(seconds=3600)
        assert await news_of(booking.id) == await news_of(entry.id) == ("", "")
        await cancel(ctx, ROBOT, first.id)
        assert await news_of(entry.id) == ("promoted", user.email)
        await cancel(ctx, me, booking.id)
        assert await news_of(booking.id) == ("", "")


async def test_of_what_an_admin_booked_no_mail_is_promised(ctx: Context, tab: Tab):
    admin, event = await an_admin(ctx), await an_event(ctx)
    booking = await book_by_hand(ctx, admin, event.id, GUEST, 1, key="once", mailed=False)
    state = await opened(tab, f"/manage/{booking.id}.{manage_key(ctx.settings, booking.id)}")
    assert (state.access, state.news["step"]) == ("open", "")


async def test_before_a_ticket_is_offered_its_owner_reads_until_when_it_could_be_taken(
    without_limits: Context, clock
):
    ctx, user = without_limits, await a_user(without_limits)
    starts_at = clock.now() + timedelta(hours=20)
    soon = await an_event(ctx, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4))
    later = await an_event(ctx)

    async def asked(tab: Tab, booking: Booking) -> TransferringState:
        tab.path = f"/me/bookings/{booking.id}"
        await tab.call(TransferringState.ask, ticket_id=booking.tickets[0].id)
        return await tab.state(TransferringState)

    for event, hours in ((soon, 24), (later, 48)):
        booking = (await book(ctx, await actor_for(ctx, user), event.id, 1)).booking
        until = (clock.now() + timedelta(hours=hours)).isoformat()
        async with tab_of(ctx, user) as tab:
            state = await asked(tab, booking)
            assert (state.asking, state.until) == (booking.tickets[0].id, until)
        async with tab_of(ctx, await a_user(ctx)) as tab:
            state = await asked(tab, booking)
            assert (state.asking, state.until, state.problem) == ("", "", "")
            assert state.notice["text"].startswith("There is nothing here")


@pytest.mark.parametrize("role", [Role.user, Role.staff])
async def test_anothers_booking_is_a_page_that_is_not_there(ctx: Context, role):
    booking = (await book(ctx, await somebody(ctx), (await an_event(ctx)).id, 1)).booking
    async with tab_of(ctx, await a_user(ctx, role=role)) as tab:
        state = await opened(tab, f"/me/bookings/{booking.id}")
        assert state.access == "missing"
        seen = str(state.dict()) + str(tab.sent)
        assert booking.tickets[0].code[:4] not in seen
        assert booking.reference not in seen


async def test_who_is_signed_out_is_led_to_sign_in_and_back(ctx: Context, tab: Tab):
    booking = (await book(ctx, await somebody(ctx), (await an_event(ctx)).id, 1)).booking
    await opened(tab, f"/me/bookings/{booking.id}")
    assert tab.redirects == [f"/login?next=/me/bookings/{booking.id}"]


@pytest.fixture
async def guests(ctx: Context):
    event = await an_event(ctx, guest_booking=True)
    return (await book(ctx, anonymous(HOME), event.id, 2, attendee=GUEST)).booking


async def test_a_guests_key_opens_the_page_and_a_wrong_one_finds_nothing(
    ctx: Context, tab: Tab, guests
):
    key = manage_key(ctx.settings, guests.id)
    assert (await opened(tab, f"/manage/{guests.id}.{key}")).access == "open"
    wrong = [
        f"/manage/{guests.id}",
        f"/manage/{guests.id}.",
        f"/manage/{guests.id}.{key[:-1]}",
        f"/manage/{guests.id}.{key}.{key}",
        f"/manage/{guests.id}.{manage_key(ctx.settings, 'another')}",
        f"/manage/.{key}",
        "/manage/\ud800.\ud800",
        "/manage/$ne.$ne",
        f"/manage/{'x' * 10_000}.{'y' * 10_000}",
    ]
    for path in wrong:
        state = await opened(tab, path)
        assert (state.access, state.tickets) == ("missing", []), path
    await opened(tab, f"/me/bookings/{guests.id}")
    assert tab.redirects == [f"/login?next=/me/bookings/{guests.id}"]


async def test_a_guest_without_the_key_changes_nothing(without_limits: Context, guests):
    before = await stored(without_limits)
    async with open_tab(without_limits) as tab:
        key = manage_key(without_limits.settings, guests.id)
        state = await opened(tab, f"/manage/{guests.id}.{key}")
        await tab.call(TicketsState.ask)
        await tab.call(TicketsState.choose, ticket_id=state.tickets[0]["id"])
        tab.path = f"/manage/{guests.id}.{key[::-1]}"
        await tab.call(TicketsState.cancel)
        await tab.call(TicketsState.leave)
    assert await stored(without_limits) == before


async def test_the_dialog_says_who_gets_the_seats_and_cancelling_serves_them(
    without_limits: Context,
):
    ctx = without_limits
    user, waiting = await a_user(ctx), await somebody(ctx)
    event = await an_event(ctx, capacity=3)
    booking = (await book(ctx, await actor_for(ctx, user), event.id, 3)).booking
    entry = (await book(ctx, waiting, event.id, 2)).booking
    async with tab_of(ctx, user) as tab:
        state = await opened(tab, f"/me/bookings/{booking.id}")
        await tab.call(TicketsState.ask)
        state = await tab.state(TicketsState)
        assert (state.asking, state.chosen, state.served) == (True, [], 0)
        first, second, kept = (each["id"] for each in state.tickets)
        served = []
        for ticket_id in (first, second):
            await tab.call(TicketsState.choose, ticket_id=ticket_id)
            served.append((await tab.state(TicketsState)).served)
        assert served == [0, 1]
        await tab.call(TicketsState.cancel)
        state = await tab.state(TicketsState)
        assert [each["id"] for each in state.tickets] == [kept]
        assert {each["id"] for each in state.gone} == {first, second}
        assert not any(each["lines"] for each in state.gone)
        assert "2 tickets are cancelled." in state.notice["text"]
        assert not state.asking
    assert (await get_booking(ctx, waiting, entry.id)).status == "confirmed"


async def test_tickets_of_another_booking_can_not_be_slipped_in(without_limits: Context):
    ctx = without_limits
    user = await a_user(ctx)
    event = await an_event(ctx)
    mine = (await book(ctx, await actor_for(ctx, user), event.id, 2)).booking
    theirs = (await book(ctx, await somebody(ctx), event.id, 2)).booking
    before = await stored(ctx)
    async with tab_of(ctx, user) as tab:
        await opened(tab, f"/me/bookings/{mine.id}")
        await tab.call(TicketsState.ask)
        await tab.call(TicketsState.choose, ticket_id=theirs.tickets[0].id)
        assert (await tab.state(TicketsState)).chosen == []
        await tab.call(TicketsState.cancel)
        # What was chosen here is of no use on the way to another booking.
        await tab.call(TicketsState.choose, ticket_id=mine.tickets[0].id)
        tab.path = f"/me/bookings/{theirs.id}"
        await tab.call(TicketsState.cancel)
        assert (await tab.state(TicketsState)).access == "missing"
    assert await stored(ctx) == before


async def test_one_press_leaves_the_line_and_never_cancels_what_came_of_it(
    without_limits: Context,
):
    ctx = without_limits
    user, holder = await a_user(ctx), await somebody(ctx)
    event = await an_event(ctx, capacity=1)
    taken = (await book(ctx, holder, event.id, 1)).booking
    owner = await actor_for(ctx, user)
    entry = (await book(ctx, owner, event.id, 1)).booking
    async with tab_of(ctx, user) as tab:
        state = await opened(tab, f"/me/bookings/{entry.id}")
        assert (state.booking["position"], state.booking["line"]) == (1, 1)
        await cancel(ctx, holder, taken.id)  # promoted, but this page has not heard of it
        await tab.call(TicketsState.leave)
        state = await tab.state(TicketsState)
        assert (state.booking["status"], len(state.tickets)) == ("confirmed", 1)
        other = (await book(ctx, owner, event.id, 1)).booking
        await opened(tab, f"/me/bookings/{other.id}")
        await tab.call(TicketsState.leave)
        assert (await tab.state(TicketsState)).booking["status"] == "cancelled"


async def test_a_used_ticket_says_so_and_can_not_be_chosen(without_limits: Context, clock):
    ctx = without_limits
    user = await a_user(ctx)
    booking = (await book(ctx, await actor_for(ctx, user), (await an_event(ctx)).id, 2)).booking
    at = {"tickets.0.checked_in_at": clock.now()}
    await ctx.db.bookings.update_one({"_id": booking.id}, {"$set": at})
    async with tab_of(ctx, user) as tab:
        state = await opened(tab, f"/me/bookings/{booking.id}")
        assert [each["state"] for each in state.tickets] == ["used", "valid"]
        await tab.call(TicketsState.ask)
        await tab.call(TicketsState.choose, ticket_id=booking.tickets[0].id)
        assert (await tab.state(TicketsState)).chosen == [booking.tickets[1].id]


async def test_too_late_is_said_and_changes_nothing(without_limits: Context, clock):
    ctx = without_limits
    user = await a_user(ctx)
    event = await an_event(ctx)
    booking = (await book(ctx, await actor_for(ctx, user), event.id, 1)).booking
    async with tab_of(replace(ctx), user) as tab:
        await opened(tab, f"/me/bookings/{booking.id}")
        await tab.call(TicketsState.ask)
        clock.advance(days=7, hours=1)
        await tab.call(TicketsState.cancel)
        state = await tab.state(TicketsState)
        assert state.refused == "It is too late to cancel."
    assert (await get_booking(ctx, ROBOT, booking.id)).quantity == 1
