"""What a failed try means for a mail."""

from datetime import timedelta

from ticketapp.outbox.models import Failure, Reason

DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=10),
    timedelta(minutes=20),
    timedelta(minutes=45),
    timedelta(minutes=90),
    timedelta(hours=3),
    timedelta(hours=6),
)
MAX_TRIES = len(DELAYS) + 1
SPREAD = 0.1
_HOPELESS = {Reason.refused, Reason.unknown_kind, Reason.not_written, Reason.unreadable}


def wait_after(failure: Failure, tries: int, chance: float) -> timedelta | None:
    """How long to wait after try number `tries` failed; None when it is time to park the mail.

    `chance` (0 to 1) moves the moment by up to a tenth either way, so that mails which failed
    together don't come back together.
    """
    if failure.reason in _HOPELESS or tries >= MAX_TRIES:
        return None
    return DELAYS[tries - 1] * (1 + SPREAD * (2 * chance - 1))
