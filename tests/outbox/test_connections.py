"""How the transport gets in: encrypted as configured, with the password it was given."""

import pytest
from pydantic import SecretStr

from tests.builders.certificates import tls_contexts
from tests.builders.mail_server import a_mail_server
from tests.builders.mails import GREETINGS, a_mail, a_transport, queue, stored
from ticketapp.outbox.flush import FlushReport, flush
from ticketapp.outbox.models import MailState, Reason


@pytest.fixture(scope="module")
def contexts(tmp_path_factory):
    return tls_contexts(tmp_path_factory.mktemp("tls"))


def reach(settings, server, **given):
    tls_context = given.pop("trusting", None)
    transport_settings = settings.model_copy(update=given)
    transport = a_transport(transport_settings, server.port, tls_context=tls_context)
    transport._settings = transport._settings.model_copy(update={"smtp_host": "localhost"})
    return transport


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_mail_travels_encrypted_as_configured(ctx, settings, contexts, security):
    server_context, trusting = contexts
    await queue(ctx, a_mail())
    async with (
        a_mail_server(**{security: server_context}) as server,
        reach(settings, server, smtp_security=security, trusting=trusting) as transport,
    ):
        assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)
        [session] = server.sessions
        assert session.transport.get_extra_info("cipher")


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_certificate_nobody_vouches_for_gets_no_mail(ctx, settings, contexts, security):
    server_context, _ = contexts
    await queue(ctx, a_mail())
    async with (
        a_mail_server(**{security: server_context}) as server,
        reach(settings, server, smtp_security=security) as transport,
    ):
        report = await flush(ctx, GREETINGS, transport)
        assert server.taken == []
    assert report.trouble.reason is Reason.unreachable
    assert "CERTIFICATE_VERIFY_FAILED" in report.trouble.detail


async def test_a_server_without_starttls_gets_nothing_when_starttls_is_asked_for(
    ctx, settings, mail_server
):
    await queue(ctx, a_mail())
    async with reach(settings, mail_server, smtp_security="starttls") as transport:
        report = await flush(ctx, GREETINGS, transport)
    assert report.trouble.reason is Reason.unreachable
    assert mail_server.taken == []


async def test_the_password_opens_the_server(ctx, settings, contexts):
    server_context, trusting = contexts
    await queue(ctx, a_mail())
    async with (
        a_mail_server(starttls=server_context, password="open sesame") as server,
        reach(
            settings, server, smtp_security="starttls", trusting=trusting,
            smtp_username="tickets", smtp_password=SecretStr("open sesame"),
        ) as transport,
    ):  # fmt: skip
        assert await flush(ctx, GREETINGS, transport) == FlushReport(sent=1)


async def test_a_wrong_password_parks_nothing_and_shows_up_nowhere(ctx, settings, contexts, capsys):
    server_context, trusting = contexts
    await queue(ctx, a_mail())
    async with (
        a_mail_server(starttls=server_context, password="open sesame") as server,
        reach(
            settings, server, smtp_security="starttls", trusting=trusting,
            smtp_username="tickets", smtp_password=SecretStr("open barley"),
        ) as transport,
    ):  # fmt: skip
        report = await flush(ctx, GREETINGS, transport)
    assert report.trouble.reason is Reason.unreachable
    assert report.trouble.detail.startswith("(535")
    mail = await stored(ctx, "ada")
    assert (mail.state, mail.tries) == (MailState.queued, 0)
    assert "open barley" not in "".join(capsys.readouterr())


async def test_no_name_of_a_mail_server_that_does_not_exist_stops_a_flush(ctx, settings):
    await queue(ctx, a_mail())
    nowhere = settings.model_copy(update={"smtp_host": "mail.invalid"})
    async with a_transport(nowhere, 25) as transport:
        transport._settings = nowhere
        assert (await flush(ctx, GREETINGS, transport)).trouble.reason is Reason.unreachable
