"""Bookings that are in order, taken straight to their route's function.

In an on-sale they are nearly all there is, and half of what one costs is the framework looking for
its route and solving what it depends on (`python -m benchmarks bookings`). So they are recognised
beforehand. Whatever is not plainly in order goes the usual way, which then says what is wrong: the
rules and the words are written once, and nothing is refused here but by those who are asked there.
"""

from typing import cast

from fastapi import FastAPI
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import current_actor, token_of
from api.bookings import OrderIn
from api.idempotency import is_key, once_only
from api.routes.bookings import LONGEST_ID, create_booking
from ticketapp.core.context import get_context
from ticketapp.core.limits import WRITES

_JSON = "application/json"
_KEY = "idempotency-key"
_PASSED_ON = "passed_on"


def put_first(app: FastAPI, path: str) -> None:
    """Let `app` take bookings that are posted to `path` this way."""
    app.router.routes.insert(0, _Shortcut(path, _ShortWay(app.router), methods=["POST"]))


class _Shortcut(Route):
    """A way for what was not passed on from it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["method"] != "POST" or _PASSED_ON in scope["state"]:
            return Match.NONE, {}
        match, child_scope = super().matches(scope)
        return match, {**child_scope, "route": self}


class _ShortWay:
    def __init__(self, usual_way: ASGIApp) -> None:
        self._usual_way = usual_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            raise HTTPException(400) from None
        order = _order(request, body)
        if order is None:
            scope["state"][_PASSED_ON] = True
            await self._usual_way(scope, _again(body, receive), send)
            return
        ctx = get_context()
        actor = await current_actor(request, ctx, token_of(request))
        await ctx.limiter.hit(WRITES, actor.subject)
        once = await once_only(request, ctx, actor, request.headers.get(_KEY))
        answer = await create_booking(ctx, actor, request.path_params["event_id"], order, once)
        await cast("Response", answer)(scope, receive, send)


def _order(request: Request, body: bytes) -> OrderIn | None:
    """The order, if all that comes with it is as the route's declaration has it."""
    headers = request.headers
    if headers.get("content-type") != _JSON or not is_key(headers.get(_KEY)):
        return None
    if len(request.path_params["event_id"]) > LONGEST_ID:
        return None
    try:
        return OrderIn.model_validate_json(body)
    except ValidationError:
        return None


def _again(body: bytes, receive: Receive) -> Receive:
    """Give the body, which has been read, once more."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
