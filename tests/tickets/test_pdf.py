"""Tickets on paper, read back: what they say, and the code that is printed on them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
import zxingcpp

from ticketapp.tickets.pdf import TicketPage, pdf_of
from ticketapp.tickets.tokens import signer_for

STARTS_AT = datetime(2027, 6, 18, 18, 0, tzinfo=UTC)


def a_page(settings, **changes):
    page = TicketPage(
        event_name="Summer Concert",
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + timedelta(hours=3),
        timezone="Europe/Berlin",
        location="Town Hall, Berlin",
        holder="Zoë Žižek",
        reference="AB12CD34",
        code="7K3M9XQT2VHD",
        token=signer_for(settings).token("the-event", "abcdefghij234567", 1),
    )
    return replace(page, **changes)


def texts(pdf):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def codes(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [
        [found.text for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())]
        for page in document
    ]


def test_a_page_says_what_when_where_and_for_whom(settings):
    [text] = texts(pdf_of([a_page(settings)], "en", STARTS_AT))
    for expected in (
        "Summer Concert", "Friday, June 18, 2027", "Town Hall, Berlin", "Zoë Žižek", "AB12CD34",
        "7K3M-9XQT-2VHD", "CEST",
    ):  # fmt: skip
        assert expected in text
    assert "8:00" in text, "by the clocks in Berlin, not in UTC"


def test_a_page_speaks_the_readers_language(settings):
    [text] = texts(pdf_of([a_page(settings)], "de", STARTS_AT))
    assert "Freitag, 18. Juni 2027, 20:00 – 21:00" not in text
    assert "Freitag, 18. Juni 2027, 20:00 – 23:00" in text
    [text] = texts(pdf_of([a_page(settings)], "en", STARTS_AT, "en_GB"))
    assert "Friday, 18 June 2027, 20:00 – 23:00" in text


def test_every_page_carries_its_own_code(settings):
    signer = signer_for(settings)
    tokens = [signer.token("the-event", "abcdefghij234567", version) for version in (1, 2, 3)]
    pdf = pdf_of([a_page(settings, token=token) for token in tokens], "en", STARTS_AT)
    assert codes(pdf) == [[token] for token in tokens]


def test_names_from_all_over_europe_are_printed(settings):
    names = ("Łukasz Wiśniewski", "Þórður Æsir", "Ștefan Țăranu", "Ελένη", "Жанна", "Ğül Şeker")
    pages = [a_page(settings, holder=name) for name in names]
    for name, text in zip(names, texts(pdf_of(pages, "en", STARTS_AT)), strict=True):
        assert name in text


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize(
    "holder",
    ["Zoë Žižek – “Zoe” … €", "Ελένη Жанна", "محمد علي (1)", "מרים לוי", "李小龍", "Zoë 🎉", "ไทย"],
)
def test_no_character_is_printed_as_an_empty_box(settings, caplog, locale, holder):
    pdf_of([a_page(settings, holder=holder)], locale, STARTS_AT)
    assert "missing" not in caplog.text


def test_a_name_that_no_font_here_has_is_said_to_be_in_the_booking(settings):
    page = a_page(settings, event_name="東京", location="京都駅 7", holder="李小龍")
    [text] = texts(pdf_of([page], "en", STARTS_AT))
    assert "Booking AB12CD34" in text
    assert text.count("As in your booking") == 2


def test_the_longest_names_leave_the_code_on_the_page(settings):
    page = a_page(settings, event_name="Konzert " * 25, location="Ein Ort " * 25, holder="N" * 120)
    pdf = pdf_of([page], "de", STARTS_AT)
    assert codes(pdf) == [[page.token]]
    assert "7K3M-9XQT-2VHD" in texts(pdf)[0]


def test_an_evening_past_midnight_names_both_days(settings):
    page = a_page(settings, ends_at=STARTS_AT + timedelta(hours=7))
    [text] = texts(pdf_of([page], "en", STARTS_AT))
    assert "Friday, June 18" in text
    assert "Saturday, June 19" in " ".join(text.split())
