"""What bookings refuse."""

from ticketapp.core.errors import Refusal
from ticketapp.core.i18n import N_, counted


class SoldOut(Refusal):
    code = "sold_out"
    status = 409
    text = N_("There are not enough tickets left.")


class BookingNotOpen(Refusal):
    code = "booking_not_open"
    status = 409
    text = N_("Booking has not opened yet.")


class BookingClosed(Refusal):
    code = "booking_closed"
    status = 409
    text = N_("Booking for this event is closed.")


class LimitReached(Refusal):
    code = "limit_reached"
    status = 409
    text = counted(
        "One person may hold {limit} ticket of this event at most, and you have {held}.",
        "One person may hold {limit} tickets of this event at most, and you have {held}.",
        by="limit",
    )


class GuestsNotAllowed(Refusal):
    code = "unauthenticated"
    status = 401
    text = N_("Sign in to book tickets of this event.")


class AlreadyCancelled(Refusal):
    code = "already_cancelled"
    status = 409
    text = N_("This is cancelled already.")


class CancellationClosed(Refusal):
    code = "cancellation_closed"
    status = 409
    text = N_("It is too late to cancel.")


class AlreadyCheckedIn(Refusal):
    code = "already_checked_in"
    status = 409
    text = N_("A ticket that was used at the door can't be cancelled.")


class NoTickets(Refusal):
    code = "no_tickets"
    status = 409
    text = N_("There is no valid ticket here to show.")


class TicketUsed(Refusal):
    code = "already_checked_in"
    status = 409
    text = N_("A ticket that was used at the door can't be passed on.")


class TransferClosed(Refusal):
    code = "transfer_closed"
    status = 409
    text = N_("The event is over or cancelled: its tickets can't be passed on any more.")


class NotOffered(Refusal):
    code = "not_offered"
    status = 409
    text = N_("This ticket is not on offer to anybody.")


class AlreadyTransferred(Refusal):
    code = "already_transferred"
    status = 409
    text = N_("This ticket has been passed on already.")


class TransferWithdrawn(Refusal):
    code = "transfer_withdrawn"
    status = 409
    text = N_("This ticket is no longer on offer: it was taken back or cancelled.")


class TransferExpired(Refusal):
    code = "transfer_expired"
    status = 409
    text = N_("The time to take this ticket is over. Ask for it to be sent again.")


class InvalidTransferLink(Refusal):
    code = "invalid_token"
    status = 400
    text = N_("This link is not complete. Open it from the mail again.")
