"""The ways through the app, for whoever is looking: the one place that knows them."""

import reflex as rx

from ticketapp.core.actor import Role
from ticketapp.ui.states.viewer import ViewerState
from ticketapp.ui.text import t


def navigation() -> rx.Component:
    return rx.el.nav(
        rx.el.ul(
            _entry(t("What’s on"), "/", class_name="navigation-common"),
            rx.cond(
                ViewerState.known,
                rx.cond(ViewerState.signed_in, _of_a_member(), _of_a_visitor()),
            ),
            class_name="navigation",
        ),
        aria_label=t("Main"),
    )


def _of_a_visitor() -> rx.Component:
    return rx.fragment(_entry(t("Sign in"), "/login"))


def _of_a_member() -> rx.Component:
    return rx.fragment(
        rx.cond(
            ViewerState.role == Role.admin.value,
            _entry(t("Admin"), "/admin", leads_deeper=True),
        ),
        rx.cond(
            (ViewerState.role == Role.staff.value) | (ViewerState.role == Role.admin.value),
            _entry(t("Door"), "/door"),
        ),
        _entry(t("My tickets"), "/me"),
        _entry(t("Account"), "/me/account"),
    )


def _entry(
    text: rx.Var[str], href: str, class_name: str = "", *, leads_deeper: bool = False
) -> rx.Component:
    path = rx.State.router.url.path
    here = path.startswith(f"{href}/") if leads_deeper else False
    current = rx.cond(path == href, "page", rx.cond(here, "true", "false"))
    link = rx.el.a(text, href=href, class_name="nav-link", aria_current=current)
    return rx.el.li(link, class_name=class_name)
