"""People with places at an event, and what they are owed."""

from collections import Counter

from tests.builders.people import HOME
from ticketapp.bookings.service import book
from ticketapp.core.actor import Actor, Role, system

ROBOT = system("test")


def buyer(number):
    return Actor(HOME, f"user-{number}", f"buyer{number}@example.org", f"Buyer {number}", Role.user)


async def booked(ctx, number, event, quantity=1):
    return (await book(ctx, buyer(number), event.id, quantity)).booking


async def told(ctx, kind, state="queued"):
    """How many mails of this kind each address is owed."""
    mails = ctx.db.outbox.find({"kind": kind, "state": state})
    return Counter([mail["recipient"].partition("@")[0] async for mail in mails])
