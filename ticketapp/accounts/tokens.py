"""Access tokens: short-lived, signed with one pinned algorithm, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt
from pydantic import SecretStr

from ticketapp.core.clock import Clock
from ticketapp.core.errors import Unauthenticated
from ticketapp.core.ids import Ids
from ticketapp.core.settings import Settings

ALGORITHM = "HS256"
AUDIENCE = "ticketapp"
LIFETIME = timedelta(minutes=15)
_CLAIMS = ["iss", "aud", "sub", "sid", "jti", "iat", "exp"]


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a valid token says: whose it is, and from which sign-in."""

    user_id: str
    session_id: str


def issue_access_token(
    settings: Settings, clock: Clock, ids: Ids, user_id: str, session_id: str
) -> str:
    now = clock.now()
    claims = {
        "iss": settings.public_url,
        "aud": AUDIENCE,
        "sub": user_id,
        "sid": session_id,
        "jti": ids.new(),
        "iat": now,
        "exp": now + LIFETIME,
    }
    return jwt.encode(claims, settings.jwt_secret.get_secret_value(), ALGORITHM)


def read_access_token(settings: Settings, clock: Clock, token: str) -> AccessToken:
    """Refuses (`Unauthenticated`) whatever this app did not issue, or that has run out."""
    try:
        claims = _claims(token, settings.jwt_secret, settings.public_url)
        ends = datetime.fromtimestamp(claims["exp"], UTC)
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
        raise Unauthenticated from None
    if clock.now() >= ends:
        raise Unauthenticated
    return AccessToken(str(claims["sub"]), str(claims["sid"]))


@lru_cache(maxsize=4096)
def _claims(token: str, secret: SecretStr, issuer: str) -> Mapping[str, Any]:
    """What a genuine token says, which is the same at any time; when it ends is for the caller."""
    return jwt.decode(
        token,
        secret.get_secret_value(),
        algorithms=[ALGORITHM],
        audience=AUDIENCE,
        issuer=issuer,
        options={"require": _CLAIMS, "verify_exp": False, "verify_iat": False},
    )
