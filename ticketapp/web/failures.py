"""What escapes unplanned: logged once, counted, and answered without anything of its inside."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ticketapp.core import metrics
from ticketapp.core.errors import InternalError, Refusal
from ticketapp.core.logs import get_logger
from ticketapp.web.answers import refuse

log = get_logger(__name__)


class CatchUnexpected:
    """Wraps an app so that a bug in it ends in an answer, and a refusal in its own.

    An answer that was half sent stays without its end: the server then cuts the connection, and
    no client takes it for a whole one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Refusal as refusal:
            if started:
                log.warning("answer broken off", path=scope["path"], code=refusal.code)
            else:
                await refuse(refusal, scope, receive, send)
        except Exception:
            metrics.unexpected_errors.inc()
            log.exception("unexpected error", path=scope["path"])
            if not started:
                await refuse(InternalError(), scope, receive, send)
