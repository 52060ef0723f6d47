"""Who calls the API. The one place that turns a request into an actor."""

from typing import Annotated

from fastapi import Depends, Request

from ticketapp.core.actor import Actor, anonymous
from ticketapp.web.answers import origin_of


async def current_actor(request: Request) -> Actor:
    """The caller, as the bearer token says; anonymous without one."""
    return anonymous(origin_of(request.scope))


CurrentActor = Annotated[Actor, Depends(current_actor)]
