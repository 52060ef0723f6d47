"""Tickets held out to somebody and taken, naming only what a test is about."""

from typing import Any

from tests.builders.events import an_event
from tests.builders.people import HOME
from ticketapp.bookings import repository, service, transfers
from ticketapp.bookings.models import Booked, Booking, Offered, PassedOn, Person, Ticket
from ticketapp.bookings.transfer_links import transfer_token
from ticketapp.core.actor import Actor, Role, anonymous
from ticketapp.core.context import Context
from ticketapp.events.models import Event


def giver(number: int = 1) -> Actor:
    return Actor(HOME, f"user-{number}", f"giver{number}@example.org", f"Giver {number}", Role.user)


async def booked(
    ctx: Context, quantity: int = 1, actor: Actor | None = None, **about: Any
) -> tuple[Event, Booking]:
    """An event, and a booking of the first giver for it."""
    event = await an_event(ctx, **about)
    done = await service.book(ctx, actor or giver(), event.id, quantity)
    assert isinstance(done, Booked)
    return event, done.booking


async def now(ctx: Context, booking: Booking) -> Booking:
    """The booking as it stands."""
    found = await repository.by_id(ctx.db, booking.id)
    assert found is not None
    return found


async def figures(ctx: Context, event: Event) -> tuple[int, int, int]:
    """Free seats, booked ones, entries in line."""
    stored = await ctx.db.events.find_one({"_id": event.id})
    assert stored is not None
    return stored["available"], stored["booked"], stored["waitlisted"]


def taker(name: str) -> Person:
    return Person(f"{name.title()} Taker", f"{name}@example.org")


async def offer(
    ctx: Context,
    actor: Actor,
    ticket: Ticket,
    to: Person | None = None,
    *,
    guest_key: str | None = None,
) -> Offered:
    """Hold a ticket out, to Tina if nobody else is named."""
    to = to or taker("tina")
    done = await transfers.offer_ticket(
        ctx, actor, ticket.id, to.name, to.email, guest_key=guest_key
    )
    assert isinstance(done, Offered)
    return done


async def link_of(ctx: Context, booking: Booking, ticket: Ticket) -> str:
    """The token of the link that was mailed for the last offer of a ticket."""
    tickets = (await now(ctx, booking)).tickets
    [offered] = [each.offer for each in tickets if each.id == ticket.id]
    assert offered is not None
    return transfer_token(ctx.settings, ticket.id, offered.id)


async def accept(ctx: Context, token: str, actor: Actor | None = None) -> Booking:
    """Take a ticket, signed out if nobody is named; the booking it makes."""
    done = await transfers.accept_offer(ctx, actor or anonymous(HOME), token)
    assert isinstance(done, PassedOn)
    return done.booking
