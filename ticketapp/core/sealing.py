"""Secrets that must be read again later, kept so that a copy of the database can't show them.

AES-256-GCM under a key for one purpose, bound to what the secret belongs to: a sealed text that
is moved to another record no longer opens. What only has to be recognised is hashed instead
(`core.ids.digest`, `core.passwords`).
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ticketapp.core.keys import derive_key
from ticketapp.core.settings import Settings

_FORMAT = b"\x01"
_NONCE_BYTES = 12


class Unreadable(Exception):  # noqa: N818 - read as what the sealed text is
    """What is stored was sealed under another key or for something else, or is damaged."""


def seal(settings: Settings, text: str, *, purpose: str, owner: str) -> bytes:
    """Encrypt `text` for `purpose` ("outbox"), so that it opens for `owner` (an id) alone."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _cipher(settings, purpose).encrypt(nonce, text.encode(), owner.encode())
    return _FORMAT + nonce + sealed


def unseal(settings: Settings, sealed: bytes, *, purpose: str, owner: str) -> str:
    """The text that was sealed for this purpose and owner, or `Unreadable`."""
    if sealed[:1] != _FORMAT:
        raise Unreadable
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return _cipher(settings, purpose).decrypt(nonce, body, owner.encode()).decode()
    except (InvalidTag, ValueError):
        raise Unreadable from None


def _cipher(settings: Settings, purpose: str) -> AESGCM:
    return AESGCM(derive_key(settings.jwt_secret.get_secret_value(), f"sealing/{purpose}"))
