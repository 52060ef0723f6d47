"""The ways through the app, for whoever is looking: the one place that knows them."""

import reflex as rx

from ticketapp.ui.text import t


def navigation() -> rx.Component:
    return rx.el.nav(
        rx.el.ul(
            _entry(t("What’s on"), "/"),
            class_name="navigation",
        ),
        aria_label=t("Main"),
    )


def _entry(text: rx.Var[str], href: str) -> rx.Component:
    current = rx.cond(rx.State.router.url.path == href, "page", "false")
    return rx.el.li(rx.el.a(text, href=href, class_name="nav-link", aria_current=current))
