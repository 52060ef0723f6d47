"""The composition root: pages, API and the life of the process, put together.

Reflex imports this module, at build time for its pages alone, and calls `app` to serve. So
settings are read when serving begins, not on import. It is the only importer of `api`.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import reflex as rx
from starlette.routing import Route
from starlette.types import ASGIApp

from api.app import LARGER_BODIES, make_api
from ticketapp.application import run_application
from ticketapp.core.logs import configure_logs
from ticketapp.core.settings import Settings, load_settings
from ticketapp.ui.routes import make_pages
from ticketapp.web import event_forms
from ticketapp.web.account_forms import account_routes
from ticketapp.web.booking_exports import booking_export_routes
from ticketapp.web.door_forms import door_form_routes
from ticketapp.web.edge import Edge
from ticketapp.web.event_files import event_routes
from ticketapp.web.event_heads import event_head
from ticketapp.web.head import heads
from ticketapp.web.mailbox import mailbox_head, mailbox_routes
from ticketapp.web.private_heads import private_head
from ticketapp.web.session_forms import session_routes
from ticketapp.web.ticket_files import own_pages_head, ticket_routes


class _Process:
    """The settings this process serves with; `ticketapp serve` knows more than the environment."""

    settings: Settings | None = None


def serve_with(settings: Settings) -> ASGIApp:
    """The whole application, ready for a server.

    The edge stands outside of Reflex, whose own CORS answers would otherwise come first: they
    refuse every preflight and allow credentials.
    """
    _Process.settings = settings
    configure_logs(settings)
    return Edge(
        pages=app(),
        api=make_api(settings),
        settings=settings,
        forms=form_routes(),
        head_for=heads(mailbox_head(settings), own_pages_head, private_head, event_head),
        larger_bodies={**LARGER_BODIES, **event_forms.LARGER_BODIES},
    )


def form_routes() -> tuple[Route, ...]:
    """What our own pages ask for over HTTP instead of through their states."""
    return (
        *session_routes(),
        *account_routes(),
        *event_routes(),
        *event_forms.event_form_routes(),
        *booking_export_routes(),
        *mailbox_routes(),
        *ticket_routes(),
        *door_form_routes(),
    )


def _settings() -> Settings:
    if _Process.settings is None:
        _Process.settings = load_settings()
    return _Process.settings


@asynccontextmanager
async def _lifespan() -> AsyncGenerator[None]:
    async with run_application(_settings()):
        yield


app: rx.App = make_pages(api_transformer=None)
app.register_lifespan_task(_lifespan)
