"""What the API does to every exchange: HEAD, caching, rate-limit headers, the route's name."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ticketapp.core.limits import Allowance, noting_allowances


class Frame:
    """Wraps the API's routes.

    Answers stay out of shared caches unless they say otherwise themselves, HEAD is answered
    wherever GET is, and what is left of a rate limit is shown even on a refusal.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        is_head = scope["method"] == "HEAD"
        if is_head:
            scope["method"] = "GET"

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                _show_tightest(allowances, headers)
            elif is_head:
                message = {"type": "http.response.body"}
            await send(message)

        try:
            with noting_allowances() as allowances:
                await self._app(scope, receive, framed)
        finally:
            state["route"] = route_template(scope)
            if is_head:
                scope["method"] = "HEAD"


def _show_tightest(allowances: Sequence[Allowance], headers: MutableHeaders) -> None:
    if allowances:
        allowance = min(allowances, key=lambda each: each.remaining)
        headers["RateLimit-Limit"] = str(allowance.limit)
        headers["RateLimit-Remaining"] = str(allowance.remaining)
        headers["RateLimit-Reset"] = str(allowance.reset_in)


def route_template(scope: Scope) -> str:
    """The path of the route that was chosen, with its parameters' names in place."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    route = context or scope.get("route")
    return getattr(route, "path_format", None) or getattr(route, "path", None) or "unmatched"
