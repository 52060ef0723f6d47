"""The developer's mailbox: there for this machine alone, and closed off from the other pages."""

from dataclasses import replace
from email.message import EmailMessage

import pytest

from tests.drivers.edge import edge_of, open_client
from tests.drivers.tab import Tab, open_tab
from ticketapp.core.actor import Origin
from ticketapp.core.context import Context
from ticketapp.core.errors import NotFound
from ticketapp.outbox.mailbox import keep_mail
from ticketapp.ui.states.mailbox import MailboxState
from ticketapp.web.mailbox import mailbox_head, mailbox_routes, open_mailbox

HERE = {"address": "127.0.0.1", "host": "localhost:8000"}
ELSEWHERE = [
    {"address": "192.0.2.7", "host": "localhost:8000"},  # another machine
    {"address": "127.0.0.1", "host": "tickets.example.org"},  # through a proxy on this one
    {"address": "127.0.0.1", "host": "evil.test:8000"},  # a name that was made to point here
    {"address": "", "host": ""},
    {"address": "::ffff:192.0.2.7", "host": "localhost"},
    {"address": "127.0.0.1", "host": "localhost.evil.test"},
]


@pytest.fixture
def catching(ctx: Context) -> Context:
    """The application in the embedded mode, its mail server at home."""
    return replace(ctx, settings=ctx.settings.with_mail_catcher("127.0.0.1", 2525))


@pytest.fixture
def mail_id(catching: Context) -> str:
    """A caught mail whose HTML would do harm if it could, with a file."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Hello Ada", "a@example.org", "ada@example.org"
    mail.set_content("plain words")
    mail.add_alternative("<head></head><script>parent.stolen = 1</script>", subtype="html")
    mail.add_attachment(b"<script>1</script>", maintype="text", subtype="html", filename="ü.html")
    return keep_mail(catching.settings.mailbox, mail.as_bytes())


async def load(tab: Tab, path: str = "/dev/mailbox") -> MailboxState:
    tab.path = path
    await tab.call(MailboxState.load if path == "/dev/mailbox" else MailboxState.load_mail)
    return await tab.state(MailboxState)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:80", "[::1]:8000"])
@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1"])
def test_this_machine_may_read_it_under_its_own_names(catching, address, host):
    assert open_mailbox(catching.settings, address, host) == catching.settings.mailbox


@pytest.mark.parametrize("client", ELSEWHERE, ids=str)
def test_nobody_else_may(catching, client):
    with pytest.raises(NotFound):
        open_mailbox(catching.settings, **client)


@pytest.mark.parametrize("host", ["", "[::1", "localhost@evil.test", "\x00", "localhost.", "[]"])
def test_a_name_that_is_none_opens_nothing(catching, host):
    with pytest.raises(NotFound):
        open_mailbox(catching.settings, "127.0.0.1", host)


def test_without_the_catcher_it_is_not_there(ctx):
    with pytest.raises(NotFound):
        open_mailbox(ctx.settings, **HERE)


async def test_its_pages_answer_404_without_the_catcher(ctx, catching):
    for path in ("/dev/mailbox", "/dev/mailbox/x"):
        assert not (await mailbox_head(ctx.settings)(path, Origin())).found
        assert (await mailbox_head(catching.settings)(path, Origin())).found
    assert await mailbox_head(ctx.settings)("/dev/mailboxes", Origin()) is None


async def test_what_was_caught_is_listed_and_read(catching, mail_id):
    async with open_tab(catching, **HERE) as tab:
        state = await load(tab)
        assert [(mail["subject"], mail["recipient"]) for mail in state.mails] == [
            ("Hello Ada", "ada@example.org")
        ]
        state = await load(tab, state.mails[0]["href"])
        assert (state.subject, state.text.strip()) == ("Hello Ada", "plain words")
        assert state.frame == f"/dev/mailbox/{mail_id}/html"
        assert [(file["name"], file["kilobytes"]) for file in state.files] == [("ü.html", 1)]


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fjwt", "%00", "x" * 5000])
async def test_a_mail_that_is_not_there_is_missing(catching, mail_id, name):
    async with open_tab(catching, **HERE) as tab:
        assert (await load(tab, f"/dev/mailbox/{name}")).access == "missing"


@pytest.mark.parametrize("client", ELSEWHERE, ids=str)
async def test_the_handlers_show_nothing_to_anybody_else(catching, mail_id, client):
    async with open_tab(catching, **client) as tab:
        for path in ("/dev/mailbox", f"/dev/mailbox/{mail_id}"):
            state = await load(tab, path)
            assert (state.access, state.mails, state.text) == ("missing", [], "")


async def test_the_html_of_a_mail_runs_nothing_and_asks_nobody(catching, mail_id):
    edge = edge_of(catching, forms=mailbox_routes())
    async with open_client(edge, catching, "127.0.0.1") as client:
        answer = await client.get(
            f"/dev/mailbox/{mail_id}/html", headers={"Host": "localhost:8000"}
        )
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    [sandbox] = [part for part in policy if part.startswith("sandbox")]
    assert "allow-scripts" not in sandbox
    assert "allow-same-origin" not in sandbox
    assert answer.headers["cache-control"] == "no-store"


async def test_a_file_is_saved_and_never_shown_whatever_it_says_it_is(catching, mail_id):
    edge = edge_of(catching, forms=mailbox_routes())
    async with open_client(edge, catching, "127.0.0.1") as client:
        at_home = {"Host": "127.0.0.1:8000"}
        answer = await client.get(f"/dev/mailbox/{mail_id}/files/0", headers=at_home)
        missing = await client.get(f"/dev/mailbox/{mail_id}/files/1", headers=at_home)
    assert answer.content == b"<script>1</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%C3%BC.html"
    assert answer.headers["content-security-policy"].endswith("; sandbox")
    assert missing.status_code == 404


@pytest.mark.parametrize("client", ELSEWHERE, ids=str)
async def test_the_routes_answer_404_to_anybody_else(catching, mail_id, client):
    edge = edge_of(catching, forms=mailbox_routes())
    async with open_client(edge, catching, client["address"]) as browser:
        for path in ("html", "files/0"):
            answer = await browser.get(
                f"/dev/mailbox/{mail_id}/{path}", headers={"Host": client["host"]}
            )
            assert answer.status_code == 404
