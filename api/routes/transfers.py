"""Tickets on their way to somebody else: offered by their owners, taken by the mailed link."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from api.auth import CurrentActor
from api.bookings import Booking, Ticket
from api.dependencies import Ctx
from api.idempotency import Once, answered, decided
from api.limits import limited
from api.people import Email, Name
from api.problems import refusals
from api.routes.bookings import GuestKey
from api.schemas import RequestBody
from ticketapp.accounts.errors import PasswordChangeRequired, SecondFactorRequired
from ticketapp.bookings import transfers
from ticketapp.bookings.engine import Repeatable
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
from ticketapp.bookings.models import BookingNow, Offered, PassedOn
from ticketapp.core.errors import IdempotencyKeyReused, Invalid, NotFound
from ticketapp.core.idempotency import Answer
from ticketapp.core.limits import WRITES
from ticketapp.tickets.tokens import signer_for

router = APIRouter(tags=["Tickets"])

_OF_THE_OWNER = (PasswordChangeRequired, SecondFactorRequired, NotFound)


class TransferIn(RequestBody):
    """Who shall have the ticket."""

    name: Name
    email: Email


class AcceptanceIn(RequestBody):
    token: Annotated[
        str,
        Field(
            max_length=200,
            description="The last part of the mailed link.",
            examples=["mfrggzdfmztwq2lk.7k3m9xqt2vhd.nb2hi4dthixs653xo4xgk6dbnvygyzi"],
        ),
    ]


class ReceivedBooking(Booking):
    """The booking that the ticket is in now."""

    key: str | None = Field(
        description="A guest's key to it. Null if it belongs to the account that is signed in."
    )


@router.post(
    "/tickets/{ticket_id}/transfer",
    status_code=202,
    responses=refusals(
        *_OF_THE_OWNER,
        AlreadyCancelled,
        AlreadyTransferred,
        TicketUsed,
        TransferClosed,
        Invalid,
        IdempotencyKeyReused,
    ),
    dependencies=[limited(WRITES)],
)
async def offer_ticket(
    ctx: Ctx,
    actor: CurrentActor,
    ticket_id: str,
    to: TransferIn,
    once: Once,
    key: GuestKey = None,
) -> Ticket:
    """Offer a ticket to somebody, who gets a link by mail and has 48 hours to take it.

    Until then the ticket works as before. Offering it to another person ends the offer before.
    """

    def worded(offered: Offered) -> Answer:
        signer = signer_for(ctx.settings)
        return answered(Ticket.of(signer, offered.event.id, offered.ticket), 202)

    async def offer(repeatable: Repeatable | None) -> Offered | Answer:
        return await transfers.offer_ticket(
            ctx, actor, ticket_id, to.name, to.email, guest_key=key, repeatable=repeatable
        )

    return await decided(once, worded, offer)


@router.delete(
    "/tickets/{ticket_id}/transfer",
    status_code=204,
    responses=refusals(*_OF_THE_OWNER, NotOffered, AlreadyTransferred),
    dependencies=[limited(WRITES)],
)
async def take_ticket_back(
    ctx: Ctx, actor: CurrentActor, ticket_id: str, key: GuestKey = None
) -> Response:
    """End an offer that nobody has taken yet. Its link is dead at once."""
    await transfers.take_back(ctx, actor, ticket_id, guest_key=key)
    return Response(status_code=204)


@router.post(
    "/transfers/accept",
    responses=refusals(
        InvalidTransferLink,
        AlreadyTransferred,
        TransferWithdrawn,
        TransferExpired,
        TransferClosed,
        TicketUsed,
        LimitReached,
        Invalid,
        IdempotencyKeyReused,
    ),
    dependencies=[limited(WRITES)],
)
async def accept_transfer(
    ctx: Ctx, actor: CurrentActor, wanted: AcceptanceIn, once: Once
) -> ReceivedBooking:
    """Take the ticket that a mailed link offers. The giver's code dies, and a new one is issued.

    The link is the right to it. Who is signed in under the address it was mailed to has the
    ticket in the account, everybody else as a guest.
    """

    def worded(done: PassedOn) -> Answer:
        booking = done.booking
        shown = Booking.of(BookingNow(booking, done.event, None), signer_for(ctx.settings))
        is_guest = booking.user_id is None
        key = manage_key(ctx.settings, booking.id) if is_guest else None
        return answered(ReceivedBooking(**dict(shown), key=key))

    async def accept(repeatable: Repeatable | None) -> PassedOn | Answer:
        return await transfers.accept_offer(ctx, actor, wanted.token, repeatable=repeatable)

    return await decided(once, worded, accept)
