"""What a person's export holds of their bookings, and what is left of them after an erasure."""

from datetime import timedelta

import pytest

from tests.builders.events import an_event
from tests.builders.people import HOME, a_user, actor_for
from ticketapp.accounts.profile import erase_account, export_data
from ticketapp.bookings import repository, service
from ticketapp.bookings.models import BookingStatus, Person
from ticketapp.bookings.soundness import drift_of
from ticketapp.core.actor import anonymous


async def book(ctx, actor, event, quantity=1, **wish):
    return (await service.book(ctx, actor, event.id, quantity, **wish)).booking


@pytest.fixture
async def robin(ctx):
    return await actor_for(ctx, await a_user(ctx, name="Robin Meyer", email="robin@example.org"))


@pytest.fixture
async def other(ctx):
    return await actor_for(ctx, await a_user(ctx, name="Olga Other"))


async def everything(ctx):
    """The whole database, as text."""
    parts = []
    for name in ("bookings", "events", "outbox"):
        parts += [str(document) async for document in ctx.db.raw[name].find({})]
    return "\n".join(parts)


async def test_an_export_holds_every_booking_of_the_person_and_no_other(ctx, robin, other):
    event = await an_event(ctx)
    booking = await book(ctx, robin, event, 2)
    await book(ctx, other, event)
    [exported] = (await export_data(ctx, robin))["bookings"]
    assert exported["reference"] == booking.reference
    assert exported["event"] == event.name
    assert len(exported["tickets"]) == 2


async def test_erasing_lets_the_next_in_line_in_and_leaves_no_name(ctx, robin, other):
    event = await an_event(ctx, capacity=2, cancel_until=ctx.clock.now() - timedelta(days=1))
    mine = await book(ctx, robin, event, 2)
    entry = await book(ctx, other, event, 2)
    await erase_account(ctx, robin, None)
    gone = await repository.by_id(ctx.db, mine.id)
    promoted = await repository.by_id(ctx.db, entry.id)
    assert (gone.status, promoted.status) == (BookingStatus.cancelled, BookingStatus.confirmed)
    assert gone.attendee == Person("", f"{robin.user_id}@erased.invalid")
    left = await everything(ctx)
    assert "Robin" not in left
    assert "robin@example.org" not in left
    assert "Olga" in left
    assert await drift_of(ctx, event.id) is None


async def test_erasing_gives_up_a_place_in_line(ctx, robin, other):
    event = await an_event(ctx, capacity=1)
    await book(ctx, other, event)
    entry = await book(ctx, robin, event)
    await erase_account(ctx, robin, None)
    assert (await repository.by_id(ctx.db, entry.id)).status is BookingStatus.cancelled
    assert (await ctx.db.events.find_one({"_id": event.id}))["waitlisted"] == 0


async def test_what_is_over_stays_as_nobodys(ctx, clock, robin):
    now = clock.now()
    event = await an_event(ctx, starts_at=now, ends_at=now + timedelta(minutes=5))
    mine = await book(ctx, robin, event, 2)
    clock.advance(minutes=6)
    await erase_account(ctx, robin, None)
    kept = await repository.by_id(ctx.db, mine.id)
    assert (kept.status, kept.quantity) == (BookingStatus.confirmed, 2)
    assert {ticket.holder.name for ticket in kept.tickets} == {""}
    assert "Robin" not in await everything(ctx)


@pytest.mark.parametrize("proved", [True, False])
async def test_a_guests_booking_is_erased_with_the_account_that_proved_the_address(
    ctx, robin, proved
):
    event = await an_event(ctx, guest_booking=True)
    guest = Person("Robin As Guest", "robin@example.org")
    mine = await book(ctx, anonymous(HOME), event, attendee=guest)
    at = ctx.clock.now() if proved else None
    await ctx.db.users.update_one({"_id": robin.user_id}, {"$set": {"email_verified_at": at}})
    exported = await export_data(ctx, robin)
    assert [each["reference"] for each in exported["bookings"]] == (
        [mine.reference] if proved else []
    )
    assert ("booking.confirmed" in [each["kind"] for each in exported["mails"]]) is proved
    await erase_account(ctx, robin, None)
    [mail] = await ctx.db.outbox.find({"kind": "booking.confirmed"}).to_list(None)
    assert (mail["state"] == "cancelled", mail["recipient"] != guest.email) == (proved, proved)
    left = await repository.by_id(ctx.db, mine.id)
    assert (left.status is BookingStatus.cancelled) is proved
    assert ("Robin As Guest" in await everything(ctx)) is not proved
