"""The one place that makes ids and secrets."""

import hashlib
import secrets
import time
from typing import Protocol

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32, lower case
_RANDOM_BITS = 80
_STEP_BITS = 40


class Ids(Protocol):
    def new(self) -> str:
        """A new opaque id. Ids made later sort later, which keeps indexes compact."""
        ...

    def secret(self) -> str:
        """A new unguessable token (256 bits), URL-safe."""
        ...


class RandomIds:
    """Ids of 48 bits of time and 80 of chance, in order even within one millisecond."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> str:
        number = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
        if number <= self._last:
            number = self._last + 1 + secrets.randbits(_STEP_BITS)
        self._last = number
        return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))

    def secret(self) -> str:
        return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored in place of a 256-bit secret; a plain hash is enough at that length."""
    return hashlib.sha256(secret.encode()).hexdigest()
