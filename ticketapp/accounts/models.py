"""What accounts are made of, as services speak of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ticketapp.core.actor import Role
from ticketapp.core.i18n import Locale


@dataclass(frozen=True, slots=True)
class User:
    """A person's account. `has_second_factor` says whether signing in takes a code as well."""

    id: str
    email: str
    name: str
    role: Role
    event_ids: tuple[str, ...] | None
    locale: Locale
    must_change_password: bool
    has_password: bool
    has_second_factor: bool
    disabled_at: datetime | None
    email_verified_at: datetime | None
    last_sign_in_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None


class SessionKind(StrEnum):
    browser = "browser"
    api = "api"


@dataclass(frozen=True, slots=True)
class SignedInSession:
    """One sign-in on one device, until it ends or runs out."""

    id: str
    kind: SessionKind
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The outcome of a sign-in. `secret` is what the client keeps; only its hash is stored."""

    user: User
    session_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class TokenPair:
    access_token: str
    refresh_token: str
    expires_in: int
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which accounts to show: words are matched from their beginning."""

    words: str = ""
    role: Role | None = None
    disabled: bool | None = None


class PeopleOrder(StrEnum):
    """How a list of accounts is sorted: by when they were made, or by address."""

    oldest = "joined"
    newest = "-joined"
    address = "email"
    address_backwards = "-email"
