"""Every page of the app, in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from ticketapp.ui.app import page_frame
from ticketapp.ui.components.shell import shell
from ticketapp.ui.pages import home, not_found
from ticketapp.ui.pages.accounts import login, register
from ticketapp.ui.site import site_name
from ticketapp.ui.states.viewer import ViewerState
from ticketapp.ui.text import t


@dataclass(frozen=True)
class Page:
    """A page: where it is, what it shows, what it is called, and what loads it."""

    route: str
    content: Callable[[], rx.Component]
    title: rx.Var[str]
    description: rx.Var[str] | None = None
    on_load: tuple[Any, ...] = ()


PAGES: tuple[Page, ...] = (
    Page(
        "/",
        home.page,
        title=t("What’s on"),
        description=t("Find an event, book your tickets, and walk in with a code on your phone."),
    ),
    Page("/login", login.page, title=t("Sign in")),
    Page("/register", register.page, title=t("Make an account")),
    Page("404", not_found.page, title=t("No such page")),
)


def make_pages(api_transformer: Any) -> rx.App:
    """The pages, with `api_transformer` around what Reflex serves."""
    app = page_frame(api_transformer)
    for page in PAGES:
        app.add_page(
            lambda page=page: shell(page.content()),
            route=page.route,
            title=t("{page} · {site}", page=page.title, site=site_name()),
            description=page.description,
            image="/share.png",
            on_load=[ViewerState.look_up, *page.on_load],
        )
    return app
