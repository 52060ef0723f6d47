"""The JSON API, put together."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

from api import openapi, problems, short_ways
from api.crowds import ORDERS, SCANS
from api.docs import router as docs
from api.frame import Frame
from api.kept_answers import KeptAnswers
from api.routes import (
    audit,
    auth,
    bookings,
    door,
    door_passes,
    events,
    health,
    me,
    meta,
    outbox,
    tickets,
    transfers,
    users,
)
from ticketapp.core.settings import Settings
from ticketapp.version import VERSION
from ticketapp.web.failures import CatchUnexpected

PREFIX = "/api/v1"
LARGER_BODIES = {**events.LARGER_BODIES, **door.LARGER_BODIES}
_ROUTES = (
    auth,
    me,
    users,
    events,
    bookings,
    tickets,
    transfers,
    door,
    door_passes,
    audit,
    outbox,
    meta,
)
_TAKEN = ["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "X-Request-ID"]
_SHOWN = [
    "ETag",
    "Idempotency-Replayed",
    "Location",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "Snapshot-As-Of",
    "X-Request-ID",
]


class Api(FastAPI):
    """FastAPI with an OpenAPI document that says all of how calls can end."""

    _completed: dict[str, Any] | None = None

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        if document is not self._completed:
            openapi.complete(document)
            self._completed = document
        return document


def make_api(settings: Settings) -> FastAPI:
    """The API for this configuration. It answers inside a running application (`core.context`)."""
    app = Api(
        title=f"{settings.site_name} API",
        version=VERSION,
        description=openapi.DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    problems.install(app)
    app.add_middleware(KeptAnswers)
    app.add_middleware(Frame)
    app.add_middleware(CatchUnexpected)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=_TAKEN,
            expose_headers=_SHOWN,
        )
    v1 = APIRouter(prefix=PREFIX)
    for routes in _ROUTES:
        v1.include_router(routes.router)
    app.include_router(v1)
    app.include_router(health.router)
    app.include_router(docs)
    short_ways.put_first(app, PREFIX, [ORDERS, SCANS])
    return app


def _operation_id(route: APIRoute) -> str:
    """Generated clients get methods named as the routes here."""
    return route.name
