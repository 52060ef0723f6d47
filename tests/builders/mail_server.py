"""A real mail server in the test's own loop, with faults to order."""

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope

Fault = Callable[[SMTP], str]


def say(answer: str) -> Fault:
    return lambda _session: answer


def hang_up(session: SMTP) -> str:
    """Close the connection without an answer."""
    session.transport.abort()
    return "421 gone"


def answer_and_hang_up(session: SMTP) -> str:
    """Take the message, and be gone before the next one."""
    session.transport.write(b"250 OK\r\n")
    session.transport.close()
    return "421 gone"


@dataclass
class MailServer:
    """What it has taken, and what it does to whom instead of taking it."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    greetings: int = 0
    questions: int = 0
    at_recipient: dict[str, Fault] = field(default_factory=dict)
    at_sender: Fault | None = None
    at_question: Fault | None = None
    before_taking: dict[str, Fault] = field(default_factory=dict)
    after_taking: dict[str, Fault] = field(default_factory=dict)
    silent_for: set[str] = field(default_factory=set)
    hold: asyncio.Event | None = None  # taken, but not answered until it is set
    sessions: list[SMTP] = field(default_factory=list)

    @property
    def copies(self) -> Counter[str]:
        """How many times each message has come, by Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.taken)

    @property
    def recipients(self) -> list[str]:
        return sorted(message["To"].addresses[0].addr_spec for message in self.taken)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self, _server: SMTP, session: Any, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greetings += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_sender is not None:
            return self.at_sender(server)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_NOOP(  # noqa: N802
        self, server: SMTP, _session: Any, _envelope: Envelope, _words: str
    ) -> str:
        self.questions += 1
        return self.at_question(server) if self.at_question else "250 Still here"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.at_recipient:
            return self.at_recipient[address](server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Any, envelope: Envelope
    ) -> str:
        [recipient] = envelope.rcpt_tos
        if recipient in self.silent_for:
            await asyncio.Event().wait()
        if recipient in self.before_taking:
            return self.before_taking[recipient](server)
        self.taken.append(message_from_bytes(envelope.original_content, policy=default))
        if self.hold is not None:
            await self.hold.wait()
        if recipient in self.after_taking:
            return self.after_taking[recipient](server)
        return "250 OK"


@asynccontextmanager
async def a_mail_server(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None,
    password: str | None = None, port: int = 0,
) -> AsyncGenerator[MailServer]:  # fmt: skip
    server = MailServer()
    loop = asyncio.get_running_loop()

    def check(
        _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=data.password == (password or "").encode(), handled=False)

    def open_session() -> SMTP:
        session = SMTP(
            server, hostname="mail.test", enable_SMTPUTF8=True, loop=loop, tls_context=starttls,
            require_starttls=starttls is not None, authenticator=check,
            auth_required=password is not None, auth_require_tls=starttls is not None,
        )  # fmt: skip
        server.sessions.append(session)
        return session

    listener = await loop.create_server(open_session, "127.0.0.1", port, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for session in server.sessions:
            if session.transport is not None:
                session.transport.abort()
            if session._handler_coroutine is not None:
                session._handler_coroutine.cancel()
                await asyncio.gather(session._handler_coroutine, return_exceptions=True)
        await listener.wait_closed()


@asynccontextmanager
async def a_silent_server() -> AsyncGenerator[int]:
    """The port of a server that accepts connections and never says a word."""
    accepted: list[asyncio.StreamWriter] = []

    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.append(writer)

    listener = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        for writer in accepted:
            writer.transport.abort()
        await listener.wait_closed()
