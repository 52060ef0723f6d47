"""What the application is made of, put together once and handed to every use case."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from ticketapp.core.actor import Actor
from ticketapp.core.clock import Clock
from ticketapp.core.db import Database, Session
from ticketapp.core.ids import Ids
from ticketapp.core.lanes import Lanes
from ticketapp.core.limits import RateLimiter
from ticketapp.core.live import Hub
from ticketapp.core.paging import Totals
from ticketapp.core.passwords import PasswordHasher
from ticketapp.core.settings import Settings
from ticketapp.core.turns import Turns


class PersonalData(Protocol):
    """A domain's part in exporting and erasing what is kept about a person."""

    name: str

    async def export(self, ctx: "Context", user_id: str, email: str) -> Any:
        """What this domain keeps about the person, ready for JSON."""
        ...

    async def erase(
        self, ctx: "Context", session: Session, actor: Actor, user_id: str, email: str
    ) -> None:
        """Take the person out of this domain's data, in the caller's transaction."""
        ...


class EventFollower(Protocol):
    """A domain that must act when an event is changed, for events don't know what hangs on them."""

    async def edited(
        self, ctx: "Context", session: Session, actor: Actor, before: Any, event: Any
    ) -> None:
        """An event was edited; act in the same transaction."""
        ...

    async def cancelled(self, ctx: "Context", session: Session, actor: Actor, event: Any) -> None:
        """An event is being cancelled; act in the same transaction, which must stay small."""
        ...

    async def called_off(self, ctx: "Context", actor: Actor, event: Any) -> None:
        """An event was cancelled; do what is left, within seconds. Repeating it does no harm."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    settings: Settings
    db: Database
    clock: Clock
    ids: Ids
    limiter: RateLimiter
    hasher: PasswordHasher
    live: Hub
    lanes: Lanes
    turns: Turns
    totals: Totals = field(default_factory=Totals)
    personal_data: tuple[PersonalData, ...] = ()
    event_followers: tuple[EventFollower, ...] = ()


class _Process:
    """The context of this process, for callers that a framework makes (page states, routes)."""

    context: Context | None = None


def set_context(context: Context | None) -> None:
    _Process.context = context


def get_context() -> Context:
    """The running application's context; only between its start and its stop."""
    if _Process.context is None:
        raise RuntimeError("the application has not started")
    return _Process.context
