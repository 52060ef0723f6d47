"""The HTTP edge: the outermost part of the app, and the only one that faces the network.

RequestContext       id, client address, language, figures, log line
  SecurityHeaders    on every answer
    CatchUnexpected  bugs end in an answer
      BodyLimit      64 KB unless a path is known to take more
        Edge.route   API | event socket | forms | documents
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ticketapp.core.errors import NotFound
from ticketapp.core.settings import Settings
from ticketapp.web.answers import is_for_programs, refuse
from ticketapp.web.body_limit import BodyLimit
from ticketapp.web.documents import Documents
from ticketapp.web.failures import CatchUnexpected
from ticketapp.web.front_end import FrontEnd
from ticketapp.web.head import HeadProvider
from ticketapp.web.origins import OwnOrigin, OwnPagesOnly, OwnSockets
from ticketapp.web.proxies import Proxies
from ticketapp.web.request_context import RequestContext
from ticketapp.web.security_headers import SecurityHeaders

PROJECT = Path(__file__).parent.parent.parent
BUILT_FRONT_END = PROJECT / ".web" / "build" / "client"
EVENT_SOCKET = "/_event"
_QUIET = ("/livez", "/readyz", "/metrics")


async def _no_socket_here(scope: Scope, receive: Receive, send: Send) -> None:
    await refuse(NotFound(), scope, receive, send)


class Edge:
    """Decides who answers a request.

    Of what Reflex offers over HTTP only the event socket is let through: its upload, health
    and route-list endpoints can't be reached. `forms` are native form posts and their like;
    only our own pages may send them. `larger_bodies` maps patterns of paths to bytes.
    """

    def __init__(
        self,
        pages: ASGIApp,
        api: ASGIApp,
        settings: Settings,
        *,
        forms: Sequence[Route] = (),
        head_for: HeadProvider | None = None,
        larger_bodies: Mapping[str, int] | None = None,
        built_front_end: Path = BUILT_FRONT_END,
    ) -> None:
        own = OwnOrigin(settings.public_url)
        self._pages = pages
        self._socket = OwnSockets(pages, own)
        self._api = api
        self._forms = [(form, OwnPagesOnly(form.app, own)) for form in forms]
        self._documents = Documents(FrontEnd(built_front_end), head_for, settings.site_name)
        limited = BodyLimit(self._route, larger_bodies or {})
        secured = SecurityHeaders(CatchUnexpected(limited), settings)
        self._app = RequestContext(secured, Proxies(settings.trusted_proxies))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._pages if scope["type"] == "lifespan" else self._app
        await app(scope, receive, send)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._chosen(scope)(scope, receive, send)

    def _chosen(self, scope: Scope) -> ASGIApp:
        path: str = scope["path"]
        if path == EVENT_SOCKET or path.startswith(f"{EVENT_SOCKET}/"):
            scope["state"]["route"] = EVENT_SOCKET
            return self._socket
        if scope["type"] == "websocket":
            return _no_socket_here
        if is_for_programs(path):
            scope["state"]["logged"] = path not in _QUIET
            return self._api
        for form, app in self._forms:
            match, child_scope = form.matches(scope)
            if match is Match.FULL:
                scope.update(child_scope)
                scope["state"] |= {"route": form.path, "logged": True}
                return app
        return self._documents
