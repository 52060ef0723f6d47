"""What a ticket takes: on paper, as a picture of its code, and the token in it."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ticketapp.core.settings import Settings, new_secrets
from ticketapp.tickets.pdf import TicketPage, pdf_of
from ticketapp.tickets.qr import png_of, svg_of
from ticketapp.tickets.tokens import TicketSigner, signer_for

TIMES = 40
STARTS_AT = datetime(2027, 6, 18, 18, 0, tzinfo=UTC)
_EVENT, _TICKET = "the-event", "abcdefghij234567"


def main() -> None:
    signer = signer_for(_settings())
    for name, most, work in (
        ("a token", None, lambda number: _token(signer, number)),
        ("PDF, Latin letters", 30, lambda number: _paper(signer, number, "Zoë Žižek")),
        ("PDF, Greek letters", None, lambda number: _paper(signer, number, "Ελένη")),
        ("QR as SVG", 3, lambda number: svg_of(_token(signer, number))),
        ("QR as PNG", None, lambda number: png_of(_token(signer, number))),
    ):
        wanted = f", wanted: at most {most} ms" if most else ""
        print(f"{name:22}{_median_ms(work):>7.2f} ms of a processor{wanted}")


def _median_ms(work: Callable[[int], Any]) -> float:
    """Each time for another ticket, so that nothing is answered from memory."""
    taken: list[float] = []
    for number in range(TIMES):
        began = time.process_time()
        work(number)
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def _token(signer: TicketSigner, number: int) -> str:
    return signer.token(_EVENT, _TICKET, number)


def _paper(signer: TicketSigner, number: int, holder: str) -> bytes:
    page = TicketPage(
        event_name="Summer Concert",
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + timedelta(hours=3),
        timezone="Europe/Berlin",
        location="Town Hall, Berlin",
        holder=holder,
        reference="AB12CD34",
        code="7K3M9XQT2VHD",
        token=_token(signer, number),
    )
    return pdf_of([page], "en", STARTS_AT)


def _settings() -> Settings:
    return Settings(
        mongodb_uri="mongodb://nowhere.test/",
        public_url="http://tickets.test",
        mail_from="tickets@tickets.test",
        smtp_host="nowhere.test",
        smtp_security="none",
        **new_secrets(),
    )
