"""Doors that are open, people who work there, and tickets to hold to a scanner."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

from tests.builders.events import an_event
from tests.builders.people import HOME
from ticketapp.bookings.models import Booked, Booking, Ticket
from ticketapp.bookings.service import book
from ticketapp.core.actor import Actor, Role
from ticketapp.core.context import Context
from ticketapp.door import repository, service
from ticketapp.door.models import Direction, Doorkeeper, LogEntry, Mode, Result, Scan, Verdict
from ticketapp.events.models import Event
from ticketapp.tickets.tokens import signer_for

_numbers = count(1)
KIM = Doorkeeper(Actor(HOME, "staff-kim", "kim@example.org", "Kim Keeper", Role.staff))
LOU = Doorkeeper(Actor(HOME, "staff-lou", "lou@example.org", "Lou Latch", Role.staff))
ADA = Doorkeeper(Actor(HOME, "admin-ada", "ada@example.org", "Ada Admin", Role.admin))


def named(keeper: Doorkeeper, name: str) -> Doorkeeper:
    """The same at a door, as a device whose pass says so."""
    return replace(keeper, actor=replace(keeper.actor, name=name))


async def an_open_event(ctx: Context, **changes) -> Event:
    """An event that began an hour ago, for which one may still book."""
    starts_at = ctx.clock.now() - timedelta(hours=1)
    usual = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=8),
        "cancel_until": starts_at + timedelta(hours=6),
    }
    return await an_event(ctx, **usual | changes)


async def a_booking(
    ctx: Context, event: Event, quantity: int = 1, name: str = "Robin Meyer"
) -> Booking:
    number = next(_numbers)
    email = f"holder{number}@example.org"
    actor = Actor(HOME, f"user-{number}", email, name, Role.user)
    booked = await book(ctx, actor, event.id, quantity)
    assert isinstance(booked, Booked)
    return booked.booking


async def a_ticket(ctx: Context, event: Event) -> Ticket:
    [ticket] = (await a_booking(ctx, event)).tickets
    return ticket


def token_of(ctx: Context, event: Event, ticket: Ticket) -> str:
    return signer_for(ctx.settings).token(event.id, ticket.id, ticket.version)


def a_scan(ctx: Context, text: str, keeper: Doorkeeper = KIM, **given) -> Scan:
    """A scan with a nonce of its own, unless it is given one."""
    usual = {"nonce": f"nonce-{next(_numbers)}", "gate": "North"}
    return Scan(presented=service.read(ctx, text), keeper=keeper, **usual | given)


async def scanned(
    ctx: Context, event: Event, text: str, keeper: Doorkeeper = KIM, **given
) -> Verdict:
    return await service.scan(ctx, event.id, a_scan(ctx, text, keeper, **given))


async def went_in(ctx: Context, event: Event, ticket: Ticket, **given) -> Verdict:
    verdict = await scanned(ctx, event, token_of(ctx, event, ticket), **given)
    assert verdict.result is Result.ok
    return verdict


async def went_out(ctx: Context, event: Event, ticket: Ticket) -> Verdict:
    text = token_of(ctx, event, ticket)
    verdict = await scanned(ctx, event, text, direction=Direction.exit)
    assert verdict.result is Result.ok
    return verdict


async def log_of(ctx: Context, event: Event) -> list[LogEntry]:
    return [each async for each in repository.walk_log(ctx.db, event.id)]


UPLOADED = {"mode": Mode.upload}
