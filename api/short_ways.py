"""Calls that are in order, taken straight to their route's function.

At the on-sale and at the door nearly all calls are of one kind, and half of what one costs is the
framework looking for its route and solving what it depends on (docs/adr/0022). So they are
recognised beforehand. Whatever is not plainly in order goes the usual way, which then says what is
wrong: the rules and the words are written once, and nothing is refused here but by those who are
asked there.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import LONGEST_ID
from api.idempotency import HEADER, is_key

_JSON = "application/json"
_PASSED_ON = "passed_on"


@dataclass(frozen=True, slots=True)
class ShortWay:
    """Calls that post a body of this form to this path, and what answers them."""

    path: str
    form: type[BaseModel]
    answer: Callable[[Request, Any], Awaitable[Response]]


def put_first(app: FastAPI, prefix: str, ways: Sequence[ShortWay]) -> None:
    """Let `app` look for these, below `prefix`, before all its other routes."""
    app.router.routes[:0] = [_Shortcut(prefix, way, app.router) for way in ways]


class _Shortcut(Route):
    """A way for what was not passed on from it."""

    def __init__(self, prefix: str, way: ShortWay, usual_way: ASGIApp) -> None:
        super().__init__(prefix + way.path, _Recognition(way, usual_way), methods=["POST"])

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["method"] != "POST" or _PASSED_ON in scope["state"]:
            return Match.NONE, {}
        match, child_scope = super().matches(scope)
        return match, {**child_scope, "route": self}


class _Recognition:
    def __init__(self, way: ShortWay, usual_way: ASGIApp) -> None:
        self._way = way
        self._usual_way = usual_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            raise HTTPException(400) from None
        given = self._form_of(request, body)
        if given is None:
            scope["state"][_PASSED_ON] = True
            await self._usual_way(scope, _again(body, receive), send)
            return
        answer = await self._way.answer(request, given)
        await answer(scope, receive, send)

    def _form_of(self, request: Request, body: bytes) -> BaseModel | None:
        """The body, if all that comes with it is as the routes' declarations have it."""
        headers = request.headers
        if headers.get("content-type") != _JSON or not is_key(headers.get(HEADER)):
            return None
        if any(len(each) > LONGEST_ID for each in request.path_params.values()):
            return None
        try:
            return self._way.form.model_validate_json(body)
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
