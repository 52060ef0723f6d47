"""Bookings and tickets as the API shows them, and the bodies of requests about them."""

from typing import Annotated

from pydantic import Field

from api.people import Email
from api.schemas import AnswerBody, RequestBody, Time
from ticketapp.accounts.rules import NAME_LENGTH
from ticketapp.bookings import models
from ticketapp.bookings.models import BookingNow, BookingStatus, OfferState, Step, TicketStatus
from ticketapp.core.actor import Actor
from ticketapp.core.errors import FieldError, Invalid
from ticketapp.core.i18n import N_, Locale, translate, translate_plural
from ticketapp.events.rules import LARGEST_BOOKING
from ticketapp.tickets.codes import grouped
from ticketapp.tickets.tokens import TicketSigner

_HALF_A_NAME = (NAME_LENGTH - 1) // 2  # both and the space between fit a whole one

PartOfName = Annotated[
    str,
    Field(min_length=1, max_length=_HALF_A_NAME, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"),
]
Seats = Annotated[int, Field(ge=1, le=LARGEST_BOOKING, examples=[2])]
TicketId = Annotated[str, Field(min_length=1, max_length=64)]


class Guest(RequestBody):
    """Who the tickets are for, where nobody is signed in."""

    first_name: Annotated[PartOfName, Field(examples=["Robin"])]
    last_name: Annotated[PartOfName, Field(examples=["Meyer"])]
    email: Email

    def person(self) -> models.Person:
        return models.Person(f"{self.first_name} {self.last_name}", self.email)


class OrderIn(RequestBody):
    """Tickets to book, all of them or none."""

    quantity: Annotated[
        Seats, Field(description="Not more than the event's `max_per_booking`.")
    ] = 1
    accept_waitlist: Annotated[
        bool, Field(description="Join the waiting list when there are not enough tickets.")
    ] = True
    attendee: Annotated[
        Guest | None,
        Field(
            description="Needed from guests, where the event takes them. "
            "Who is signed in books in the own name."
        ),
    ] = None


class CancellationIn(RequestBody):
    """What to give up: a number of tickets, named ones, or everything if nothing is said."""

    tickets: Annotated[Seats | None, Field(examples=[1])] = None
    ticket_ids: Annotated[
        list[TicketId] | None, Field(min_length=1, max_length=LARGEST_BOOKING, examples=[None])
    ] = None

    def named(self) -> tuple[str, ...] | None:
        """The ids of the tickets that are given up; refuses (`Invalid`) a number beside them."""
        if self.tickets is not None and self.ticket_ids is not None:
            message = N_("Give either a number of tickets or their ids.")
            raise Invalid(FieldError("ticket_ids", "ambiguous", message))
        return None if self.ticket_ids is None else tuple(self.ticket_ids)


class BookedEvent(AnswerBody):
    """What a ticket is for."""

    id: str
    slug: str
    name: str
    starts_at: Time
    ends_at: Time
    timezone: str
    location: str


class Attendee(AnswerBody):
    name: str
    email: str

    @classmethod
    def of(cls, person: models.Person) -> "Attendee":
        return Attendee(name=person.name, email=person.email)


class Transfer(AnswerBody):
    """The last time a ticket was offered to somebody else, and what became of it."""

    to: Attendee
    status: OfferState = Field(
        description="After `expires_at` a ticket that is still `offered` can't be taken any more."
    )
    expires_at: Time

    @classmethod
    def of(cls, offer: models.Offer) -> "Transfer":
        return Transfer(to=Attendee.of(offer.to), status=offer.state, expires_at=offer.expires_at)


class Ticket(AnswerBody):
    """One seat. `token` is what its QR code says, `code` is for reading out and typing."""

    id: str
    code: str = Field(examples=["7K3M-9XQT-2VHD"])
    token: str = Field(description="Signed; upper-case letters and digits.")
    status: TicketStatus
    holder: Attendee
    checked_in_at: Time | None
    version: int
    transfer: Transfer | None = Field(
        description="Null if the ticket was never offered to anybody. One that was `transferred` "
        "is void: for its seat there is another ticket, in a booking of the other person's own."
    )

    @classmethod
    def of(cls, signer: TicketSigner, event_id: str, ticket: models.Ticket) -> "Ticket":
        return Ticket(
            id=ticket.id,
            code=grouped(ticket.code),
            token=signer.token(event_id, ticket.id, ticket.version),
            status=ticket.status,
            holder=Attendee.of(ticket.holder),
            checked_in_at=ticket.checked_in_at,
            version=ticket.version,
            transfer=Transfer.of(ticket.offer) if ticket.offer else None,
        )


class HistoryStep(AnswerBody):
    """Something that happened to a booking."""

    status: Step
    quantity: int
    at: Time
    by: str = Field(description="An account's id, a guest's address, or what did it by itself.")


class Booking(AnswerBody):
    """Tickets of one person for one event, or that person's place in its line."""

    id: str
    reference: str = Field(description="What people call it by.")
    event: BookedEvent
    user_id: str | None = Field(description="Null for a guest.")
    attendee: Attendee
    quantity: int = Field(description="The live tickets, or those that are waited for.")
    status: BookingStatus
    position: int | None = Field(description="The place in line at this moment; 1 is next.")
    tickets: list[Ticket]
    history: list[HistoryStep]
    created_at: Time
    updated_at: Time

    @classmethod
    def of(cls, now: BookingNow | models.Booked, signer: TicketSigner) -> "Booking":
        booking, event = now.booking, now.event
        return Booking(
            id=booking.id,
            reference=booking.reference,
            event=BookedEvent(**{name: getattr(event, name) for name in _OF_THE_EVENT}),
            user_id=booking.user_id,
            attendee=Attendee.of(booking.attendee),
            quantity=booking.quantity,
            status=booking.status,
            position=now.position,
            tickets=[Ticket.of(signer, booking.event_id, each) for each in booking.tickets],
            history=[
                HistoryStep(status=each.step, quantity=each.quantity, at=each.at, by=each.by)
                for each in booking.history
            ],
            created_at=booking.created_at,
            updated_at=booking.updated_at,
        )


_OF_THE_EVENT = tuple(BookedEvent.model_fields)


class Heir(AnswerBody):
    """A booking that was waiting for the freed seats."""

    booking_id: str
    reference: str
    attendee: Attendee
    quantity: int


class CancelledBooking(AnswerBody):
    """What a cancellation did."""

    booking: Booking
    message: str = Field(examples=["The booking is cancelled."])
    reassigned: bool = Field(description="Whether somebody in line got the seats.")

    @classmethod
    def of(
        cls, done: models.Cancelled, actor: Actor, signer: TicketSigner
    ) -> "CancelledBooking | CancelledBookingForAdmin":
        now = BookingNow(done.booking, done.event, None)
        told = CancelledBooking(
            booking=Booking.of(now, signer),
            message=_message(done, actor.origin.locale),
            reassigned=bool(done.promoted),
        )
        if not actor.is_admin:
            return told
        heirs = [
            Heir(
                booking_id=each.id,
                reference=each.reference,
                attendee=Attendee.of(each.attendee),
                quantity=each.quantity,
            )
            for each in done.promoted
        ]
        return CancelledBookingForAdmin(**dict(told), reassigned_to=heirs)


class CancelledBookingForAdmin(CancelledBooking):
    """What a cancellation did, and who got the seats."""

    reassigned_to: list[Heir]


def _message(done: models.Cancelled, locale: Locale) -> str:
    last = done.booking.history[-1]
    if last.step is Step.left:
        return translate(N_("The place in the waiting list is given up."), locale)
    if last.step is Step.cancelled:
        return translate(N_("The booking is cancelled."), locale)
    return translate_plural(
        "{count} ticket is cancelled.", "{count} tickets are cancelled.", last.quantity, locale
    )
