"""Handing messages to a mail server, over connections that are kept and used again."""

import asyncio
import random
import ssl
import time
from dataclasses import dataclass
from typing import Self

import aiosmtplib

from ticketapp.core.settings import Settings
from ticketapp.outbox.message import Message, sender_of
from ticketapp.outbox.models import Failure, Reason

CONNECTIONS = 4
_MESSAGES_PER_CONNECTION = 100  # what many servers allow
_CHECK_AFTER = 2.0  # a connection that has idled this long is asked whether it still lives
_CLOSE_AFTER = 60.0
_LONGEST_REST = 60.0
_INTERRUPTIONS_IN_A_ROW = 3
_TOO_BIG = 552
_CLOSING = 421


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: until a server lets us in, for each answer, and for a message as a whole."""

    connect: float = 10.0
    answer: float = 20.0
    message: float = 60.0


class Undelivered(Exception):  # noqa: N818 - it is what the message is
    """The server did not take the message."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason.value)
        self.failure = Failure(reason, detail)


class Unreachable(Undelivered):
    """There is no server to try: the message is not at fault, and so would fare the next."""


@dataclass(slots=True)
class _Connection:
    client: aiosmtplib.SMTP
    used_at: float
    messages: int = 0


class SmtpTransport:
    """A pool of connections to one mail server.

    When the server can't be reached, or breaks off three messages in a row, the transport
    rests: 1 s at first, twice as long each time, a minute at most. `trouble` says why.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        connections: int = CONNECTIONS,
        timeouts: Timeouts | None = None,
        tls_context: ssl.SSLContext | None = None,
        first_rest: float = 1.0,
    ) -> None:
        sender_of(settings)  # a sender that can't be one stops the start, not each mail
        self.connections = connections
        self.timeouts = timeouts or Timeouts()
        self._settings = settings
        self._tls_context = tls_context
        self._own_name: str | None = None
        self._idle: list[_Connection] = []
        self._slots = asyncio.Semaphore(connections)
        self._connecting = asyncio.Lock()
        self._rest = _Rest(first_rest)

    @property
    def patience(self) -> float:
        """The longest that `send` takes, in seconds."""
        return self.timeouts.message

    @property
    def trouble(self) -> Failure | None:
        """Why there is no point in sending at this moment, if there is none."""
        return self._rest.cause

    async def send(self, message: Message) -> None:
        """Return when the server has taken responsibility for the message.

        Else `Undelivered` says why; `Unreachable` if this message has not been tried at all.
        """
        connection: _Connection | None = None
        try:
            async with asyncio.timeout(self.timeouts.message), self._slots:
                connection = await self._take()
                await _transmit(connection.client, message)
        except Unreachable:
            raise
        except Exception as error:  # noqa: BLE001 - no message may hold up the others
            if connection is None:
                raise self._unreachable(error) from None
            undelivered = _explain(error)
            self._learn(undelivered)
            raise undelivered from None
        else:
            self._rest.end()
        finally:
            self._put_back(connection)

    async def close(self) -> None:
        """Say goodbye on every connection."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(self._part(connection.client) for connection in idle))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _take(self) -> _Connection:
        """A living connection: one that idles, else a new one."""
        if trouble := self.trouble:
            raise Unreachable(trouble.reason, trouble.detail)
        while self._idle:
            connection = self._idle.pop()
            if await self._lives(connection):
                return connection
        async with self._connecting:
            if trouble := self.trouble:  # found out while we waited for our turn
                raise Unreachable(trouble.reason, trouble.detail)
            return await self._connect()

    async def _lives(self, connection: _Connection) -> bool:
        idled = time.monotonic() - connection.used_at
        if not connection.client.is_connected:
            return False
        if idled > _CLOSE_AFTER:
            await self._part(connection.client)
            return False
        if idled > _CHECK_AFTER:
            try:
                await connection.client.noop(timeout=self.timeouts.connect)
            except (aiosmtplib.SMTPException, OSError):
                connection.client.close()
                return False
        return True

    async def _connect(self) -> _Connection:
        settings = self._settings
        client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username or None,
            password=settings.smtp_password.get_secret_value() or None,
            local_hostname=self._own_name,
            timeout=self.timeouts.answer,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            tls_context=self._tls_context,
        )
        try:
            async with asyncio.timeout(self.timeouts.connect):
                await client.connect()
                await client.ehlo()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            client.close()
            raise self._unreachable(error) from None
        self._own_name = client.local_hostname
        return _Connection(client, time.monotonic())

    def _unreachable(self, error: Exception) -> Unreachable:
        failure = Failure(Reason.unreachable, _plain(error))
        self._rest.begin(failure)
        return Unreachable(failure.reason, failure.detail)

    def _put_back(self, connection: _Connection | None) -> None:
        if connection is None:
            return
        connection.used_at = time.monotonic()
        connection.messages += 1
        if connection.messages >= _MESSAGES_PER_CONNECTION:
            connection.client.close()
        if connection.client.is_connected:
            self._idle.append(connection)

    def _learn(self, undelivered: Undelivered) -> None:
        if undelivered.failure.reason is Reason.interrupted:
            self._rest.interrupted(undelivered.failure)
        else:
            self._rest.end()

    async def _part(self, client: aiosmtplib.SMTP) -> None:
        try:
            await client.quit(timeout=1)
        except (aiosmtplib.SMTPException, OSError):
            pass
        finally:
            client.close()


class _Rest:
    """The pause after a server has failed, growing while it goes on failing."""

    def __init__(self, first: float) -> None:
        self._first = first
        self._rests = 0
        self._interruptions = 0
        self._until = 0.0
        self._cause: Failure | None = None

    @property
    def cause(self) -> Failure | None:
        return self._cause if time.monotonic() < self._until else None

    def begin(self, cause: Failure) -> None:
        length = min(_LONGEST_REST, self._first * 2**self._rests)
        self._rests = min(self._rests + 1, 10)
        self._interruptions = 0
        self._until = time.monotonic() + length * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
        self._cause = cause

    def interrupted(self, cause: Failure) -> None:
        self._interruptions += 1
        if self._interruptions >= _INTERRUPTIONS_IN_A_ROW:
            self.begin(cause)

    def end(self) -> None:
        self._rests = self._interruptions = 0
        self._until = 0.0


async def _transmit(client: aiosmtplib.SMTP, message: Message) -> None:
    """One message over one connection, which is closed unless it is fit for the next."""
    try:
        await client.sendmail(
            message.sender,
            [message.recipient],
            message.content,
            mail_options=["SMTPUTF8"] if message.utf8 else [],
        )
    except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused):
        raise
    except BaseException:
        client.close()
        raise


def _explain(error: Exception) -> Undelivered:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return _explain(error.recipients[0])
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return Undelivered(_reason_of(error), f"{error.code} {_plain_text(error.message)}")
    if isinstance(error, aiosmtplib.SMTPNotSupported | ValueError):
        return Undelivered(Reason.refused, _plain(error))
    return Undelivered(Reason.interrupted, _plain(error))


def _reason_of(answer: aiosmtplib.SMTPResponseException) -> Reason:
    """What the server's code says about this mail.

    A sender it does not take is no fault of the mail's: it may come right with the settings.
    """
    if answer.code == _CLOSING or not 400 <= answer.code < 600:  # noqa: PLR2004 - SMTP's ranges
        return Reason.interrupted
    sender_refused = isinstance(answer, aiosmtplib.SMTPSenderRefused) and answer.code != _TOO_BIG
    return Reason.deferred if answer.code < 500 or sender_refused else Reason.refused  # noqa: PLR2004


def _plain(error: Exception) -> str:
    return _plain_text(str(error)) or type(error).__name__


def _plain_text(text: str) -> str:
    """A server's words in one line that any database takes."""
    return " ".join(text.encode(errors="replace").decode().split())[:300]
