"""Who calls from a door: a person's access token, or the pass of a device.

A pass is good for the calls that ask for one of these, and for none beside.
"""

from typing import Annotated, Any

from fastapi import Depends, Request

from api.auth import NEEDS_ADMIN, BearerToken, Refusals, SignedIn
from api.dependencies import Ctx, KnownEvent
from ticketapp.accounts.access import require_account
from ticketapp.accounts.sessions import actor_of_token
from ticketapp.core.errors import NotFound, Unauthenticated
from ticketapp.door.access import event_id_of, require_staff
from ticketapp.door.models import Doorkeeper
from ticketapp.door.passes import PREFIX, keeper_of_pass
from ticketapp.door.service import SCANS
from ticketapp.web.answers import origin_of

NEEDS_DOORKEEPER: Refusals = (*NEEDS_ADMIN, NotFound)


class Post:
    """Somebody at their event's door."""

    def __init__(self, keeper: Doorkeeper, event_id: str) -> None:
        self.keeper = keeper
        self.event_id = event_id


async def current_keeper(request: Request, ctx: Ctx, token: BearerToken) -> Doorkeeper:
    if token is None:
        raise Unauthenticated
    origin = origin_of(request.scope)
    if token.startswith(PREFIX):
        return await keeper_of_pass(ctx, token, origin)
    actor = await actor_of_token(ctx, token, origin)
    require_account(actor)
    return Doorkeeper(actor)


async def _staff(keeper: Annotated[Doorkeeper, Depends(current_keeper)]) -> Doorkeeper:
    require_staff(keeper)
    return keeper


async def _post(
    ctx: Ctx, keeper: Annotated[Doorkeeper, Depends(current_keeper)], event_id: KnownEvent
) -> Post:
    return Post(keeper, await event_id_of(ctx, keeper, event_id))


# The services decide again. Deciding here first keeps what a body must look like, and what is
# wrong with one, from those who may not send it.
Staff = Annotated[Doorkeeper, Depends(_staff)]
AtTheDoor = Annotated[Post, Depends(_post)]


def limited_device() -> Any:
    """A dependency that counts the call against what one scanning device may do."""

    async def count(ctx: Ctx, keeper: Annotated[Doorkeeper, Depends(current_keeper)]) -> None:
        await ctx.limiter.hit(SCANS, keeper.device)

    return Depends(count)


async def _own_post(ctx: Ctx, actor: SignedIn, event_id: KnownEvent) -> Post:
    keeper = Doorkeeper(actor)
    return Post(keeper, await event_id_of(ctx, keeper, event_id))


# As `AtTheDoor`, for people alone: no pass makes another one.
InPerson = Annotated[Post, Depends(_own_post)]
