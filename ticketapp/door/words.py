"""What a verdict says to the person at the door, in one short sentence."""

from ticketapp.core.i18n import N_, Locale, translate
from ticketapp.door.models import Direction, Result, Verdict

_WORDS = {
    Result.ok: N_("Let them in."),
    Result.already_in: N_("This ticket was used already."),
    Result.void: N_("This ticket is void: it was cancelled or passed on."),
    Result.wrong_event: N_("This ticket is for another event: {event}."),
    Result.not_open: N_("The doors are not open yet."),
    Result.over: N_("The event is over."),
    Result.invalid: N_("This is no ticket."),
    Result.not_inside: N_("This ticket is not inside."),
}
_OUT = N_("Let them out.")


def message_of(verdict: Verdict, locale: Locale) -> str:
    """The sentence for a person who reads `locale`."""
    if verdict.result is Result.ok and verdict.direction is Direction.exit:
        return translate(_OUT, locale)
    event = verdict.event.name if verdict.event else ""
    return translate(_WORDS[verdict.result], locale, event=event)
