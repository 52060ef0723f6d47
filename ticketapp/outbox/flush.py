"""Sending what is due. Any number of processes may flush at the same time."""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from urllib.parse import quote

from ticketapp.core import metrics
from ticketapp.core.context import Context
from ticketapp.core.db import DriverError, refusal_for
from ticketapp.core.logs import get_logger
from ticketapp.core.sealing import Unreadable, unseal
from ticketapp.outbox import claims, service
from ticketapp.outbox.claims import Claim
from ticketapp.outbox.letter import Brief, Composers
from ticketapp.outbox.message import Message, write_message
from ticketapp.outbox.models import Failure, MailState, Reason
from ticketapp.outbox.rules import wait_after
from ticketapp.outbox.smtp import Undelivered, Unreachable

log = get_logger(__name__)

BATCH = 32
GRACE = 5.0  # how long an interrupted flush waits for what is on the wire
_CLOCKS_MAY_DIFFER = timedelta(seconds=30)
_DATABASE_IS_AWAY = 0.5
_LONGEST_DETAIL = 500


class Transport(Protocol):
    """What takes messages to the mail server (`SmtpTransport`)."""

    @property
    def connections(self) -> int: ...
    @property
    def patience(self) -> float: ...
    @property
    def trouble(self) -> Failure | None: ...
    async def send(self, message: Message) -> None: ...


@dataclass(frozen=True, slots=True)
class FlushReport:
    """What one flush did. `lost` are mails whose lease ran out before we could record them."""

    sent: int = 0
    retried: int = 0
    parked: int = 0
    lost: int = 0
    trouble: Failure | None = None


async def flush(ctx: Context, composers: Composers, transport: Transport) -> FlushReport:
    """Send every mail that is due, until none is left or the server can't be reached.

    A mail counts as sent when the server has said so and our claim still holds; the secret it
    carried is wiped in that same write. When the server is away the rest stays queued, no try
    counted. Cancelling it lets what is on the wire finish, and gives the rest back.
    """
    trouble = transport.trouble
    done: Counter[str] = Counter()
    if trouble is None:
        round_ = _Round(ctx, composers, transport, done)
        await round_.run()
        trouble = round_.trouble
        if trouble is not None:
            log.warning("mail server not reached", reason=trouble.reason, detail=trouble.detail)
    metrics.outbox_oldest_seconds.set((await service.oldest_age(ctx)).total_seconds())
    return FlushReport(trouble=trouble, **done)


class _Round:
    """One flush: as many workers as connections, fed from one batch of claims after another."""

    def __init__(
        self, ctx: Context, composers: Composers, transport: Transport, done: Counter[str]
    ) -> None:
        self._ctx = ctx
        self._composers = composers
        self._transport = transport
        self._done = done
        self._claimed: deque[Claim] = deque()
        self._untried: list[Claim] = []
        self._claiming = asyncio.Lock()
        self._over = False
        self.trouble: Failure | None = None

    async def run(self) -> None:
        workers = [asyncio.create_task(self._work()) for _ in range(self._transport.connections)]
        try:
            done, _ = await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
            for worker in done:
                worker.result()  # raises what ended it
        finally:
            self._over = True
            await _finish(workers)
            await claims.give_back(self._ctx, [*self._claimed, *self._untried], self.trouble)

    async def _work(self) -> None:
        while claim := await self._next():
            await self._deliver(claim)

    async def _next(self) -> Claim | None:
        """The next mail whose lease leaves time enough to send it."""
        needed = timedelta(seconds=self._transport.patience) + _CLOCKS_MAY_DIFFER
        async with self._claiming:
            while not self._over:
                if not self._claimed:
                    self._claimed.extend(await claims.claim_due(self._ctx, BATCH))
                if not self._claimed:
                    return None
                claim = self._claimed.popleft()
                if claim.until - self._ctx.clock.now() >= needed:
                    return claim
                self._untried.append(claim)
        return None

    async def _deliver(self, claim: Claim) -> None:
        secret: str | None = None
        try:
            secret = self._open(claim)
            message = await asyncio.to_thread(self._write, claim, secret)
            await self._transport.send(message)
        except Unreachable as error:
            self._over = True
            self.trouble = error.failure
            self._untried.append(claim)
        except Undelivered as error:
            await self._failed(claim, _without(secret, error.failure))
        else:
            await self._sent(claim)

    def _open(self, claim: Claim) -> str | None:
        if claim.sealed is None:
            return None
        settings, owner = self._ctx.settings, claim.mail.id
        try:
            return unseal(settings, claim.sealed, purpose=service.SEALED_FOR, owner=owner)
        except Unreadable:
            raise Undelivered(Reason.unreadable, "") from None

    def _write(self, claim: Claim, secret: str | None) -> Message:
        """Compose and render, in a thread of its own: a letter may carry a PDF.

        Whatever goes wrong in there is named by its type alone, for its text may hold anything.
        """
        mail = claim.mail
        compose = self._composers.get(mail.kind)
        if compose is None:
            raise Undelivered(Reason.unknown_kind, mail.kind)
        brief = Brief(
            mail_id=mail.id,
            kind=mail.kind,
            recipient=mail.recipient,
            recipient_name=mail.recipient_name,
            locale=mail.locale,
            object_id=mail.object_id,
            version=mail.version,
            facts=mail.facts,
            secret=secret,
            settings=self._ctx.settings,
        )
        try:
            return write_message(compose(brief), brief, self._ctx.clock.now())
        except Exception as error:  # noqa: BLE001 - one broken letter must not hold up the others
            fault = _place_of(error)  # a trace would show what the letter holds
            log.error("mail not written", mail=mail.id, kind=mail.kind, fault=fault)  # noqa: TRY400
            raise Undelivered(Reason.not_written, type(error).__name__) from None

    async def _sent(self, claim: Claim) -> None:
        held = await self._record(claim, MailState.sent, None, None)
        if held:
            metrics.mails_sent.labels(claim.mail.kind).inc()

    async def _failed(self, claim: Claim, failure: Failure) -> None:
        wait = wait_after(failure, claim.mail.tries + 1, random.random())  # noqa: S311 - jitter
        state = MailState.parked if wait is None else MailState.queued
        await self._record(claim, state, failure, wait)
        metrics.mail_failures.labels(failure.reason.value).inc()
        log.warning(
            "mail not delivered", mail=claim.mail.id, kind=claim.mail.kind,
            reason=failure.reason.value, detail=failure.detail, state=state.value,
        )  # fmt: skip

    async def _record(
        self, claim: Claim, state: MailState, failure: Failure | None, wait: timedelta | None
    ) -> bool:
        """Write the outcome; while the database is away go on trying as long as the lease holds,
        because a delivery that is not recorded would be repeated."""
        while True:
            try:
                if failure is None:
                    held = await claims.mark_sent(self._ctx, claim)
                else:
                    held = await claims.mark_failed(self._ctx, claim, failure, wait)
                break
            except DriverError as error:
                if refusal_for(error) is None or self._ctx.clock.now() >= claim.until:
                    raise
                await asyncio.sleep(_DATABASE_IS_AWAY)
        names = {MailState.sent: "sent", MailState.queued: "retried", MailState.parked: "parked"}
        self._done[names[state] if held else "lost"] += 1
        return held


async def _finish(workers: Iterable["asyncio.Task[None]"]) -> None:
    """Let what is on the wire come to its end; cut off what takes too long."""
    _, late = await asyncio.wait(workers, timeout=GRACE)
    for worker in late:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


def _without(secret: str | None, failure: Failure) -> Failure:
    """The failure with the secret taken out of the server's words, should it echo them."""
    detail = failure.detail
    for form in (secret, quote(secret, safe="")) if secret else ():
        detail = detail.replace(form, "(hidden)")
    return Failure(failure.reason, detail[:_LONGEST_DETAIL])


def _place_of(error: BaseException) -> str:
    """Type and place of an error, without its words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""
    return type(error).__name__ + where
