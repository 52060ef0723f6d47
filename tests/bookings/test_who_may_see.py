"""Who sees and cancels a booking, as far as the account itself decides."""

from dataclasses import replace

import pytest

from tests.builders.events import an_event
from tests.builders.people import HOME, a_user, actor_for, an_admin
from ticketapp.accounts.errors import PasswordChangeRequired, SecondFactorRequired
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import Person
from ticketapp.bookings.service import book, cancel, get_booking, get_ticket
from ticketapp.core.actor import anonymous

GUEST = Person("Gudrun Gast", "gudrun@example.org")
NOT_IN_ORDER = [
    ({"must_change_password": True}, PasswordChangeRequired),
    ({"must_add_second_factor": True}, SecondFactorRequired),
]


@pytest.mark.parametrize(("fault", "refusal"), NOT_IN_ORDER)
async def test_an_account_that_is_not_in_order_sees_no_booking(ctx, fault, refusal):
    """Else a mailed password, or an admin's password alone, would open everybody's bookings."""
    owner, admin = await actor_for(ctx, await a_user(ctx)), await an_admin(ctx)
    event = await an_event(ctx)
    booking = (await book(ctx, owner, event.id, 1)).booking
    for actor in (replace(owner, **fault), replace(admin, **fault)):
        with pytest.raises(refusal):
            await get_booking(ctx, actor, booking.id)
        with pytest.raises(refusal):
            await get_ticket(ctx, actor, booking.tickets[0].id)
        with pytest.raises(refusal):
            await cancel(ctx, actor, booking.id)
    assert await get_booking(ctx, owner, booking.id) == booking
    assert await get_booking(ctx, admin, booking.id) == booking


async def test_a_guests_key_opens_whoever_is_signed_in_meanwhile(ctx):
    event = await an_event(ctx, guest_booking=True)
    booking = (await book(ctx, anonymous(HOME), event.id, 1, attendee=GUEST)).booking
    unfinished = replace(await actor_for(ctx, await a_user(ctx)), must_change_password=True)
    key = manage_key(ctx.settings, booking.id)
    assert await get_booking(ctx, unfinished, booking.id, guest_key=key) == booking
