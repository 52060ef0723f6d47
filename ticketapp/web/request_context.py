"""What every request gets at the door: an id, the client's address, a language, a record."""

import re
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ticketapp.core import metrics
from ticketapp.core.actor import Origin
from ticketapp.core.i18n import Locale, as_locale, preferred_locale, variety_of
from ticketapp.core.ids import RandomIds
from ticketapp.core.logs import get_logger
from ticketapp.web.proxies import Proxies

log = get_logger("ticketapp.access")

LANGUAGE_COOKIE = "lang"
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_LONGEST_USER_AGENT = 300


class RequestContext:
    """Wraps an app: fills ``scope["state"]["origin"]``, answers the id, counts and logs.

    Whoever routes the request names its route in ``scope["state"]["route"]`` (a template, so
    that figures stay few) and asks for a log line with ``scope["state"]["logged"]``.
    """

    def __init__(self, app: ASGIApp, proxies: Proxies) -> None:
        self._app = app
        self._proxies = proxies
        self._ids = RandomIds()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope = self._identified(scope)
        origin: Origin = scope["state"]["origin"]
        began = time.perf_counter()
        status = 500

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = origin.request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=origin.request_id):
            try:
                await self._app(scope, receive, answered)
            finally:
                if scope["type"] == "http":
                    _record(scope, status, time.perf_counter() - began)

    def _identified(self, scope: Scope) -> Scope:
        headers = Headers(scope=scope)
        address, scheme = self._proxies.client(scope, headers)
        stated, locale = headers.get("x-request-id", ""), _locale(headers)
        origin = Origin(
            address=address,
            request_id=stated if _SANE_ID.fullmatch(stated) else self._ids.new(),
            user_agent=headers.get("user-agent", "")[:_LONGEST_USER_AGENT],
            locale=locale,
            variety=variety_of(locale, headers.get("accept-language")),
        )
        is_socket = scope["type"] == "websocket"
        return {
            **scope,
            "scheme": scheme.replace("http", "ws") if is_socket else scheme,
            "client": (address, 0),
            "state": {**scope.get("state", {}), "origin": origin},
        }


def _locale(headers: Headers) -> Locale:
    chosen = as_locale(cookie_parser(headers.get("cookie", "")).get(LANGUAGE_COOKIE))
    return chosen or preferred_locale(headers.get("accept-language"))


def _record(scope: Scope, status: int, seconds: float) -> None:
    state = scope["state"]
    method = scope["method"] if scope["method"] in _METHODS else "other"
    route = state.get("route", "unmatched")
    metrics.requests_seconds.labels(method, route, str(status)).observe(seconds)
    if state.get("logged"):
        log.info(
            "request",
            method=method,
            route=route,
            path=scope["path"],
            status=status,
            milliseconds=round(seconds * 1000, 1),
            address=state["origin"].address,
        )
