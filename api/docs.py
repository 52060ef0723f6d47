"""The API's document and the page that shows it: Swagger UI, every byte from this server."""

import json
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from ticketapp.core.errors import NotFound
from ticketapp.web.negotiation import has_current

router = APIRouter(include_in_schema=False)

_MEDIA_TYPES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
_CACHING = {"Cache-Control": "public, max-age=86400"}
_START = """
window.ui = SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
"""
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API</title>
<link rel="icon" href="/api/docs/favicon-32x32.png">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<main id="docs"></main>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
"""


def _assets() -> Path:
    """Where the package with Swagger UI lies; found without running its code."""
    spec = find_spec("fastapi_swagger")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package fastapi-swagger is not installed")
    return Path(spec.origin).parent / "resources"


@router.get("/api/openapi.json")
async def openapi_document(request: Request) -> Response:
    text = json.dumps(request.app.openapi(), ensure_ascii=False).encode()
    headers = {"Cache-Control": "no-cache", "ETag": f'"{sha256(text).hexdigest()[:20]}"'}
    if has_current(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type="application/json")


@router.get("/api/docs")
async def docs_page() -> Response:
    return Response(_PAGE, media_type="text/html", headers={"Cache-Control": "no-cache"})


@router.get("/api/docs/start.js")
async def docs_start() -> Response:
    return Response(_START, media_type="text/javascript", headers=_CACHING)


@router.get("/api/docs/{name}")
async def docs_asset(name: str) -> Response:
    if name not in _MEDIA_TYPES:
        raise NotFound
    return FileResponse(_assets() / name, media_type=_MEDIA_TYPES[name], headers=_CACHING)
