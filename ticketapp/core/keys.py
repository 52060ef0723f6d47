"""Keys for single purposes, derived from the one configured secret."""

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@lru_cache(maxsize=64)
def derive_key(secret: str, purpose: str) -> bytes:
    """A 32-byte key that is independent of the keys for every other purpose."""
    return HKDF(SHA256(), 32, salt=None, info=f"ticketapp/{purpose}".encode()).derive(
        secret.encode()
    )
