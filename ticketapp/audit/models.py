"""What the audit trail holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which object, when and from where."""

    id: str
    at: datetime
    action: str
    actor_id: str | None
    actor_name: str
    object_id: str
    object_name: str
    address: str
    request_id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    sealed: bool


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries to show; all conditions must hold. `object` is its id or its name."""

    actor: str = ""
    action: str = ""
    object: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seal:
    """A sealed batch. Its digest holds the whole trail before it."""

    number: int
    sealed_at: datetime
    count: int
    digest: str
