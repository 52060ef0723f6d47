"""What the door refuses. A scan is never refused: it has a result."""

from ticketapp.core.errors import Refusal
from ticketapp.core.i18n import N_


class UndoExpired(Refusal):
    code = "undo_expired"
    status = 409
    text = N_("You can take back your own scans for 15 minutes. Ask an admin to take back others.")


class NothingToUndo(Refusal):
    code = "nothing_to_undo"
    status = 409
    text = N_("This scan let nobody in or out: there is nothing to take back.")
