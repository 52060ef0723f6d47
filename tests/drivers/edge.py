"""The whole HTTP stack, edge and API, on a test's own context; spoken to without a socket."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import LARGER_BODIES, make_api
from ticketapp.core.context import Context, set_context
from ticketapp.web.edge import Edge

NOWHERE = Path("nowhere")


class Pages:
    """Stands where Reflex stands; remembers what reached it."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"from the pages"})


def edge_of(
    ctx: Context,
    *routers: APIRouter,
    pages: ASGIApp | None = None,
    built_front_end: Path = NOWHERE,
    **options: Any,
) -> Edge:
    api = make_api(ctx.settings)
    for router in routers:
        api.include_router(router)
    options.setdefault("larger_bodies", LARGER_BODIES)
    return Edge(
        pages=pages or Pages(),
        api=api,
        settings=ctx.settings,
        built_front_end=built_front_end,
        **options,
    )


@asynccontextmanager
async def open_client(
    app: ASGIApp, ctx: Context, address: str = "192.0.2.1"
) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of `app`, seen as coming from `address`, while `ctx` is the running one."""
    set_context(ctx)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50000))
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://tickets.test") as client:
            yield client
    finally:
        set_context(None)


def with_settings(ctx: Context, **settings: Any) -> Context:
    """The same application, configured otherwise."""
    return replace(ctx, settings=ctx.settings.model_copy(update=settings))


def problem_of(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The answer's problem document, after checking that it is this one and complete."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["code"] == code
    assert document["status"] == status
    assert document["request_id"] == response.headers["x-request-id"]
    assert set(document) == {
        "type", "title", "status", "detail", "code", "request_id", "errors",
    }  # fmt: skip
    return document


def fields_of(document: dict[str, Any]) -> Sequence[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in document["errors"]]
