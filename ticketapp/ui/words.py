"""What the codes of mails and of the audit trail are called on screens.

States send these texts in English; pages show them in the visitor's language with `said`. What
has no name here is shown as its code.
"""

from collections.abc import Mapping

from ticketapp.core.i18n import N_

MAIL_KINDS: Mapping[str, str] = {
    "account.welcome": N_("Welcome"),
    "account.initial_password": N_("First password"),
    "account.reset": N_("Link for a new password"),
    "account.password_changed": N_("Password was changed"),
    "booking.confirmed": N_("Tickets"),
    "booking.waiting": N_("Place in line"),
    "booking.promoted": N_("Tickets from the waiting list"),
    "booking.resent": N_("Tickets once more"),
    "booking.reduced": N_("Some tickets cancelled"),
    "booking.cancelled": N_("Booking cancelled"),
    "booking.left": N_("Waiting list left"),
    "transfer.offered": N_("Ticket offered"),
    "transfer.withdrawn": N_("Offer taken back"),
    "transfer.expired": N_("Offer not taken in time"),
    "transfer.accepted": N_("Ticket taken by the other person"),
    "transfer.received": N_("Ticket received from somebody"),
    "event.changed": N_("Event moved"),
    "event.cancelled": N_("Event cancelled"),
    "event.reminder": N_("Reminder"),
}

ACTIONS: Mapping[str, str] = {
    "account.registered": N_("Account made"),
    "account.edited": N_("Account changed"),
    "account.exported": N_("Data exported"),
    "account.erased": N_("Account erased"),
    "session.started": N_("Signed in"),
    "session.refused": N_("Sign-in refused"),
    "session.ended": N_("Signed out"),
    "session.replayed": N_("Spent sign-in used again"),
    "credentials.changed": N_("Password changed"),
    "credentials.reset": N_("Password reset by mail"),
    "reset.requested": N_("New password asked for"),
    "second_factor.added": N_("Second factor added"),
    "second_factor.removed": N_("Second factor removed"),
    "event.created": N_("Event created"),
    "event.edited": N_("Event changed"),
    "event.cancelled": N_("Event cancelled"),
    "event.deleted": N_("Event deleted"),
    "event.cover_changed": N_("Picture changed"),
    "event.flipped": N_("Event began or ended"),
    "event.sales_stopped": N_("Sale stopped, its figures were wrong"),
    "booking.booked": N_("Tickets booked"),
    "booking.waiting": N_("Waiting list joined"),
    "booking.promoted": N_("Tickets from the waiting list"),
    "booking.reduced": N_("Some tickets cancelled"),
    "booking.cancelled": N_("Booking cancelled"),
    "booking.left": N_("Waiting list left"),
    "booking.offered": N_("Ticket offered"),
    "booking.withdrawn": N_("Offer taken back"),
    "booking.expired": N_("Offer not taken in time"),
    "booking.transferred": N_("Ticket passed on"),
    "booking.received": N_("Ticket received from somebody"),
    "bookings.exported": N_("Bookings exported"),
    "door.scanned": N_("Tickets scanned at the door"),
    "door.pass_made": N_("Door pass made"),
    "door.pass_revoked": N_("Door pass ended"),
    "mail.resent": N_("Mail sent again"),
}

FACTS: Mapping[str, str] = {
    "name": N_("Name"),
    "email": N_("E-mail"),
    "role": N_("Role"),
    "locale": N_("Language"),
    "disabled_at": N_("Disabled since"),
    "event_ids": N_("Events"),
    "kind": N_("Kind"),
    "mails": N_("Mails"),
    "event_id": N_("Event"),
    "quantity": N_("Tickets"),
    "by": N_("By"),
    "fault": N_("Fault"),
    "bookings": N_("Bookings"),
    "format": N_("Format"),
    "sessions": N_("Sessions"),
    "expires_at": N_("Ends"),
    "first": N_("First number"),
    "last": N_("Last number"),
    "seal": N_("Seal"),
    "status": N_("Status"),
    "description": N_("Description"),
    "starts_at": N_("Start"),
    "ends_at": N_("End"),
    "timezone": N_("Time zone"),
    "location": N_("Place"),
    "capacity": N_("Capacity"),
    "booking_opens_at": N_("Booking opens"),
    "booking_closes_at": N_("Booking closes"),
    "cancel_until": N_("Tickets can be given back until"),
    "max_per_booking": N_("Most tickets in one booking"),
    "max_per_person": N_("Most tickets of one person"),
    "waitlist": N_("Waiting list"),
    "waitlist_closes_at": N_("Waiting list closes"),
    "doors_open_at": N_("Doors open"),
    "guest_booking": N_("Booking without an account"),
    "reentry": N_("Going out and in again"),
    "metadata": N_("Speakers, topics and more"),
    "cover": N_("Picture"),
    "cancelled_reason": N_("Reason"),
    "reason": N_("Reason"),
}

STATUSES: Mapping[str, str] = {
    "draft": N_("Draft"),
    "upcoming": N_("Upcoming"),
    "active": N_("On now"),
    "closed": N_("Over"),
    "cancelled": N_("Cancelled"),
}

STEPS: Mapping[str, str] = {
    "booked": N_("Booked"),
    "waiting": N_("Joined the waiting list"),
    "promoted": N_("Got seats from the waiting list"),
    "reduced": N_("Gave tickets up"),
    "cancelled": N_("Cancelled"),
    "left": N_("Left the waiting list"),
    "transferred": N_("Passed a ticket on"),
}

SCAN_RESULTS: Mapping[str, str] = {
    "ok": N_("Let through"),
    "already_in": N_("Used already"),
    "void": N_("Void ticket"),
    "wrong_event": N_("Another event’s ticket"),
    "not_open": N_("Before the doors opened"),
    "over": N_("After the event"),
    "not_inside": N_("Not inside"),
    "invalid": N_("No ticket"),
}

SWITCHED: Mapping[bool, str] = {True: N_("Yes"), False: N_("No")}


ROLES: Mapping[str, str] = {
    "user": N_("Attendee"),
    "staff": N_("Staff"),
    "admin": N_("Admin"),
}


def named(words: Mapping[str, str], code: str) -> str:
    return words.get(code, code)
