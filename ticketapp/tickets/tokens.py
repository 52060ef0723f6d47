"""The token in a ticket's QR code: what a scanner can check with no server.

80 bytes in base 32, which is 128 characters of a QR code's dense alphanumeric set:

    1   format and key: the low bits of the signing key's fingerprint
    4   the event's fingerprint
   10   the ticket's id
    1   the ticket's version (a transfer makes the next one)
   64   Ed25519 signature of the 16 bytes before

A signature is deterministic, so that a token is never stored: it is made from the record.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from pydantic import SecretStr

from ticketapp.core.settings import Settings, signing_key

LENGTH = 128
ID_BYTES = 10
_BODY = 16
_LONGEST_TYPED = 400


@dataclass(frozen=True, slots=True)
class Token:
    """What a genuine token says."""

    event_fingerprint: bytes
    ticket_id: str
    version: int

    def is_for(self, event_id: str) -> bool:
        return self.event_fingerprint == fingerprint_of(event_id)


class TicketSigner:
    """Makes and checks tokens with one key.

    Keys given up stay known by their public half, so that tickets issued under them still work.
    """

    def __init__(self, key: Ed25519PrivateKey, former: tuple[Ed25519PublicKey, ...] = ()) -> None:
        self._key = key
        public = key.public_key()
        self._key_id = key_id(public)
        self._known = {key_id(each): each for each in (*former, public)}

    @property
    def public_keys(self) -> dict[int, bytes]:
        """The raw public keys by their ids: what an offline scanner checks with."""
        return {number: each.public_bytes_raw() for number, each in self._known.items()}

    def token(self, event_id: str, ticket_id: str, version: int) -> str:
        body = b"".join(
            (
                bytes((self._key_id,)),
                fingerprint_of(event_id),
                base64.b32decode(ticket_id.upper()),
                bytes((version,)),
            )
        )
        return base64.b32encode(body + self._key.sign(body)).decode()

    def read(self, text: str) -> Token | None:
        """The token if it is genuine, in any case and with stray white space; else None."""
        if len(text) > _LONGEST_TYPED:
            return None
        try:
            raw = base64.b32decode("".join(text.split()).upper())
        except (binascii.Error, ValueError):
            return None
        if len(raw) != _BODY + 64 or raw[0] not in self._known:
            return None
        body, signature = raw[:_BODY], raw[_BODY:]
        try:
            self._known[raw[0]].verify(signature, body)
        except InvalidSignature:
            return None
        ticket_id = base64.b32encode(body[5:15]).decode().lower()
        return Token(body[1:5], ticket_id, body[15])


def signer_for(settings: Settings) -> TicketSigner:
    """The installation's signer; the same one for the same key."""
    return _signer_with(settings.ticket_signing_key)


@lru_cache(maxsize=4)
def _signer_with(key: SecretStr) -> TicketSigner:
    return TicketSigner(signing_key(key))


def key_id(key: Ed25519PublicKey) -> int:
    return hashlib.sha256(key.public_bytes_raw()).digest()[0]


@lru_cache(maxsize=4096)
def fingerprint_of(event_id: str) -> bytes:
    return hashlib.sha256(event_id.encode()).digest()[:4]
