"""Who is asking, from where."""

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from ticketapp.core.i18n import DEFAULT, Locale


class Role(StrEnum):
    user = "user"
    staff = "staff"
    admin = "admin"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from; goes into the audit trail.

    `variety` is the reader's own kind of the language `locale`, for dates: en_GB, say.
    """

    address: str = ""
    request_id: str = ""
    user_agent: str = ""
    locale: Locale = DEFAULT
    variety: str = DEFAULT

    @property
    def client(self) -> str:
        """Whom limits count: the address, of IPv6 the /64 that one client has to itself."""
        try:
            address = ip_address(self.address)
        except ValueError:
            return "unknown"
        if isinstance(address, IPv6Address):
            return str(ip_network((address, 64), strict=False))
        return str(address)


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller of a use case, as the database knew them when the request began."""

    origin: Origin = field(default_factory=Origin)
    user_id: str | None = None
    email: str = ""
    name: str = ""
    role: Role | None = None
    event_ids: tuple[str, ...] | None = None
    session_id: str | None = None
    must_change_password: bool = False
    must_add_second_factor: bool = False
    is_system: bool = False

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None

    @property
    def subject(self) -> str:
        """Who is counted and remembered: the person, else the client at this address."""
        if self.user_id is not None:
            return f"user:{self.user_id}"
        return f"address:{self.origin.client}"

    @property
    def is_admin(self) -> bool:
        return self.role is Role.admin


def anonymous(origin: Origin | None = None) -> Actor:
    return Actor(origin=origin or Origin())


def system(reason: str) -> Actor:
    """The application itself, doing `reason`, as in the scheduler or a command."""
    return Actor(origin=Origin(address=reason), name="system", is_system=True)
