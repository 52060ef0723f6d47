"""A guest's way back to their booking: a link that nobody else can make, and nothing stores."""

import base64
import hmac

from ticketapp.core.keys import derive_key
from ticketapp.core.settings import Settings

_BYTES = 20


def manage_key(settings: Settings, booking_id: str) -> str:
    """The secret part of the link to this booking."""
    key = derive_key(settings.jwt_secret.get_secret_value(), "manage-links")
    signature = hmac.digest(key, booking_id.encode(), "sha256")[:_BYTES]
    return base64.b32encode(signature).decode().lower()


def opens(settings: Settings, booking_id: str, key: str) -> bool:
    """Whether `key` is the one to this booking."""
    return hmac.compare_digest(manage_key(settings, booking_id).encode(), key.encode())
