"""What browsers are told never to do with our answers."""

import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ticketapp.core.settings import Settings

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
_A_YEAR = 365 * 24 * 60 * 60


def content_policy(scope: Scope, inline_scripts: Iterable[str] = ()) -> str:
    """The Content-Security-Policy; `inline_scripts` are the hashes of those that may run."""
    scripts = "".join(f" '{digest}'" for digest in inline_scripts)
    host = Headers(scope=scope).get("host", "")
    socket = ""
    if _HOST.fullmatch(host):  # older browsers don't count the socket as 'self'
        socket = f" {'wss' if scope['scheme'] in {'https', 'wss'} else 'ws'}://{host}"
    return (
        "default-src 'self'; "
        f"script-src 'self' 'wasm-unsafe-eval'{scripts}; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; "
        f"connect-src 'self'{socket}; "
        "worker-src 'self' blob:; "
        "manifest-src 'self'; "
        "object-src 'none'; "
        "base-uri 'none'; "
        "form-action 'self'; "
        "frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Wraps an app: every answer carries them. A policy that an answer brings itself stays."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._fixed = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": (
                "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), "
                "browsing-topics=()"
            ),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if settings.public_url.startswith("https://"):
            self._fixed["Strict-Transport-Security"] = f"max-age={_A_YEAR}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                headers = MutableHeaders(scope=message)
                for name, value in self._fixed.items():
                    headers.setdefault(name, value)
                if "content-security-policy" not in headers:
                    headers["Content-Security-Policy"] = content_policy(scope)
            await send(message)

        await self._app(scope, receive, secured)
