"""Who calls the API. The one place that turns a request into an actor.

Only ``Authorization: Bearer`` counts. Cookies never do, so no other site can make a browser act
here on behalf of the person in front of it.
"""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer
from starlette.requests import HTTPConnection

from api.dependencies import Ctx
from ticketapp.accounts.access import require_account, require_admin
from ticketapp.accounts.errors import PasswordChangeRequired, SecondFactorRequired
from ticketapp.accounts.sessions import actor_of_token
from ticketapp.core.actor import Actor, anonymous
from ticketapp.core.errors import Forbidden, Refusal, Unauthenticated
from ticketapp.web.answers import origin_of

Refusals = tuple[type[Refusal], ...]

# What a route names among its `refusals` when it needs somebody signed in, somebody whose account
# is in order, or an admin. The document says from it who may call.
NEEDS_ACCOUNT: Refusals = (Unauthenticated,)
NEEDS_USER: Refusals = (Unauthenticated, PasswordChangeRequired, SecondFactorRequired)
NEEDS_ADMIN: Refusals = (*NEEDS_USER, Forbidden)


def token_of(request: HTTPConnection) -> str | None:
    """The token, or None without the header. What is there must be usable, or is refused:
    whoever shows credentials is never taken for nobody.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated
    return token.strip()


class _AccessToken(OAuth2PasswordBearer):
    async def __call__(self, request: HTTPConnection) -> str | None:
        return token_of(request)


_access_token = _AccessToken(
    tokenUrl="/api/v1/auth/token",
    refreshUrl="/api/v1/auth/refresh",
    scheme_name="access_token",
    description="The `access_token` of a TokenPair, good for 15 minutes.",
)


BearerToken = Annotated[str | None, Depends(_access_token)]


async def current_actor(request: Request, ctx: Ctx, token: BearerToken) -> Actor:
    """The caller, as the bearer token says; anonymous without one.

    A token that is not live is refused, also where nobody needs to be signed in.
    """
    origin = origin_of(request.scope)
    if token is None:
        return anonymous(origin)
    return await actor_of_token(ctx, token, origin)


CurrentActor = Annotated[Actor, Depends(current_actor)]


async def _signed_in(actor: CurrentActor) -> Actor:
    require_account(actor)
    return actor


async def _admin(actor: CurrentActor) -> Actor:
    require_admin(actor)
    return actor


# The services decide again. Deciding here first keeps what a body must look like, and what is
# wrong with one, from those who may not send it.
SignedIn = Annotated[Actor, Depends(_signed_in)]
Admin = Annotated[Actor, Depends(_admin)]
