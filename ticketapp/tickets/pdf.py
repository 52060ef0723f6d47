"""Tickets on paper: one page a ticket, with all that the door and its holder need to know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import TTFFont

from ticketapp.core.i18n import N_, Locale, translate
from ticketapp.tickets.codes import grouped
from ticketapp.tickets.qr import QUIET_ZONE, modules_of
from ticketapp.tickets.scripts import in_order, legible

MEDIA_TYPE = "application/pdf"
_FONTS = Path(__file__).parent / "fonts"
_MARGIN = 22.0
_QR_WIDTH = 76.0
_LABEL_WIDTH = 32.0
_SHORT_NAME = 60
_GREY, _BLACK = 90, 0
_NARROW_SPACE, _HARD_SPACE = "\u202f", "\u00a0"
# What DejaVuSans-Latin has: the languages of western and central Europe.
_LETTERS = (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), ord("€"))
_LATIN = frozenset(map(chr, _LETTERS))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """What stands on one page; times are shown by the clocks at the event's place."""

    event_name: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    location: str
    holder: str
    reference: str
    code: str
    token: str


def pdf_of(
    pages: Sequence[TicketPage], locale: Locale, made_at: datetime, variety: str = ""
) -> bytes:
    """The tickets as one document. Takes tens of milliseconds: run it in a thread.

    Dates are written as in a `variety` of the language, if one is named.

    The fonts have the letters of Europe, the Caucasus, and of Hebrew and Arabic names. Of what is
    written in others, the page says that the booking has it (ADR 27).
    """
    pdf = FPDF(format="A4")
    font = "DejaVuSans-Latin" if _all_latin(pages) else "DejaVuSans"
    pdf.add_font("text", "", _FONTS / f"{font}.ttf")
    pdf.add_font("text", "B", _FONTS / f"{font}-Bold.ttf")
    pdf.set_margins(_MARGIN, _MARGIN)
    pdf.set_auto_page_break(auto=False)
    pdf.set_title(pages[0].event_name)
    pdf.set_lang(locale)
    pdf.set_creation_date(made_at)
    for number, page in enumerate((_legible(pdf, page, locale) for page in pages), 1):
        pdf.add_page()
        _draw(pdf, page, locale, variety or locale, f"{number} / {len(pages)}")
    return bytes(pdf.output())


def _all_latin(pages: Sequence[TicketPage]) -> bool:
    """Whether the small font has all that people wrote: reading the large one takes 10 ms more."""
    return all(
        _LATIN.issuperset(text)
        for page in pages
        for text in (page.event_name, page.location, page.holder)
    )


def _legible(pdf: FPDF, page: TicketPage, locale: Locale) -> TicketPage:
    """The page with what its font can show of what people wrote."""
    pdf.set_font("text")
    assert isinstance(pdf.current_font, TTFFont)
    font = pdf.current_font.cmap
    elsewhere = translate(N_("As in your booking"), locale)
    booking = f"{translate(N_('Booking'), locale)} {page.reference}"
    return replace(
        page,
        event_name=legible(page.event_name, font, booking),
        location=legible(page.location, font, elsewhere),
        holder=legible(page.holder, font, elsewhere),
    )


def when(starts_at: datetime, ends_at: datetime, timezone: str, variety: str) -> str:
    """The day and the hours, by the clocks at the event's place."""
    zone = ZoneInfo(timezone)
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    until = format_time(end, "short", locale=variety)
    if end.date() != start.date():
        until = f"{format_date(end, 'full', locale=variety)}, {until}"
    begin = format_time(start, "short", locale=variety)
    return f"{format_date(start, 'full', locale=variety)}, {begin} – {until} ({start.tzname()})"


def _draw(pdf: FPDF, page: TicketPage, locale: Locale, variety: str, number: str) -> None:
    _line(pdf, f"{translate(N_('Ticket'), locale)} {number}", size=11, grey=True)
    _line(pdf, page.event_name, size=_fitting(page.event_name), bold=True)
    pdf.ln(5)
    for label, value in (
        (translate(N_("When"), locale), _when(page, variety)),
        (translate(N_("Where"), locale), page.location),
        (translate(N_("Name"), locale), page.holder),
        (translate(N_("Booking"), locale), page.reference),
    ):
        _row(pdf, label, value)
    pdf.ln(8)
    _qr(pdf, page.token)
    pdf.ln(4)
    _line(pdf, grouped(page.code), size=22, bold=True, centred=True)
    hint = translate(N_("Show this code at the door, on paper or on a screen."), locale)
    _line(pdf, hint, size=10, grey=True, centred=True)


def _when(page: TicketPage, variety: str) -> str:
    """The fonts lack the narrow space that English hours have."""
    words = when(page.starts_at, page.ends_at, page.timezone, variety)
    return words.replace(_NARROW_SPACE, _HARD_SPACE)


def _fitting(name: str) -> int:
    """A size at which even the longest name leaves room for all else on the page."""
    return 26 if len(name) <= _SHORT_NAME else 18


def _line(
    pdf: FPDF,
    text: str,
    *,
    size: int,
    bold: bool = False,
    grey: bool = False,
    centred: bool = False,
) -> None:
    pdf.set_font("text", "B" if bold else "", size)
    pdf.set_text_color(_GREY if grey else _BLACK)
    _write(pdf, text, size * 0.5, "C" if centred else "L")


def _row(pdf: FPDF, label: str, value: str) -> None:
    pdf.set_font("text", "", 11)
    pdf.set_text_color(_GREY)
    pdf.cell(_LABEL_WIDTH, 7, label)
    pdf.set_text_color(_BLACK)
    _write(pdf, value, 7, "L")


def _write(pdf: FPDF, text: str, height: float, align: str) -> None:
    """Lines as wide as there is room; where they break is decided before they are turned around."""
    left = pdf.get_x()
    lines = pdf.multi_cell(0, height, text, dry_run=True, output=MethodReturnValue.LINES)
    for line in cast("list[str]", lines):
        pdf.set_x(left)
        pdf.cell(0, height, in_order(line, text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _qr(pdf: FPDF, token: str) -> None:
    """The code in the middle of the page, drawn, so that it is sharp on every printer."""
    rows = modules_of(token)
    module = _QR_WIDTH / (len(rows) + 2 * QUIET_ZONE)
    left = (pdf.w - _QR_WIDTH) / 2 + QUIET_ZONE * module
    top = pdf.get_y() + QUIET_ZONE * module
    pdf.set_fill_color(_BLACK)
    for y, row in enumerate(rows):
        for start, length in _dark_runs(row):
            # A hair wider than it must be: else viewers show seams between neighbours.
            pdf.rect(left + start * module, top + y * module, length * module + 0.01,
                     module + 0.01, style="F")  # fmt: skip
    pdf.set_y(pdf.get_y() + _QR_WIDTH)


def _dark_runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Where dark modules stand side by side, and how many."""
    runs: list[tuple[int, int]] = []
    start = None
    for x, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs
