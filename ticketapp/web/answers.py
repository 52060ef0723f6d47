"""How a refusal looks over HTTP: a problem document for programs, a sentence for people."""

import html
from http import HTTPStatus
from string import Template
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from ticketapp.core import metrics
from ticketapp.core.actor import Origin
from ticketapp.core.errors import Refusal
from ticketapp.core.i18n import N_, translate

PROBLEM_TYPE = "application/problem+json"
_HANDSHAKE_ANSWERS = "websocket.http.response"
_PROGRAM_PATHS = ("/api/", "/livez", "/readyz", "/metrics")


def is_for_programs(path: str) -> bool:
    """Whether the path belongs to the API rather than to the pages."""
    return path == "/api" or path.startswith(_PROGRAM_PATHS)


def origin_of(scope: Scope) -> Origin:
    """Where the request came from, as the edge found out."""
    return scope.get("state", {}).get("origin") or Origin()


def problem(refusal: Refusal, origin: Origin, **more: Any) -> Response:
    """The refusal as RFC 9457 has it, in the caller's language; `more` stands beside the rest."""
    metrics.refusals.labels(refusal.code).inc()
    document: dict[str, Any] = {
        "type": f"urn:ticketapp:problem:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.message(origin.locale),
        "code": refusal.code,
        "request_id": origin.request_id,
        "errors": [
            {
                "field": each.field,
                "code": each.code,
                "message": translate(each.message, origin.locale),
            }
            for each in refusal.fields
        ],
        **more,
    }
    headers = {
        "Cache-Control": "no-store",
        "Content-Language": origin.locale,
        "Vary": "Accept-Language, Cookie",
    }
    return JSONResponse(
        document, refusal.status, headers=headers | refusal.headers, media_type=PROBLEM_TYPE
    )


def page(refusal: Refusal, origin: Origin) -> Response:
    """The refusal as a plain page that needs nothing else of the app to work."""
    metrics.refusals.labels(refusal.code).inc()
    text = _PAGE.substitute(
        lang=origin.locale,
        title=html.escape(translate(_TITLE, origin.locale)),
        sentence=html.escape(refusal.message(origin.locale)),
        home=html.escape(translate(_HOME, origin.locale)),
        request_label=html.escape(translate(_REQUEST, origin.locale)),
        request_id=html.escape(origin.request_id),
    )
    headers = {"Cache-Control": "no-store", "Content-Language": origin.locale}
    return HTMLResponse(text, refusal.status, headers=headers | refusal.headers)


async def refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the refusal, in the form that suits the path; a handshake is rejected."""
    if scope["type"] == "websocket" and _HANDSHAKE_ANSWERS not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.code})
        return
    form = problem if is_for_programs(scope["path"]) else page
    await form(refusal, origin_of(scope))(scope, receive, send)


_TITLE = N_("This did not work")
_HOME = N_("Back to the start page")
_REQUEST = N_("Request")
_PAGE = Template("""<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>$title</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: light-dark(#f7f4ec, #16150f); color: light-dark(#1c1a14, #f1eee4);
  font: 1.0625rem/1.6 ui-sans-serif, system-ui, sans-serif; }
main { box-sizing: border-box; max-width: 34rem; padding: 2rem 1.5rem;
  border-top: 2px dashed currentColor; border-bottom: 2px dashed currentColor; }
h1 { margin: 0 0 .5rem; font-size: 1.75rem; line-height: 1.2; text-wrap: balance; }
p { margin: 0 0 1rem; }
a { color: inherit; text-underline-offset: .2em; }
small { opacity: .75; overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p>$sentence</p>
<p><a href="/">$home</a></p>
<small>$request_label: <code>$request_id</code></small>
</main>
</body>
</html>
""")
