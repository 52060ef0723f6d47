"""What events refuse."""

from ticketapp.core.errors import Refusal, Stale
from ticketapp.core.i18n import N_, counted
from ticketapp.events.models import Event


class CapacityBelowBooked(Refusal):
    code = "capacity_below_booked"
    status = 409
    text = counted(
        "{booked} ticket is booked already. The capacity can't go below that.",
        "{booked} tickets are booked already. The capacity can't go below that.",
        by="booked",
    )


class EventHasBookings(Refusal):
    code = "event_has_bookings"
    status = 409
    text = counted(
        "{booked} ticket is booked, and the waiting list has {waitlisted} on it. "
        "Say that this is to be cancelled, or cancel the event instead.",
        "{booked} tickets are booked, and the waiting list has {waitlisted} on it. "
        "Say that these are to be cancelled, or cancel the event instead.",
        by="booked",
    )


class EventIsOver(Refusal):
    code = "event_is_over"
    status = 409
    text = N_(
        "This event is over or cancelled. It can't be changed any more; duplicate it instead."
    )


class UnsupportedPicture(Refusal):
    code = "unsupported_picture"
    status = 415
    text = N_("Send a JPEG, PNG or WebP picture.")


class UnusablePicture(Refusal):
    code = "unusable_picture"
    status = 422
    text = N_(
        "This picture can't be used: it is damaged, narrower than {narrowest} pixels, or has "
        "more than {megapixels} million of them."
    )


class StaleEvent(Stale):
    """Somebody else saved first; `current` is what they saved."""

    def __init__(self, current: Event) -> None:
        super().__init__()
        self.current = current
