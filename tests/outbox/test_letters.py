"""What a person finds in the mail: plain in a text client, calm in HTML, never broken by data."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest

from ticketapp.core.errors import CannotStart
from ticketapp.core.settings import load_settings
from ticketapp.outbox.letter import (
    Attachment,
    Brief,
    Button,
    Code,
    Letter,
    Note,
    Paragraph,
    Picture,
    Rows,
)
from ticketapp.outbox.message import NotAnAddress, sender_of, write_message
from ticketapp.outbox.smtp import SmtpTransport

NOW = datetime(2026, 5, 4, 18, 30, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def write(settings):
    def write(letter, **given):
        brief = Brief(**{
            "mail_id": "m1", "kind": "greeting", "recipient": "ada@example.org",
            "recipient_name": "Ada", "locale": "en", "object_id": "o1", "version": 1,
            "facts": {}, "secret": None, "settings": settings, **given,
        })  # fmt: skip
        return write_message(letter, brief, NOW)

    return write


@pytest.fixture
def read(write):
    def read(letter, **given):
        return message_from_bytes(write(letter, **given).content, policy=default)

    return read


def text_of(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(message):
    return message.get_body(("html",)).get_content()


FULL = Letter(
    "Your tickets for Jazz",
    (
        Paragraph("See you there."),
        Rows((("When", "Friday, 8 May 2026, 20:00 CEST"), ("Where", "Town hall"))),
        Picture("qr-1", "QR code of ticket K7QF-2M"),
        Code("K7QF-2M", "Ticket code"),
        Button("Show my tickets", "https://tickets.test/me"),
        Note("You can cancel until the doors open."),
    ),
    attachments=(
        Attachment("qr.png", "image/png", PNG, inline_id="qr-1"),
        Attachment("tickets.pdf", "application/pdf", b"%PDF-1.7 ..."),
        Attachment(
            "event.ics", "text/calendar; method=CANCEL; charset=utf-8", b"BEGIN:VCALENDAR\r\n"
        ),
    ),
)


def test_the_text_part_reads_well_by_itself(read):
    assert text_of(read(FULL)) == (
        "Your tickets for Jazz\n\n"
        "See you there.\n\n"
        "When: Friday, 8 May 2026, 20:00 CEST\n"
        "Where: Town hall\n\n"
        "[QR code of ticket K7QF-2M]\n\n"
        "Ticket code:\n    K7QF-2M\n\n"
        "Show my tickets:\nhttps://tickets.test/me\n\n"
        "You can cancel until the doors open.\n\n"
        "-- \n"
        "Sent automatically by Ticketapp.\n"
        "http://tickets.test\n"
    )


def test_parts_stand_where_clients_look_for_them(read):
    message = read(FULL)
    assert message.get_content_type() == "multipart/mixed"
    alternative, pdf, calendar = message.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    plain, related = alternative.iter_parts()
    assert (plain.get_content_type(), related.get_content_type()) == (
        "text/plain",
        "multipart/related",
    )
    html, picture = related.iter_parts()
    assert html.get_content_type() == "text/html"
    assert picture["Content-ID"] == "<qr-1>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == PNG
    assert (pdf.get_filename(), pdf.get_content()) == ("tickets.pdf", b"%PDF-1.7 ...")
    assert calendar["Content-Type"].params == {"method": "CANCEL", "charset": "utf-8"}
    assert calendar.get_filename() == "event.ics"
    assert calendar.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\n"


class Outline(HTMLParser):
    """Elements with their attributes, and whether every one that opens is closed."""

    EMPTY = frozenset({"meta", "br", "img"})

    def __init__(self, html):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_html_part_is_well_formed_named_and_has_a_heading_and_its_picture_described(read):
    outline = Outline(html_of(read(FULL, locale="de")))
    assert outline.open == []
    assert outline.all("html") == [{"lang": "de", "dir": "ltr"}]
    assert len(outline.all("h1")) == 1
    assert outline.all("table") == outline.all("script") == outline.all("link") == []
    [picture] = outline.all("img")
    assert (picture["src"], picture["alt"]) == ("cid:qr-1", "QR code of ticket K7QF-2M")
    assert "https://tickets.test/me" in [link["href"] for link in outline.all("a")]


def test_text_from_people_is_text_and_never_markup(read):
    evil = '"><script>alert(1)</script>&amp;'
    message = read(Letter(evil, (Paragraph(evil), Rows(((evil, evil),)), Code(evil, evil))))
    outline = Outline(html_of(message))
    assert outline.all("script") == []
    assert outline.open == []
    assert evil in text_of(message)
    assert message["Subject"] == evil


@pytest.mark.parametrize(
    "name",
    ["Ada\r\nBcc: all@example.org", "Ada\nX: y", "\x00Ada\x1b[31m", "Ada\u202egnp.exe\u2066"],
)
def test_no_name_breaks_out_of_its_line(read, name):
    message = read(Letter(f"Hello {name}", (Rows((("Name", name),)),)), recipient_name=name)
    assert "Bcc" not in message
    assert "X" not in message
    assert all(character.isprintable() for character in str(message["Subject"]))
    assert all(character.isprintable() for character in str(message["To"]))
    assert "\u202e" not in text_of(message)
    assert text_of(message).count("\nName: ") == 1


def test_any_script_survives_in_subject_name_and_text(read):
    words = "Žluťoučký 日本語 العربية 🎷 ß"
    message = read(Letter(words, (Paragraph(words),)), recipient_name="Žofie 🎷 Łukasz")
    assert message["Subject"] == words
    assert message["To"].addresses[0].display_name == "Žofie 🎷 Łukasz"
    assert words in text_of(message)
    assert words in html_of(message)


def test_the_bytes_are_ascii_in_short_lines_so_that_any_server_carries_them(write):
    content = write(Letter("Grüße", (Paragraph("ä" * 5000), Paragraph("x" * 5000)))).content
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_an_address_at_an_international_domain_is_written_as_servers_know_it(write):
    message = write(Letter("Hi", ()), recipient="ada@straße.example")
    assert (message.recipient, message.utf8) == ("ada@xn--strae-oqa.example", False)


def test_an_international_mailbox_name_asks_for_a_server_that_knows_them(write):
    message = write(Letter("Hi", ()), recipient="žofie@example.org")
    assert (message.recipient, message.utf8) == ("žofie@example.org", True)


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@exa mple\n.org",
        "<ada@example.org>",
        "a@b\r\nc",
        "a@-ß-.example",
    ],
)
def test_what_is_no_address_is_not_written_to(write, recipient):
    with pytest.raises(NotAnAddress):
        write(Letter("Hi", ()), recipient=recipient)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/relative", ""])
def test_a_button_leads_to_a_web_page_or_is_not_made(url):
    with pytest.raises(ValueError, match="web page"):
        Button("Click", url)


def test_texts_of_the_frame_are_in_the_readers_language(read):
    letter = Letter("Hallo", (Button("Öffnen", "https://tickets.test/"),))
    english, german = (html_of(read(letter, locale=locale)) for locale in ("en", "de"))
    assert "If the button does not work" in english
    assert "If the button does not work" not in german


@pytest.mark.parametrize("mail_from", ["", "nobody", "Tickets <>", "a@b c"])
async def test_a_sender_that_is_no_address_stops_the_start_with_a_sentence(settings, mail_from):
    broken = settings.model_copy(update={"mail_from": mail_from})
    with pytest.raises(CannotStart, match="TICKETAPP_MAIL_FROM must be an address"):
        SmtpTransport(broken)


def test_a_sender_may_have_a_name_or_none(settings):
    plain = settings.model_copy(update={"mail_from": "tickets@example.org"})
    assert str(sender_of(plain)) == "tickets@example.org"
    named = settings.model_copy(update={"mail_from": "Größe <tickets@example.org>"})
    assert str(sender_of(named)) == "Größe <tickets@example.org>"


@pytest.mark.parametrize("site_name", ["Ticketapp", 'Jazz, "Ltd." (Köln) <3', "Jazz\nBcc: x"])
def test_any_name_of_a_site_makes_a_sender(monkeypatch, tmp_path, site_name):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TICKETAPP_SITE_NAME", site_name)
    assert sender_of(load_settings()).addr_spec == "tickets@localhost"
