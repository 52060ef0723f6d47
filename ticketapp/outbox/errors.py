"""What the outbox refuses."""

from ticketapp.core.errors import Refusal
from ticketapp.core.i18n import N_


class MailNotWaiting(Refusal):
    """Only a mail that is parked, or waits for its next try, can be sent now."""

    code = "mail_not_waiting"
    status = 409
    text = N_("This mail is on its way, delivered or called off, so it can't be sent again.")
