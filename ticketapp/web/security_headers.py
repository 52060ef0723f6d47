"""What browsers are told never to do with our answers."""

import re
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ticketapp.core.settings import Settings

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
_A_YEAR = 365 * 24 * 60 * 60
_POLICY = b"content-security-policy"
_FIXED = {
    "x-content-type-options": "nosniff",
    # Never the path, to ourselves neither: those of mailed links open what they lead to.
    "referrer-policy": "strict-origin",
    "permissions-policy": (
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def content_policy(scope: Scope, inline_scripts: tuple[str, ...] = ()) -> str:
    """The Content-Security-Policy; `inline_scripts` are the hashes of those that may run."""
    host = Headers(scope=scope).get("host", "")
    return _policy(host, scope["scheme"] in {"https", "wss"}, inline_scripts)


def decoder_policy() -> str:
    """The policy of the worker that reads codes: WebAssembly runs there, and in no page."""
    return "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'"


@lru_cache(256)
def _policy(host: str, is_secure: bool, inline_scripts: tuple[str, ...]) -> str:  # noqa: FBT001
    scripts = "".join(f" '{digest}'" for digest in inline_scripts)
    socket = ""
    if _HOST.fullmatch(host):  # older browsers don't count the socket as 'self'
        socket = f" {'wss' if is_secure else 'ws'}://{host}"
    return (
        "default-src 'self'; "
        f"script-src 'self'{scripts}; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; "
        f"connect-src 'self'{socket}; "
        "worker-src 'self'; "
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
        fixed = dict(_FIXED)
        if settings.public_url.startswith("https://"):
            fixed["strict-transport-security"] = f"max-age={_A_YEAR}"
        self._fixed = [(name.encode(), value.encode()) for name, value in fixed.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                headers: list[tuple[bytes, bytes]] = list(message.get("headers", ()))
                present = {name.lower() for name, _ in headers}
                headers.extend(item for item in self._fixed if item[0] not in present)
                if _POLICY not in present:
                    headers.append((_POLICY, content_policy(scope).encode()))
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, secured)
