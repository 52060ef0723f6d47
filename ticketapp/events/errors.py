"""What events refuse."""

from ticketapp.core.errors import Refusal, Stale
from ticketapp.core.i18n import N_
from ticketapp.events.models import Event


class CapacityBelowBooked(Refusal):
    code = "capacity_below_booked"
    status = 409
    text = N_("{booked} tickets are booked already. The capacity can't go below that.")


class EventHasBookings(Refusal):
    code = "event_has_bookings"
    status = 409
    text = N_(
        "{booked} tickets are booked and {waitlisted} people wait. "
        "Say that these are to be cancelled, or cancel the event instead."
    )


class EventIsOver(Refusal):
    code = "event_is_over"
    status = 409
    text = N_(
        "This event is over or cancelled. It can't be changed any more; duplicate it instead."
    )


class StaleEvent(Stale):
    """Somebody else saved first; `current` is what they saved."""

    def __init__(self, current: Event) -> None:
        super().__init__()
        self.current = current
