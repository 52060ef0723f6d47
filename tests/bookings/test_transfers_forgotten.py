"""What is left of a transfer when one of the two people in it is erased."""

import pytest

from tests.builders.people import a_user, actor_for
from tests.builders.transfers import accept, booked, figures, giver, link_of, now, offer, taker
from ticketapp.accounts.profile import erase_account
from ticketapp.bookings.errors import TransferWithdrawn
from ticketapp.bookings.models import OfferState
from ticketapp.bookings.soundness import drift_of

TAKER = taker("tina")


async def test_erasing_the_giver_ends_their_offers_and_forgets_both(ctx):
    robin = await actor_for(ctx, await a_user(ctx, name="Robin Meyer", email="robin@example.org"))
    event, booking = await booked(ctx, 3, robin)
    taken, _used, offered = booking.tickets
    await offer(ctx, robin, taken)
    theirs = await accept(ctx, await link_of(ctx, booking, taken))
    await offer(ctx, robin, offered, taker("uwe"))
    in_ = {"$set": {"tickets.1.checked_in_at": ctx.clock.now()}}
    await ctx.db.bookings.update_one({"_id": booking.id}, in_)
    link = await link_of(ctx, booking, offered)
    await erase_account(ctx, robin, None)
    with pytest.raises(TransferWithdrawn):
        await accept(ctx, link)
    assert (await now(ctx, theirs)).attendee == TAKER
    left = str(await now(ctx, booking)) + str(await ctx.db.outbox.find({}).to_list(None))
    assert "Robin" not in left
    assert "robin@" not in left
    assert TAKER.email not in str(await now(ctx, booking))
    assert await drift_of(ctx, event.id) is None


async def test_erasing_the_taker_gives_up_the_ticket_and_forgets_them_at_the_givers(ctx):
    event, booking = await booked(ctx, 2)
    user = await a_user(ctx, email=TAKER.email, name=TAKER.name)
    proved = {"$set": {"email_verified_at": ctx.clock.now()}}
    await ctx.db.users.update_one({"_id": user.id}, proved)
    tina = await actor_for(ctx, user)
    for ticket in booking.tickets:
        await offer(ctx, giver(), ticket)
    await accept(ctx, await link_of(ctx, booking, booking.tickets[0]))
    await erase_account(ctx, tina, None)
    left = await now(ctx, booking)
    assert left.tickets[1].offer.state is OfferState.withdrawn
    assert await figures(ctx, event) == (99, 1, 0)
    everything = str(await ctx.db.bookings.find({}).to_list(None))
    everything += str(await ctx.db.outbox.find({}).to_list(None))
    assert TAKER.email not in everything
    assert TAKER.name not in everything
    assert await drift_of(ctx, event.id) is None
