"""How much a request may carry."""

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ticketapp.core.errors import TooLarge
from ticketapp.web.answers import refuse

KB = 1024
DEFAULT = 64 * KB
SOCKET_MESSAGE = 256 * KB  # the longest form of our own pages, and room to spare
_TOO_BIG = 1009


class BodyTooLarge(HTTPException):
    """Raised to whoever reads a body past its limit; frameworks let it through."""

    def __init__(self, limit: int) -> None:
        super().__init__(413)
        self.refusal = TooLarge(limit_kb=limit // KB)


class BodyLimit:
    """Wraps an app: bodies above 64 KB are refused, however they are sent; so is a socket's message
    above 256 KB, which closes the socket.

    `larger` names the paths (patterns of the whole path) that may take more, in bytes.
    """

    def __init__(self, app: ASGIApp, larger: Mapping[str, int]) -> None:
        self._app = app
        self._larger = [(re.compile(pattern), limit) for pattern, limit in larger.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._app(scope, _messages_of(receive, send), send)
            return
        limit = self._limit(scope["path"])
        if _declared_length(scope) > limit:
            await refuse(TooLarge(limit_kb=limit // KB), scope, receive, send)
            return
        received = 0
        started = False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise BodyTooLarge(limit)
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except BodyTooLarge as error:
            if started:
                raise
            await refuse(error.refusal, scope, receive, send)

    def _limit(self, path: str) -> int:
        fitting = (limit for pattern, limit in self._larger if pattern.fullmatch(path))
        return max(fitting, default=DEFAULT)


def _messages_of(receive: Receive, send: Send) -> Receive:
    async def limited() -> Message:
        message = await receive()
        if len(message.get("text") or message.get("bytes") or "") <= SOCKET_MESSAGE:
            return message
        await send({"type": "websocket.close", "code": _TOO_BIG})
        return {"type": "websocket.disconnect", "code": _TOO_BIG}

    return limited


def _declared_length(scope: Scope) -> int:
    stated = Headers(scope=scope).get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdigit() else 0
