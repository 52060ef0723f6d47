"""Answers about events for people who are not signed in, kept while nothing has changed.

A flood of visitors looks at the same few events. What one of them was told is what the next would
be told, as long as neither this process nor, by the change stream, any other has committed
anything since. So a change made here shows in the very next answer, one made elsewhere once it
was heard of, and after a second each answer is made anew in any case: the clock changes events,
too. Without a change stream nothing is kept. Rate limits count kept answers like any other.
"""

import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from types import SimpleNamespace

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.frame import route_template
from ticketapp.core.actor import anonymous
from ticketapp.core.context import get_context
from ticketapp.core.limits import READS
from ticketapp.events.schema import EVENTS
from ticketapp.web.answers import origin_of
from ticketapp.web.negotiation import has_current

_PATHS = re.compile(r"/api/v1/events(/[^/]+(/status)?)?")
_LASTS = 1.0
_MOST = 128
_LARGEST = 128 * 1024
_LONGEST_QUERY = 500
_OK = 200
Moment = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    headers: list[tuple[bytes, bytes]]
    route: str
    moment: Moment
    until: float


class KeptAnswers:
    """Wraps the API's routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        moment = _moment() if _is_for_everybody(scope) else None
        if moment is None:
            await self._app(scope, receive, send)
            return
        asked = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
        kept = self._kept.get(asked)
        if kept and kept.moment == moment and time.monotonic() < kept.until:
            await _answer(kept, scope, receive, send)
        else:
            await self._keep(asked, moment, scope, receive, send)

    async def _keep(
        self, asked: str, moment: Moment, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let the routes answer; keep what they say if nothing changed while they looked."""
        until = time.monotonic() + _LASTS
        started: Message = {}
        body = bytearray()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
                started["headers"] = list(message["headers"])  # those above us add their own
            else:
                body.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, noted)
        if started.get("status") == _OK and len(body) <= _LARGEST and moment == _moment():
            route = route_template(scope)
            self._kept[asked] = _Kept(bytes(body), started["headers"], route, moment, until)
            self._kept.move_to_end(asked)
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)


def _is_for_everybody(scope: Scope) -> bool:
    """Whether nobody is named by the request, and it asks about events."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and _PATHS.fullmatch(scope["path"]) is not None
        and len(scope["query_string"]) <= _LONGEST_QUERY
        and all(name != b"authorization" for name, _ in scope["headers"])
    )


def _moment() -> Moment | None:
    """What has been committed so far, here and as heard from elsewhere; None if nothing is."""
    ctx = get_context()
    heard = ctx.live.heard(EVENTS.name)
    return None if heard is None else (ctx.db.commits, heard)


async def _answer(kept: _Kept, scope: Scope, receive: Receive, send: Send) -> None:
    scope["route"] = SimpleNamespace(path_format=kept.route)  # for figures and logs
    await get_context().limiter.hit(READS, anonymous(origin_of(scope)).subject)
    headers = Headers(raw=kept.headers)
    if "etag" in headers and has_current(Headers(scope=scope), headers["etag"]):
        rest = {name: headers[name] for name in ("etag", "cache-control") if name in headers}
        await Response(status_code=304, headers=rest)(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": _OK, "headers": list(kept.headers)})
    await send({"type": "http.response.body", "body": kept.body})
