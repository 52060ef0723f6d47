"""The JSON API, put together."""

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware

from api import problems
from api.docs import router as docs
from api.frame import Frame
from api.routes import health, meta
from ticketapp.core.settings import Settings
from ticketapp.version import VERSION
from ticketapp.web.failures import CatchUnexpected

PREFIX = "/api/v1"
_EXPOSED = ["ETag", "Location", "Retry-After", "X-Request-ID", "RateLimit-Limit"]


def make_api(settings: Settings) -> FastAPI:
    """The API for this configuration. It needs a running application around it to answer."""
    app = FastAPI(
        title=settings.site_name,
        version=VERSION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    problems.install(app)
    app.add_middleware(Frame)
    app.add_middleware(CatchUnexpected)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match"],
            expose_headers=_EXPOSED,
        )
    v1 = APIRouter(prefix=PREFIX)
    v1.include_router(meta.router)
    app.include_router(v1)
    app.include_router(health.router)
    app.include_router(docs)
    return app
