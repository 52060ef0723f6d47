"""Tickets on their way from one person to another: who has what, and which code works."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from tests.builders.events import an_event
from tests.builders.people import HOME, a_user, actor_for
from tests.builders.transfers import accept, booked, figures, giver, link_of, now, offer, taker
from ticketapp.bookings import repository, service
from ticketapp.bookings.errors import (
    AlreadyCancelled,
    AlreadyTransferred,
    InvalidTransferLink,
    LimitReached,
    NotOffered,
    TicketUsed,
    TransferClosed,
    TransferExpired,
    TransferWithdrawn,
)
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import BookingStatus, OfferState, Person, TicketStatus
from ticketapp.bookings.service import cancel, find_own_bookings
from ticketapp.bookings.soundness import drift_of
from ticketapp.bookings.transfer_links import transfer_token
from ticketapp.bookings.transfers import expire_offers, look_at_offer, take_back
from ticketapp.core.actor import Actor, Role, anonymous, system
from ticketapp.core.errors import Invalid, NotFound, RateLimited
from ticketapp.core.paging import PageRequest
from ticketapp.events.service import cancel_event, edit_event

ROBOT, NOBODY = system("test"), anonymous(HOME)
TAKER = taker("tina")


async def mails(ctx, kind):
    return await ctx.db.outbox.find({"kind": kind}).sort("_id", 1).to_list(None)


async def test_a_ticket_works_until_it_is_taken_and_then_another_does(ctx):
    event, booking = await booked(ctx, 2)
    old, other = booking.tickets
    await offer(ctx, giver(), old)
    offered = await now(ctx, booking)
    assert (offered.quantity, offered.tickets[0].code) == (2, old.code)
    assert offered.tickets[0].is_valid
    taken = await accept(ctx, await link_of(ctx, booking, old))
    left = await now(ctx, booking)
    assert (left.status, left.quantity) == (BookingStatus.confirmed, 1)
    assert left.tickets[0].status is TicketStatus.void
    assert left.tickets[0].is_passed_on
    assert left.tickets[1] == other
    [new] = taken.tickets
    assert (taken.attendee, new.holder, taken.user_id) == (TAKER, TAKER, None)
    assert not {new.code, new.id} & {old.code, old.id, other.code, other.id}
    assert await figures(ctx, event) == (98, 2, 0)
    assert await drift_of(ctx, event.id) is None
    steps = [entry.step.value for entry in left.history]
    assert steps == ["booked", "offered", "transferred"]
    assert [entry.step.value for entry in taken.history] == ["received"]
    for kind, address in {
        "transfer.offered": TAKER.email,
        "transfer.accepted": giver().email,
        "transfer.received": TAKER.email,
    }.items():
        assert [mail["recipient"] for mail in await mails(ctx, kind)] == [address]
    actions = {entry["action"] async for entry in ctx.db.audit.find({})}
    assert {"booking.offered", "booking.transferred", "booking.received"} <= actions


async def test_a_booking_whose_last_ticket_was_taken_is_over(ctx):
    event, booking = await booked(ctx)
    await offer(ctx, giver(), booking.tickets[0])
    await accept(ctx, await link_of(ctx, booking, booking.tickets[0]))
    assert (await now(ctx, booking)).status is BookingStatus.cancelled
    assert await figures(ctx, event) == (99, 1, 0)
    with pytest.raises(AlreadyCancelled):
        await cancel(ctx, giver(), booking.id)
    [ticket] = booking.tickets
    for again in (offer(ctx, giver(), ticket), take_back(ctx, giver(), ticket.id)):
        with pytest.raises(AlreadyTransferred):
            await again


async def test_no_seat_becomes_free_for_the_line_on_the_way(ctx):
    event, booking = await booked(ctx, capacity=1)
    entry = (await service.book(ctx, giver(2), event.id, 1)).booking
    await offer(ctx, giver(), booking.tickets[0])
    taken = await accept(ctx, await link_of(ctx, booking, booking.tickets[0]))
    assert (await now(ctx, entry)).is_waiting
    done = await cancel(ctx, NOBODY, taken.id, guest_key=manage_key(ctx.settings, taken.id))
    assert [promoted.id for promoted in done.promoted] == [entry.id]


async def test_who_is_signed_in_under_the_address_has_it_in_the_account(ctx):
    _, booking = await booked(ctx)
    tina = await actor_for(ctx, await a_user(ctx, email=TAKER.email, name="Tina Taker"))
    await offer(ctx, giver(), booking.tickets[0])
    taken = await accept(ctx, await link_of(ctx, booking, booking.tickets[0]), tina)
    assert taken.user_id == tina.user_id
    page = await find_own_bookings(ctx, tina, PageRequest(20))
    assert [each.booking.id for each in page.items] == [taken.id]


async def test_a_link_that_was_passed_on_gives_the_ticket_to_no_other_account(ctx):
    _, booking = await booked(ctx)
    stranger = await actor_for(ctx, await a_user(ctx))
    await offer(ctx, giver(), booking.tickets[0])
    taken = await accept(ctx, await link_of(ctx, booking, booking.tickets[0]), stranger)
    assert (taken.attendee, taken.user_id) == (TAKER, None)
    with pytest.raises(NotFound):
        await service.get_booking(ctx, stranger, taken.id)


async def test_a_ticket_taken_as_a_guest_shows_up_once_the_address_is_proved(ctx):
    _, booking = await booked(ctx)
    await offer(ctx, giver(), booking.tickets[0])
    taken = await accept(ctx, await link_of(ctx, booking, booking.tickets[0]))
    user = await a_user(ctx, email=TAKER.email)
    tina = await actor_for(ctx, user)
    assert (await find_own_bookings(ctx, tina, PageRequest(20))).items == []
    proved = {"$set": {"email_verified_at": ctx.clock.now()}}
    await ctx.db.users.update_one({"_id": user.id}, proved)
    page = await find_own_bookings(ctx, tina, PageRequest(20))
    assert [each.booking.id for each in page.items] == [taken.id]


async def test_looking_at_a_link_takes_nothing(ctx):
    """Machines that look through mail open every link in it."""
    event, booking = await booked(ctx)
    await offer(ctx, giver(), booking.tickets[0])
    seen = await look_at_offer(ctx, await link_of(ctx, booking, booking.tickets[0]))
    assert (seen.giver, seen.event.id, seen.refusal) == ("Giver 1", event.id, None)
    assert seen.offer.to == TAKER
    assert (await now(ctx, booking)).tickets[0].is_offered


async def test_what_is_taken_back_cannot_be_taken(ctx):
    _, booking = await booked(ctx)
    [ticket] = booking.tickets
    await offer(ctx, giver(), ticket)
    link = await link_of(ctx, booking, ticket)
    await take_back(ctx, giver(), ticket.id)
    with pytest.raises(TransferWithdrawn):
        await accept(ctx, link)
    assert isinstance((await look_at_offer(ctx, link)).refusal, TransferWithdrawn)
    kept = await now(ctx, booking)
    assert (kept.tickets[0].code, kept.quantity) == (ticket.code, 1)
    assert [mail["recipient"] for mail in await mails(ctx, "transfer.withdrawn")] == [TAKER.email]
    with pytest.raises(NotOffered):
        await take_back(ctx, giver(), ticket.id)


async def test_another_offer_ends_the_one_before_and_the_same_one_changes_nothing(ctx):
    _, booking = await booked(ctx)
    [ticket] = booking.tickets
    await offer(ctx, giver(), ticket)
    first = await link_of(ctx, booking, ticket)
    await offer(ctx, giver(), ticket)
    assert await link_of(ctx, booking, ticket) == first
    assert len(await mails(ctx, "transfer.offered")) == 1
    await offer(ctx, giver(), ticket, taker("uwe"))
    with pytest.raises(TransferWithdrawn):
        await accept(ctx, first)
    assert [mail["recipient"] for mail in await mails(ctx, "transfer.withdrawn")] == [TAKER.email]
    taken = await accept(ctx, await link_of(ctx, booking, ticket))
    assert taken.attendee == taker("uwe")


NOBODY_ELSE = [
    Person("Myself", "Giver1@Example.org"),
    Person("", "a@b.org"),
    Person("Tina", "no address"),
    Person("T\u202ena", "a@b.org"),
]


@pytest.mark.parametrize("whose", NOBODY_ELSE)
async def test_an_offer_needs_another_person_with_a_name_and_an_address(ctx, whose):
    _, booking = await booked(ctx)
    with pytest.raises(Invalid):
        await offer(ctx, giver(), booking.tickets[0], whose)
    assert await now(ctx, booking) == booking


async def test_an_offer_lasts_two_days_by_the_clock_and_the_giver_is_told_afterwards(ctx, clock):
    """The job writes down what the clock has decided: without it nobody gets in late either."""
    _, booking = await booked(ctx, 2)
    await offer(ctx, giver(), booking.tickets[0])
    link = await link_of(ctx, booking, booking.tickets[0])
    clock.advance(hours=24)
    await offer(ctx, giver(), booking.tickets[1])
    clock.advance(hours=24)
    with pytest.raises(TransferExpired):
        await accept(ctx, link)
    assert await expire_offers(ctx) == 1
    assert await expire_offers(ctx) == 0
    states = [ticket.offer.state for ticket in (await now(ctx, booking)).tickets]
    assert states == [OfferState.expired, OfferState.offered]
    assert [mail["recipient"] for mail in await mails(ctx, "transfer.expired")] == [giver().email]
    clock.advance(hours=24)
    assert await expire_offers(ctx) == 1
    with pytest.raises(TransferExpired):
        await accept(ctx, link)


async def test_an_offer_ends_with_the_event(ctx, clock):
    event, booking = await booked(ctx, starts_at=(start := clock.now() + timedelta(hours=1)),
                                  ends_at=start + timedelta(hours=2))  # fmt: skip
    await offer(ctx, giver(), booking.tickets[0])
    clock.advance(hours=2)  # it has begun: somebody may still come instead
    assert (
        await look_at_offer(ctx, await link_of(ctx, booking, booking.tickets[0]))
    ).refusal is None
    clock.advance(hours=1)
    with pytest.raises(TransferExpired):
        await accept(ctx, await link_of(ctx, booking, booking.tickets[0]))
    with pytest.raises(TransferClosed):
        await offer(ctx, giver(), booking.tickets[0])
    assert await figures(ctx, event) == (99, 1, 0)


async def test_an_event_that_ends_earlier_than_planned_ends_its_offers(ctx, clock):
    event, booking = await booked(ctx)
    await offer(ctx, giver(), booking.tickets[0])
    link = await link_of(ctx, booking, booking.tickets[0])
    soon = clock.now() + timedelta(hours=2)
    changes = {"starts_at": soon - timedelta(hours=1), "ends_at": soon}
    await edit_event(ctx, ROBOT, event.id, event.version, changes)
    clock.advance(hours=3)
    with pytest.raises(TransferClosed):
        await accept(ctx, link)
    assert isinstance((await look_at_offer(ctx, link)).refusal, TransferClosed)


async def test_cancelling_a_ticket_ends_its_offer_and_spares_those_on_offer_first(ctx):
    _, booking = await booked(ctx, 3)
    offered, _, last = booking.tickets
    await offer(ctx, giver(), last)
    await cancel(ctx, giver(), booking.id, tickets=2)
    kept = await now(ctx, booking)
    assert [ticket.id for ticket in kept.valid_tickets] == [last.id]
    link = await link_of(ctx, booking, last)
    await cancel(ctx, giver(), booking.id)
    with pytest.raises(TransferWithdrawn):
        await accept(ctx, link)
    assert len(await mails(ctx, "transfer.withdrawn")) == 1
    with pytest.raises(AlreadyCancelled):
        await offer(ctx, giver(), offered)


async def test_an_event_that_is_called_off_ends_every_offer(ctx):
    event, booking = await booked(ctx, 2)
    await offer(ctx, giver(), booking.tickets[0])
    link = await link_of(ctx, booking, booking.tickets[0])
    await cancel_event(ctx, ROBOT, event.id, "Storm")
    with pytest.raises(TransferWithdrawn):
        await accept(ctx, link)
    assert len(await mails(ctx, "transfer.withdrawn")) == 1


async def test_a_ticket_that_was_used_meanwhile_stays_where_it_is(ctx):
    _, booking = await booked(ctx)
    await offer(ctx, giver(), booking.tickets[0])
    link = await link_of(ctx, booking, booking.tickets[0])
    used = {"$set": {"tickets.0.checked_in_at": ctx.clock.now()}}
    await ctx.db.bookings.update_one({"_id": booking.id}, used)
    for late in (accept(ctx, link), offer(ctx, giver(), booking.tickets[0], taker("uwe"))):
        with pytest.raises(TicketUsed):
            await late
    await take_back(ctx, giver(), booking.tickets[0].id)


async def test_the_limit_holds_for_who_takes_and_not_for_what_was_given_away(ctx):
    event, booking = await booked(ctx, 2, max_per_person=2)
    tina = Actor(HOME, "tina", TAKER.email, TAKER.name, Role.user)
    await service.book(ctx, tina, event.id, 2)
    await offer(ctx, giver(), booking.tickets[0])
    link = await link_of(ctx, booking, booking.tickets[0])
    with pytest.raises(LimitReached):
        await accept(ctx, link)
    assert (await now(ctx, booking)).quantity == 2
    [theirs] = await find_all(ctx, event, TAKER.email)
    await cancel(ctx, tina, theirs.id, tickets=1)
    await accept(ctx, link)
    again = (await service.book(ctx, giver(), event.id, 1)).booking
    assert again.status is BookingStatus.confirmed


async def find_all(ctx, event, email):
    query = {"event_id": event.id, "attendee.email": email}
    return [repository.booking_of(each) async for each in ctx.db.bookings.find(query)]


async def test_giving_a_ticket_away_lets_the_giver_be_served_where_the_limit_held_them_back(ctx):
    event, booking = await booked(ctx, 2, capacity=4, max_per_person=3)
    blocker = (await service.book(ctx, giver(2), event.id, 2)).booking
    entry = (await service.book(ctx, giver(), event.id, 1)).booking
    edited = await edit_event(ctx, ROBOT, event.id, event.version, {"max_per_person": 2})
    await cancel(ctx, giver(2), blocker.id)
    assert edited.max_per_person == 2
    assert (await now(ctx, entry)).is_waiting
    await offer(ctx, giver(), booking.tickets[0])
    await accept(ctx, await link_of(ctx, booking, booking.tickets[0]))
    assert (await now(ctx, entry)).status is BookingStatus.confirmed
    assert await drift_of(ctx, event.id) is None


async def test_only_who_may_see_the_booking_passes_its_tickets_on(ctx):
    event = await an_event(ctx, guest_booking=True)
    mine = (await service.book(ctx, giver(), event.id, 1)).booking
    person = Person("Gil Guest", "gil@example.org")
    guests = (await service.book(ctx, NOBODY, event.id, 1, attendee=person)).booking
    key = manage_key(ctx.settings, guests.id)
    for stranger, booking, with_key in (
        (giver(2), mine, None), (NOBODY, mine, None), (NOBODY, mine, key),
        (NOBODY, guests, None), (NOBODY, guests, key[:-1]), (giver(2), guests, None),
    ):  # fmt: skip
        [ticket] = booking.tickets
        with pytest.raises(NotFound):
            await offer(ctx, stranger, ticket, guest_key=with_key)
        with pytest.raises(NotFound):
            await take_back(ctx, stranger, ticket.id, guest_key=with_key)
    await offer(ctx, NOBODY, guests.tickets[0], guest_key=key)
    await accept(ctx, await link_of(ctx, guests, guests.tickets[0]))


async def test_forged_and_foreign_links_open_nothing(ctx):
    _, booking = await booked(ctx, 2)
    first, second = booking.tickets
    await offer(ctx, giver(), first)
    link = await link_of(ctx, booking, first)
    ticket_id, offer_id, signature = link.split(".")
    other = ctx.settings.model_copy(update={"jwt_secret": SecretStr("x" * 40)})
    for forged in (
        "", ".", "..", link[:-1], link + "a", link.upper(), "x" * 100_000, f"{link}.", " " + link,
        f"{second.id}.{offer_id}.{signature}", f"{ticket_id}.{offer_id[::-1]}.{signature}",
        transfer_token(other, ticket_id, offer_id), f"{ticket_id}.{offer_id}.é", "\x00",
        transfer_token(ctx.settings, "no-such-ticket", offer_id),
    ):  # fmt: skip
        with pytest.raises(InvalidTransferLink):
            await accept(ctx, forged)
        with pytest.raises(InvalidTransferLink):
            await look_at_offer(ctx, forged)
    assert (await now(ctx, booking)).tickets[0].is_offered


async def test_nothing_in_the_database_takes_a_ticket(ctx):
    _, booking = await booked(ctx)
    await offer(ctx, giver(), booking.tickets[0])
    signature = (await link_of(ctx, booking, booking.tickets[0])).rpartition(".")[2]
    for name in await ctx.db.raw.list_collection_names():
        assert signature not in str(await ctx.db.raw[name].find({}).to_list(None))


async def test_one_person_sends_no_flood_of_offers(ctx):
    _, booking = await booked(ctx, 2)
    for number in range(10):
        await offer(ctx, giver(), booking.tickets[0], taker(f"taker{number}"))
    with pytest.raises(RateLimited):
        await offer(ctx, giver(), booking.tickets[0], taker("one-more"))
