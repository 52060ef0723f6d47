"""Rate limits on routes: ``dependencies=[limited(WRITES)]``.

Counted per person, or per client address where nobody is signed in. What is left shows in the
answer's RateLimit-* headers, as it does for the limits that services count (`api.frame`).
"""

from typing import Any

from fastapi import Depends, Request

from api.auth import CurrentActor
from api.dependencies import Ctx
from ticketapp.core.actor import anonymous
from ticketapp.core.limits import Limit
from ticketapp.web.answers import origin_of


def limited(limit: Limit) -> Any:
    """A dependency that counts the request against `limit`, and refuses one too many."""

    async def count(ctx: Ctx, actor: CurrentActor) -> None:
        await ctx.limiter.hit(limit, actor.subject)

    return Depends(count)


def limited_by_address(limit: Limit) -> Any:
    """As `limited`, for a route that does not ask who is calling."""

    async def count(request: Request, ctx: Ctx) -> None:
        await ctx.limiter.hit(limit, anonymous(origin_of(request.scope)).subject)

    return Depends(count)
