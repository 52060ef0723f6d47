"""The state behind the booking panel: what any client may ask of it, and what comes of that."""

from asyncio import gather
from secrets import token_hex

import pytest

from tests.builders.events import an_event
from tests.builders.people import a_user, actor_for
from tests.drivers.tab import Tab
from tests.ui.conftest import tab_of
from ticketapp.accounts.models import User
from ticketapp.bookings.errors import LimitReached, SoldOut
from ticketapp.bookings.manage_links import opens
from ticketapp.bookings.service import book
from ticketapp.core.actor import system
from ticketapp.core.context import Context
from ticketapp.core.errors import NotFound
from ticketapp.events.models import Event
from ticketapp.events.service import cancel_event
from ticketapp.ui.states.events.event import EventState
from ticketapp.ui.states.events.order import OrderState

GUEST = {"first_name": "Gil", "last_name": "Guest", "email": "gil@example.org"}


def an_order(event: Event, quantity: object = 1, **facts: object) -> dict[str, object]:
    return {
        "event_id": event.id, "quantity": quantity, "line": False, "key": token_hex(16), **facts
    }  # fmt: skip


async def press(tab: Tab, order: object) -> OrderState:
    await tab.call(OrderState.book, order=order)
    return await tab.state(OrderState)


async def booked(ctx: Context) -> list[tuple[int, str]]:
    """How many tickets each booking has, and its status."""
    found = ctx.db.bookings.find({}).sort("created_at", 1)
    return [(each["quantity"], each["status"]) async for each in found]


@pytest.fixture
async def robin(ctx: Context) -> User:
    return await a_user(ctx)


@pytest.fixture
async def at_home(ctx: Context, robin: User):
    async with tab_of(ctx, robin) as opened:
        yield opened


async def test_a_booking_leads_to_its_own_page(ctx: Context, at_home: Tab):
    order = an_order(await an_event(ctx), 2)
    state = await press(at_home, order)
    booking = await ctx.db.bookings.find_one({})
    assert at_home.redirects == [f"/me/bookings/{booking['_id']}"]
    assert (booking["quantity"], state.fulfilled, state.problem) == (2, order["key"], "")


async def test_a_key_books_once_however_often_and_from_wherever_it_comes(
    ctx: Context, at_home: Tab, robin: User
):
    order = an_order(await an_event(ctx), 2)
    await gather(*(press(at_home, order) for _ in range(3)))
    async with tab_of(ctx, robin) as another:
        await press(another, order)
        assert another.redirects == at_home.redirects[:1]
    assert await booked(ctx) == [(2, "confirmed")]


async def test_a_key_can_not_be_used_for_something_else(ctx: Context, at_home: Tab):
    event = await an_event(ctx)
    order = an_order(event, 2)
    await press(at_home, order)
    state = await press(at_home, order | {"quantity": 3})
    assert state.problem
    assert await booked(ctx) == [(2, "confirmed")]


async def test_nobody_joins_the_line_whose_button_did_not_say_so(ctx: Context, at_home: Tab):
    event = await an_event(ctx, capacity=1)
    await book(ctx, await actor_for(ctx, await a_user(ctx)), event.id, 1)
    state = await press(at_home, an_order(event))
    assert (state.problem, state.answers, at_home.redirects) == (SoldOut.text, 1, [])
    await press(at_home, an_order(event, line=True))
    assert await booked(ctx) == [(1, "confirmed"), (1, "waitlisted")]
    assert len(at_home.redirects) == 1


async def test_whoever_is_not_signed_in_keeps_the_choice_on_the_way(ctx: Context, tab: Tab):
    event = await an_event(ctx)
    tab.path = f"/events/{event.slug}?tickets=3"
    await press(tab, an_order(event, 3))
    assert tab.redirects == [f"/login?next=/events/{event.slug}%3Ftickets%3D3"]
    assert await booked(ctx) == []


async def test_a_guest_is_refused_where_an_account_is_needed(ctx: Context, tab: Tab):
    await press(tab, an_order(await an_event(ctx), guest=GUEST))
    assert [way.partition("?")[0] for way in tab.redirects] == ["/login"]
    assert await booked(ctx) == []


async def test_a_guest_is_led_to_the_own_page_and_the_key_to_it_is_in_no_state(
    ctx: Context, tab: Tab
):
    state = await press(tab, an_order(await an_event(ctx, guest_booking=True), guest=GUEST))
    booking = await ctx.db.bookings.find_one({})
    [way] = tab.redirects
    booking_id, _, key = way.removeprefix("/manage/").partition(".")
    assert booking_id == booking["_id"]
    assert opens(ctx.settings, booking_id, key)
    assert booking["attendee"] == {"name": "Gil Guest", "email": "gil@example.org"}
    assert key not in str(state.dict())


async def test_a_guest_who_comes_back_from_another_address_booked_once(ctx: Context, tab: Tab):
    order = an_order(await an_event(ctx, guest_booking=True), guest=GUEST)
    await press(tab, order)
    tab.address = "198.51.100.99"
    await press(tab, order)
    assert tab.redirects[0] == tab.redirects[1]
    assert len(await booked(ctx)) == 1


async def test_all_that_is_wrong_with_a_guest_is_said_at_once_beside_the_fields(
    ctx: Context, tab: Tab
):
    event = await an_event(ctx, guest_booking=True)
    wrong = {"first_name": " ", "last_name": "x" * 400, "email": "nowhere"}
    state = await press(tab, an_order(event, guest=wrong))
    assert set(state.errors) == {"last_name"}  # longer than anything is looked at
    state = await press(tab, an_order(event, guest=wrong | {"last_name": ""}))
    assert set(state.errors) == {"first_name", "last_name", "email"}
    assert (state.problem, await booked(ctx)) == ("", [])


async def test_whoever_is_signed_in_books_in_the_own_name(ctx: Context, at_home: Tab, robin: User):
    event = await an_event(ctx, guest_booking=True)
    await press(at_home, an_order(event, guest=GUEST))
    booking = await ctx.db.bookings.find_one({})
    assert (booking["user_id"], booking["attendee"]["email"]) == (robin.id, robin.email)


@pytest.mark.parametrize(
    "quantity", ["2", 1e9, -1, 0, None, 1.5, True, 101, [1], {"$gt": 0}, 2**70]
)
async def test_a_quantity_that_is_none_books_nothing(ctx: Context, at_home: Tab, quantity):
    state = await press(at_home, an_order(await an_event(ctx), quantity))
    assert state.problem
    assert await booked(ctx) == []


@pytest.mark.parametrize(
    "change",
    [
        {"key": ""}, {"key": "x" * 32}, {"key": None}, {"key": "0" * 31}, {"line": "yes"},
        {"line": None}, {"event_id": {"$ne": None}}, {"event_id": None}, {"event_id": "no such"},
        {"event_id": "\x00"}, {"guest": "me"}, {"by_admin": True}, {"user_id": "someone"},
    ],
)  # fmt: skip
async def test_an_order_that_does_not_fit_books_nothing(ctx: Context, at_home: Tab, change):
    state = await press(at_home, an_order(await an_event(ctx)) | change)
    assert state.problem or state.errors
    assert await booked(ctx) == []


@pytest.mark.parametrize("order", [None, [], "book", 7, {}])
async def test_no_order_books_nothing(ctx: Context, at_home: Tab, order):
    assert (await press(at_home, order)).problem
    assert await booked(ctx) == []


async def test_a_draft_is_not_there_to_be_booked(ctx: Context, at_home: Tab):
    state = await press(at_home, an_order(await an_event(ctx, draft=True)))
    assert state.problem == NotFound.text
    assert await booked(ctx) == []


async def test_more_than_the_event_allows_is_refused_in_a_sentence(ctx: Context, at_home: Tab):
    event = await an_event(ctx, max_per_booking=4, max_per_person=1)
    state = await press(at_home, an_order(event, 5))
    assert state.problem == "This is more than one booking may hold."
    state = await press(at_home, an_order(event, 2))
    assert state.problem == LimitReached(limit=1, held=0).message("en")


async def test_a_person_presses_only_so_often(ctx: Context, at_home: Tab):
    event = await an_event(ctx, max_per_person=100)
    for _ in range(6):
        state = await press(at_home, an_order(event))
    assert state.problem.startswith("Too many requests.")
    assert len(await booked(ctx)) == 5


async def shown(tab: Tab, event: Event) -> EventState:
    tab.path = f"/events/{event.slug}"
    await tab.call(EventState.load)
    return await tab.state(EventState)


async def test_the_page_knows_what_is_one_s_own(ctx: Context, at_home: Tab, robin: User):
    event = await an_event(ctx, capacity=2)
    me, other = await actor_for(ctx, robin), await actor_for(ctx, await a_user(ctx))
    assert (await shown(at_home, event)).own["tickets"] == 0
    mine = await book(ctx, me, event.id, 2)
    await book(ctx, other, event.id, 1)
    waiting = await book(ctx, me, event.id, 1)
    own = (await shown(at_home, event)).own
    assert (own["tickets"], own["tickets_href"]) == (2, f"/me/bookings/{mine.booking.id}")
    assert (own["place"], own["line"], own["wanted"]) == (2, 2, 1)
    assert own["entry_href"] == f"/me/bookings/{waiting.booking.id}"
    await cancel_event(ctx, system("test"), event.id, "Rain.")
    assert (await shown(at_home, event)).own["tickets"] == 0


async def test_what_others_have_is_nobody_s_own(ctx: Context, robin: User):
    event = await an_event(ctx, guest_booking=True)
    await book(ctx, await actor_for(ctx, await a_user(ctx)), event.id, 2)
    for user in (None, robin):
        async with tab_of(ctx, user) as tab:
            own = (await shown(tab, event)).own
            assert (own["tickets"], own["place"]) == (0, 0)
            assert own["signed_in"] == (user is not None)


async def test_somebody_with_a_mailed_password_sees_the_event_and_chooses_their_own_to_book(
    ctx: Context,
):
    event, user = await an_event(ctx), await a_user(ctx)
    async with tab_of(ctx, user) as tab:
        await ctx.db.users.update_one({"_id": user.id}, {"$set": {"must_change_password": True}})
        assert (await shown(tab, event)).own["signed_in"]
        assert tab.redirects == []
        await press(tab, an_order(event))
        assert [way.partition("?")[0] for way in tab.redirects] == ["/set-password"]
    assert await booked(ctx) == []


async def test_what_was_refused_of_one_event_is_not_said_about_the_next(ctx: Context, at_home: Tab):
    state = await press(at_home, an_order(await an_event(ctx, max_per_booking=4), 5))
    assert (state.problem, state.wanted) == ("This is more than one booking may hold.", 5)
    await at_home.call(OrderState.begin)
    assert (await at_home.state(OrderState)).problem == ""
