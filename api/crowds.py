"""The two calls that come in crowds, an order at the on-sale and a scan at the door, without
what FastAPI would do to find and call their routes.
"""

from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from api.auth import current_actor, token_of
from api.bookings import OrderIn
from api.door import ScanIn
from api.doorkeepers import Post, current_keeper
from api.idempotency import HEADER, once_only
from api.routes.bookings import create_booking
from api.routes.door import scan_ticket
from api.short_ways import ShortWay
from ticketapp.core.context import get_context
from ticketapp.core.limits import WRITES
from ticketapp.door import service
from ticketapp.door.access import event_id_of


async def _order(request: Request, given: OrderIn) -> Response:
    ctx = get_context()
    actor = await current_actor(request, ctx, token_of(request))
    await ctx.limiter.hit(WRITES, actor.subject)
    once = await once_only(request, ctx, actor, request.headers.get(HEADER))
    answer = await create_booking(ctx, actor, request.path_params["event_id"], given, once)
    return cast("Response", answer)


async def _scan(request: Request, given: ScanIn) -> Response:
    ctx = get_context()
    keeper = await current_keeper(request, ctx, token_of(request))
    await ctx.limiter.hit(service.SCANS, keeper.device)
    event_id = await event_id_of(ctx, keeper, request.path_params["event_id"])
    return await scan_ticket(ctx, Post(keeper, event_id), given)


ORDERS = ShortWay("/events/{event_id}/bookings", OrderIn, _order)
SCANS = ShortWay("/events/{event_id}/checkins", ScanIn, _scan)
