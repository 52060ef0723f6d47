"""What the person who looks at an event's page has of it."""

from typing import TypedDict

from ticketapp.accounts.errors import PasswordChangeRequired, SecondFactorRequired
from ticketapp.bookings.models import Stake
from ticketapp.bookings.service import get_own_stake
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.events.models import Event


class OwnPart(TypedDict):
    """`place` is the place in line, 0 for whoever is not in it; `line` is how long that is."""

    signed_in: bool
    tickets: int
    tickets_href: str
    place: int
    line: int
    wanted: int
    entry_href: str


NOTHING = OwnPart(
    signed_in=False, tickets=0, tickets_href="", place=0, line=0, wanted=0, entry_href=""
)
ALL_BOOKINGS = "/me"


async def own_part(ctx: Context, actor: Actor, event: Event) -> OwnPart:
    """Nothing for whoever is not signed in, or has something to put right first."""
    if actor.is_anonymous:
        return NOTHING
    try:
        stake = await get_own_stake(ctx, actor, event.id)
    except (PasswordChangeRequired, SecondFactorRequired):
        return OwnPart(**(NOTHING | {"signed_in": True}))
    place = stake.position or 0
    return OwnPart(
        signed_in=True,
        tickets=stake.tickets,
        tickets_href=_tickets_href(stake),
        place=place,
        line=max(event.waitlisted, place),  # one of the two was read a moment later
        wanted=stake.entry.quantity if stake.entry else 0,
        entry_href=booking_href(stake.entry.id) if stake.entry else "",
    )


def booking_href(booking_id: str) -> str:
    return f"{ALL_BOOKINGS}/bookings/{booking_id}"


def _tickets_href(stake: Stake) -> str:
    if len(stake.bookings) == 1:
        return booking_href(stake.bookings[0].id)
    return ALL_BOOKINGS if stake.bookings else ""
