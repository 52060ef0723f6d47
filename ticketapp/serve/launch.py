"""`ticketapp serve`: everything in order, and down again in the reverse order."""

import signal
from types import FrameType

from ticketapp.core.logs import configure_logs
from ticketapp.core.settings import load_settings
from ticketapp.serve.ports import require_free
from ticketapp.serve.shared_figures import shared_figures


def launch() -> None:
    """Serve until told to stop. What prevents it is said in one sentence (`CannotStart`)."""
    settings = load_settings()
    configure_logs(settings)
    require_free(settings.host, settings.port)
    signal.signal(signal.SIGTERM, _leave)
    with shared_figures(settings.workers):
        # Imported now: counters find out where to count when they are made.
        from ticketapp.serve.service import serve_completely

        serve_completely(settings)


def _leave(signal_number: int, _frame: FrameType | None) -> None:
    """Stop while starting: what is open by then is closed on the way out."""
    raise SystemExit(128 + signal_number)
