"""Passing a ticket on: the giver holds it out, the other person takes it by the mailed link."""

from dataclasses import dataclass
from datetime import datetime

from ticketapp.accounts import repository as accounts
from ticketapp.accounts.rules import cleaned_name, normalized_email
from ticketapp.bookings import repository
from ticketapp.bookings.engine import Repeatable, Request, Wish, request_decision
from ticketapp.bookings.errors import InvalidTransferLink
from ticketapp.bookings.models import (
    Acceptance,
    Booking,
    Lapse,
    Offer,
    Offered,
    Offering,
    PassedOn,
    Person,
    TakingBack,
    Ticket,
)
from ticketapp.bookings.service import get_ticket
from ticketapp.bookings.transfer_links import Named, read_token
from ticketapp.bookings.transfer_rules import offer_ends_at, why_not_accepted
from ticketapp.core.actor import Actor, system
from ticketapp.core.context import Context
from ticketapp.core.errors import Refusal
from ticketapp.core.i18n import Locale, as_locale
from ticketapp.core.idempotency import Answer
from ticketapp.core.limits import Limit
from ticketapp.core.logs import get_logger
from ticketapp.events.models import Event

log = get_logger(__name__)

# Each offer sends a mail to an address that somebody typed.
OFFERS = Limit("transfers", "10/hour;30/day")
_CLOCK = system("end of offers")
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class OfferNow:
    """What the link of an offer leads to. `refusal` says why the ticket can't be taken any more."""

    giver: str
    offer: Offer | None
    event: Event
    refusal: Refusal | None


async def offer_ticket(
    ctx: Context,
    actor: Actor,
    ticket_id: str,
    name: str,
    email: str,
    *,
    guest_key: str | None = None,
    repeatable: Repeatable | None = None,
) -> Offered | Answer:
    """Hold a ticket out to somebody, who gets a mail with a link to take it.

    For whoever may see the booking; another offer that was open ends, and its link with it.
    """
    ticket, now = await get_ticket(ctx, actor, ticket_id, guest_key=guest_key)
    to = Person(cleaned_name(name), normalized_email(email))
    await ctx.limiter.hit(OFFERS, actor.user_id or actor.origin.client)
    wish = Offering(
        booking_id=now.booking.id,
        ticket_id=ticket.id,
        to=to,
        locale=await _language_of(ctx, actor, to),
        by=_by(actor, now.booking),
    )
    decision = await request_decision(ctx, now.event.id, Request(wish, actor, repeatable))
    assert isinstance(decision, Offered | Answer)
    return decision


async def foresee_offer_end(
    ctx: Context, actor: Actor, ticket_id: str, *, guest_key: str | None = None
) -> datetime:
    """Until when somebody could take the ticket if it were held out now."""
    _, now = await get_ticket(ctx, actor, ticket_id, guest_key=guest_key)
    return offer_ends_at(now.event, ctx.clock.now())


async def take_back(
    ctx: Context, actor: Actor, ticket_id: str, *, guest_key: str | None = None
) -> Offered:
    """Keep a ticket that was held out: the link is dead, and whoever has it is told."""
    ticket, now = await get_ticket(ctx, actor, ticket_id, guest_key=guest_key)
    wish = TakingBack(booking_id=now.booking.id, ticket_id=ticket.id, by=_by(actor, now.booking))
    decision = await request_decision(ctx, now.event.id, Request(wish, actor))
    assert isinstance(decision, Offered)
    return decision


async def look_at_offer(ctx: Context, token: str) -> OfferNow:
    """What a mailed link offers, changing nothing: machines open links, too."""
    named, booking, ticket = await _behind(ctx, token)
    event = (await repository.events_of(ctx.db, [booking.event_id]))[booking.event_id]
    refusal = why_not_accepted(event, ticket, named.offer_id, ctx.clock.now())
    known = ticket.offer if ticket.offer and ticket.offer.id == named.offer_id else None
    return OfferNow(booking.attendee.name, known, event, refusal)


async def accept_offer(
    ctx: Context, actor: Actor, token: str, *, repeatable: Repeatable | None = None
) -> PassedOn | Answer:
    """Take the ticket that the link offers. The link is the right to it, signed in or not.

    Who is signed in under the address that the offer was made to has the ticket in the account.
    """
    named, booking, ticket = await _behind(ctx, token)
    to = ticket.offer.to.email if ticket.offer else None
    wish: Wish = Acceptance(
        booking_id=booking.id,
        ticket_id=named.ticket_id,
        offer_id=named.offer_id,
        user_id=actor.user_id if actor.email == to else None,
        locale=actor.origin.locale,
        variety=actor.origin.variety,
    )
    decision = await request_decision(ctx, booking.event_id, Request(wish, actor, repeatable))
    assert isinstance(decision, PassedOn | Answer)
    return decision


async def expire_offers(ctx: Context) -> int:
    """Write down which offers are over and tell their givers; how many that were.

    It only writes down: that their time is over, the clock has decided before.
    """
    expired = 0
    for booking in await repository.with_offers_over(ctx.db, ctx.clock.now(), _AT_ONCE):
        try:
            number = await request_decision(
                ctx, booking.event_id, Request(Lapse(booking_id=booking.id), _CLOCK)
            )
        except Refusal:  # too busy now, or gone: the next round looks again
            continue
        if isinstance(number, int):
            expired += number
    return expired


async def _behind(ctx: Context, token: str) -> tuple[Named, Booking, Ticket]:
    """The ticket that a genuine link is about; `InvalidTransferLink` for any other."""
    named = read_token(ctx.settings, token)
    booking = await repository.by_ticket(ctx.db, named.ticket_id) if named else None
    if named is None or booking is None:
        raise InvalidTransferLink
    [ticket] = [each for each in booking.tickets if each.id == named.ticket_id]
    return named, booking, ticket


async def _language_of(ctx: Context, actor: Actor, person: Person) -> Locale:
    """The language of somebody's account if they have one, else that of who writes to them."""
    account = await accounts.by_email(ctx.db, person.email)
    return (as_locale(account["locale"]) if account else None) or actor.origin.locale


def _by(actor: Actor, booking: Booking) -> str:
    return actor.user_id or booking.attendee.email
