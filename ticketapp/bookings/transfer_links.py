"""The link by which somebody takes a ticket: nobody else can make it, and nothing stores it."""

import base64
import hmac
from typing import NamedTuple

from ticketapp.core.keys import derive_key
from ticketapp.core.settings import Settings

_BYTES = 20
_LONGEST = 120


class Named(NamedTuple):
    """Which ticket a genuine link is about, and which offer of it."""

    ticket_id: str
    offer_id: str


def transfer_token(settings: Settings, ticket_id: str, offer_id: str) -> str:
    """The last part of the link that takes this ticket while this offer lasts."""
    return f"{ticket_id}.{offer_id}.{_signature(settings, ticket_id, offer_id)}"


def read_token(settings: Settings, token: str) -> Named | None:
    """What a token is about if it is genuine, else None."""
    parts = token.split(".")
    if len(token) > _LONGEST or len(parts) != 3:  # noqa: PLR2004 - as it is made above
        return None
    ticket_id, offer_id, signature = parts
    expected = _signature(settings, ticket_id, offer_id)
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        return None
    return Named(ticket_id, offer_id)


def _signature(settings: Settings, ticket_id: str, offer_id: str) -> str:
    key = derive_key(settings.jwt_secret.get_secret_value(), "transfer-links")
    signature = hmac.digest(key, f"{ticket_id}.{offer_id}".encode(), "sha256")[:_BYTES]
    return base64.b32encode(signature).decode().lower()
