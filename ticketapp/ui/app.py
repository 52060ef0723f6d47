"""The Reflex app without its pages: stylesheet, fonts, and what surrounds every page."""

from typing import Any

import reflex as rx
from reflex.state import FrontendEventExceptionState
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar
from reflex_components_core.base.error_boundary import ErrorBoundary

from ticketapp.core import metrics
from ticketapp.core.logs import get_logger
from ticketapp.ui.components.error_screen import error_screen
from ticketapp.ui.components.local import (
    ConnectionNotice,
    Floating,
    Notices,
    PageSignals,
    SessionNotice,
)
from ticketapp.ui.site import name_tag
from ticketapp.ui.states.base import PageState
from ticketapp.ui.text import t

log = get_logger(__name__)

STYLES = (
    "tokens",
    "base",
    "shell",
    "ticket",
    "controls",
    "surfaces",
    "events",
    "bookings",
    "booking-panel",
    "accounts",
    "admin",
    "event-form",
    "event-door",
    "door",
)
PRELOADED_FONTS = ("archivo-latin",)
_LONGEST_REPORT = 2000

# Reflex reloads the page on some errors with a script that our content policy forbids.
FrontendEventExceptionState.auto_reload_on_errors = []


def page_frame(api_transformer: Any) -> rx.App:
    return rx.App(
        stylesheets=[f"/styles/{style}.css" for style in STYLES],
        reset_style=False,
        toaster=None,
        html_lang="en",
        head_components=[*_head()],
        app_wraps={
            (60, "Surroundings"): lambda _stateful: _surroundings(),
            (55, "ErrorBoundary"): lambda _stateful: _error_boundary(),
        },
        backend_exception_handler=_broke_here,
        frontend_exception_handler=_broke_in_the_browser,
        api_transformer=api_transformer,
    )


def _head() -> list[rx.Component]:
    return [
        name_tag(),
        _theme_colour("#f7f2e8", "light"),
        _theme_colour("#0d0e12", "dark"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/apple-touch-icon.png"),
        rx.el.link(rel="manifest", href="/site.webmanifest"),
        *(
            rx.el.link(
                rel="preload",
                href=_built_file(f"fonts/{font}.woff2"),
                custom_attrs={"as": "font"},
                type="font/woff2",
                cross_origin="anonymous",
            )
            for font in PRELOADED_FONTS
        ),
    ]


def _theme_colour(colour: str, scheme: str) -> rx.Component:
    """What the browser paints around the page; `--paper` of `styles/tokens.css`."""
    media = {"media": f"(prefers-color-scheme: {scheme})"}
    return rx.el.meta(name="theme-color", content=colour, custom_attrs=media)


def _built_file(path: str) -> rx.Var[str]:
    """The address the build gives to a file of `assets`, with its content's hash in the name."""
    name = path.replace("/", "_").replace("-", "_").replace(".", "_")
    imported = ImportVar(tag=name, is_default=True)
    return rx.Var(name, _var_data=VarData(imports={f"$/public/{path}?url": [imported]})).to(str)


def _surroundings() -> rx.Component:
    return rx.fragment(
        PageSignals.create(live=rx.State.is_hydrated),
        Floating.create(
            ConnectionNotice.create(
                lost=t("No connection to the server. Trying again …"),
                offline=t("You are offline. What you see may be out of date."),
                restored=t("Connected again."),
            ),
            SessionNotice.create(
                begun=t("You signed in in another tab. Load this one again to go on here."),
                ended=t("You signed out in another tab. What you see here may be out of date."),
                reload=t("Load it again"),
            ),
            Notices.create(notice=PageState.notice, dismiss=t("Close this message")),
        ),
    )


def _error_boundary() -> rx.Component:
    return ErrorBoundary.create(fallback_render=rx.Var.create(error_screen()))


def _broke_here(exception: Exception) -> None:
    """What no `action` caught: a bug in Reflex's own handlers, or in what surrounds ours."""
    metrics.unexpected_errors.inc()
    log.error("unexpected error", exc_info=exception)


def _broke_in_the_browser(exception: Exception) -> None:
    log.warning("a page broke in a browser", report=str(exception)[:_LONGEST_REPORT])
