"""What the outbox knows: the mail to queue, the queued mail, and why one has not gone out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from ticketapp.core.i18n import DEFAULT, Locale

Facts = Mapping[str, Any]


class MailState(StrEnum):
    """Where a mail is on its way.

    queued -> sending -> sent, or back to queued when a try failed, or parked when no further
    try is worth it. A mail that has lost its reason is cancelled.
    """

    queued = "queued"
    sending = "sending"
    sent = "sent"
    parked = "parked"
    cancelled = "cancelled"


WAITING = (MailState.queued, MailState.sending)


class Reason(StrEnum):
    """Why a try failed."""

    unreachable = "unreachable"  # no mail server, or one that lets nobody in
    interrupted = "interrupted"  # it hung up or fell silent in the middle of this mail
    deferred = "deferred"  # it said "later" (4xx)
    refused = "refused"  # it said "never" (5xx)
    unknown_kind = "unknown_kind"  # nobody here can write this kind of mail
    not_written = "not_written"  # the writing itself failed
    unreadable = "unreadable"  # its secret was sealed under another key


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last try failed; `detail` is the other side's own words, never a secret."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail that is owed to somebody.

    `(kind, recipient, object_id, version)` is its identity: queuing the same again does
    nothing. `facts` is what its text needs and may be read by anybody who can read the
    database; `secret` (a password, a link's token) is kept sealed until the mail is delivered.
    """

    kind: str
    recipient: str
    recipient_name: str = ""
    locale: Locale = DEFAULT
    object_id: str
    version: int = 1
    facts: Facts = field(default_factory=dict[str, Any])
    secret: str | None = field(default=None, repr=False)

    @property
    def identity(self) -> tuple[str, str, str, int]:
        return (self.kind, self.recipient, self.object_id, self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedMail:
    """A mail as it stands in the outbox; what it carries sealed is not part of it."""

    id: str
    kind: str
    recipient: str
    recipient_name: str
    locale: Locale
    object_id: str
    version: int
    facts: Facts
    state: MailState
    created_at: datetime
    due_at: datetime
    tries: int
    failure: Failure | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails to list; `recipient` finds the addresses that begin with it."""

    state: MailState | None = None
    kind: str | None = None
    recipient: str | None = None
