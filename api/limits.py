"""Rate limits on routes: ``dependencies=[limited(WRITES)]``.

Counted per person, or per client address where nobody is signed in.
"""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from fastapi import Depends, Request

from api.auth import CurrentActor
from api.dependencies import Ctx
from ticketapp.core.actor import Actor
from ticketapp.core.errors import RateLimited
from ticketapp.core.limits import Allowance, Limit


def limited(limit: Limit) -> Any:
    """A dependency that counts the request against `limit`, and refuses one too many.

    What is left shows in the answer's RateLimit-* headers, on a refusal too.
    """

    async def count(request: Request, ctx: Ctx, actor: CurrentActor) -> None:
        try:
            allowance = await ctx.limiter.hit(limit, subject_of(actor))
        except RateLimited as refused:
            tightest = min(item.amount for item in limit.items)
            request.state.allowance = Allowance(tightest, 0, refused.retry_after)
            raise
        request.state.allowance = _tighter(allowance, getattr(request.state, "allowance", None))

    return Depends(count)


def _tighter(one: Allowance | None, other: Allowance | None) -> Allowance | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda allowance: allowance.remaining)


def subject_of(actor: Actor) -> str:
    """Who is counted: the person, else the address, of IPv6 the /64 that one client owns."""
    if actor.user_id is not None:
        return f"user:{actor.user_id}"
    try:
        address = ip_address(actor.origin.address)
    except ValueError:
        return "address:unknown"
    if isinstance(address, IPv6Address):
        return f"address:{ip_network((address, 64), strict=False)}"
    return f"address:{address}"
