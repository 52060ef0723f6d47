"""What went wrong with a mail, in words for the people who look after the outbox."""

from ticketapp.core.i18n import N_, Locale, translate
from ticketapp.outbox.models import Failure, Reason

_SENTENCES = {
    Reason.unreachable: N_("The mail server can't be reached, or does not let us in."),
    Reason.interrupted: N_("The mail server broke off in the middle of this mail."),
    Reason.deferred: N_("The mail server asked us to come back later."),
    Reason.refused: N_("The mail server refused this mail for good."),
    Reason.unknown_kind: N_("This version of the app does not know this kind of mail."),
    Reason.not_written: N_("The mail could not be written; the log has the details."),
    Reason.unreadable: N_(
        "What this mail has to carry was encrypted under another key and can't be read any more."
    ),
}


def sentence(failure: Failure) -> str:
    """The reason in English, for a page that puts it into the visitor's language itself."""
    return _SENTENCES[failure.reason]


def describe(failure: Failure, locale: Locale) -> str:
    """The reason as a sentence; `failure.detail` holds the server's own words beside it."""
    return translate(sentence(failure), locale)
