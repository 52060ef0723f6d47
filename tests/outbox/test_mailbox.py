"""The embedded mode's own mail server, and the mailbox a developer reads."""

import asyncio
import stat
import sys

import pytest

from tests.builders.mails import GREETINGS, a_mail, a_transport, queue
from tests.builders.waiting import until
from ticketapp.core.errors import CannotStart, NotFound
from ticketapp.core.ids import RandomIds
from ticketapp.outbox import mailbox
from ticketapp.outbox.catcher import catch_mail
from ticketapp.outbox.flush import FlushReport, flush
from ticketapp.outbox.letter import Attachment, Letter, Paragraph, Picture
from ticketapp.outbox.mailbox import keep_mail, read_mail, read_mailbox
from ticketapp.serve.ports import listens


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "mailbox"


async def test_a_mail_goes_through_real_smtp_into_the_mailbox(ctx, settings, folder):
    await queue(ctx, a_mail(secret="t0ken"))
    async with (
        catch_mail(folder) as (host, port),
        a_transport(settings, port) as transport,
    ):
        assert host == "127.0.0.1"
        assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)
    assert not listens(port)

    [line] = read_mailbox(folder)
    assert line.subject == "Hello Ada Lovelace"
    assert line.sender == "Ticketapp <tickets@tickets.test>"
    assert line.recipient == "Ada Lovelace <ada@example.org>"
    assert line.date == ctx.clock.now().replace(microsecond=0)
    opened = read_mail(folder, line.id)
    assert opened.mail == line
    assert "http://tickets.test/reset/t0ken" in opened.text
    assert 'href="http://tickets.test/reset/t0ken"' in opened.html
    assert dict(opened.headers)["Auto-Submitted"] == "auto-generated"


async def test_an_international_mailbox_name_is_caught_too(ctx, settings, folder):
    await queue(ctx, a_mail(recipient="žofie@example.org"))
    async with catch_mail(folder) as (_, port), a_transport(settings, port) as transport:
        assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)
    assert "žofie@example.org" in read_mailbox(folder)[0].recipient


async def test_pictures_are_shown_in_place_and_files_are_listed(ctx, settings, folder):
    def compose(brief):
        return Letter(
            "Tickets",
            (Paragraph("Here."), Picture("qr", "QR code")),
            attachments=(
                Attachment("qr.png", "image/png", b"picture", inline_id="qr"),
                Attachment("ticket.pdf", "application/pdf", b"%PDF"),
                Attachment("event.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR"),
            ),
        )

    await queue(ctx, a_mail())
    async with catch_mail(folder) as (_, port), a_transport(settings, port) as transport:
        await flush(ctx, {"greeting": compose}, transport)
    opened = read_mail(folder, read_mailbox(folder)[0].id)
    assert 'src="data:image/png;base64,cGljdHVyZQ=="' in opened.html
    assert [(each.filename, each.content) for each in opened.attachments] == [
        ("ticket.pdf", b"%PDF"),
        ("event.ics", b"BEGIN:VCALENDAR"),
    ]


def test_nobody_else_on_the_machine_can_read_the_mailbox(folder):
    mail_id = keep_mail(folder, b"Subject: x\r\n\r\nsecret")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / f"{mail_id}.eml").stat().st_mode) == 0o600


async def test_only_the_newest_are_kept_newest_first(folder, monkeypatch):
    monkeypatch.setattr(mailbox, "KEPT", 3)
    for number in range(5):
        last = keep_mail(folder, f"Subject: {number}\r\n\r\n".encode())
        await until(
            lambda last=last: RandomIds().new()[:10] > last[:10]
        )  # ids of one moment have no order
    assert [mail.subject for mail in read_mailbox(folder)] == ["4", "3", "2"]
    assert len(list(folder.iterdir())) == 3


def test_an_empty_mailbox_is_empty(folder):
    assert read_mailbox(folder) == []


@pytest.mark.parametrize("mail_id", ["../secrets", "0" * 26, "", "x" * 26 + ".eml", "..", "a/b"])
def test_an_id_that_names_no_caught_mail_finds_nothing(folder, mail_id):
    keep_mail(folder, b"Subject: x\r\n\r\n")
    (folder.parent / "secrets.eml").write_text("Subject: no\r\n\r\n")
    with pytest.raises(NotFound):
        read_mail(folder, mail_id)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00 not a mail at all",
        b"Subject: =?utf-8?b?!!!?=\r\nDate: yesterday\r\nFrom: <<>>\r\n\r\n\xff",
        b"Content-Type: text/html; charset=nonsense\r\n\r\n<p>\xff</p>",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n",
    ],
)
def test_a_message_that_is_no_proper_mail_can_still_be_opened(folder, content):
    mail_id = keep_mail(folder, content)
    assert [line.id for line in read_mailbox(folder)] == [mail_id]
    assert read_mail(folder, mail_id).mail.id == mail_id


async def test_a_client_that_stays_connected_does_not_hold_up_the_end(folder):
    async with asyncio.timeout(5):
        async with catch_mail(folder) as (host, port):
            reader, writer = await asyncio.open_connection(host, port)
            assert (await reader.readline()).startswith(b"220 ")
        assert await reader.read() == b""
        writer.close()


async def test_without_the_catchers_library_the_start_says_what_to_do(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "aiosmtpd.smtp", None)
    with pytest.raises(CannotStart, match="TICKETAPP_SMTP_HOST"):
        async with catch_mail(folder):
            pass
