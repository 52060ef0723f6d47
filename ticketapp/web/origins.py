"""Which web pages may talk to us with a person's cookies: our own, and no others."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ticketapp.core.errors import Forbidden
from ticketapp.web.answers import refuse

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class OwnOrigin:
    """Tells our own pages' requests from those that another site's page makes."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url.lower()

    def allows(self, scope: Scope) -> bool:
        """Whether no page sent this (a program says no Origin), or one of our own did."""
        origin = Headers(scope=scope).get("origin")
        return origin is None or self._is_ours(origin, scope)

    def proves(self, scope: Scope) -> bool:
        """Whether one of our own pages certainly sent this."""
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "same-origin"
        return self._is_ours(origin, scope)

    def _is_ours(self, origin: str, scope: Scope) -> bool:
        host = Headers(scope=scope).get("host", "")
        scheme = "https" if scope["scheme"] in {"https", "wss"} else "http"
        return origin.lower() in {f"{scheme}://{host}".lower(), self._public_url}


class OwnPagesOnly:
    """Wraps form posts: one that another site's page makes a browser send is refused."""

    def __init__(self, app: ASGIApp, own: OwnOrigin) -> None:
        self._app = app
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in _SAFE_METHODS or self._own.proves(scope):
            await self._app(scope, receive, send)
        else:
            await refuse(Forbidden(), scope, receive, send)


class OwnSockets:
    """Wraps the pages' event socket: a foreign page can't open it with a person's cookies.

    What passes loses its Origin header, because the socket server behind keeps a list of
    host names of its own and could not know every name we are reached under.
    """

    def __init__(self, app: ASGIApp, own: OwnOrigin) -> None:
        self._app = app
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._own.allows(scope):
            await refuse(Forbidden(), scope, receive, send)
            return
        headers = [item for item in scope["headers"] if item[0] != b"origin"]
        await self._app({**scope, "headers": headers}, receive, send)
