"""What every admin screen stands in: the ways between them, and what those see who may not."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.local import Tabs
from ticketapp.ui.components.surfaces import message, skeleton
from ticketapp.ui.components.ticket import ticket
from ticketapp.ui.text import t

_SECTIONS: tuple[tuple[rx.Var[str], str], ...] = (
    (t("Overview"), "/admin"),
    (t("Events"), "/admin/events"),
    (t("People"), "/admin/people"),
    (t("Mail"), "/admin/mail"),
    (t("Audit"), "/admin/audit"),
)


def admin_screen(
    state: Any, title: rx.Var[str], *content: rx.Component, action: rx.Component | None = None
) -> rx.Component:
    """A screen whose `state` is an `AdminScreen`: all of it, or why not."""
    return rx.cond(
        state.access == "forbidden",
        _for_admins_only(),
        rx.el.div(
            _sections(),
            rx.el.header(rx.el.h1(title), action, class_name="admin-head"),
            rx.match(
                state.access,
                ("open", rx.fragment(*content)),
                ("failed", not_loaded(state)),
                skeleton(8),
            ),
            class_name="admin",
        ),
    )


def facts(*pairs: tuple[rx.Var[str], Any]) -> rx.Component:
    """What is known about a thing, by name."""
    return rx.el.dl(
        *(rx.el.div(rx.el.dt(name), rx.el.dd(value)) for name, value in pairs), class_name="facts"
    )


def nothing_there(sentence: rx.Var[str]) -> rx.Component:
    """What a side panel shows when the address asks for something that is gone."""
    return rx.el.div(message(sentence, "wait"), class_name="panel-body")


def how_many(state: Any, counted: rx.Var[str]) -> rx.Var[str]:
    """How long the list is; counting stops where it would cost too much."""
    return rx.cond(state.counted_all, counted, t("More than {count}", count=state.total))


def _sections() -> rx.Component:
    return rx.el.nav(
        Tabs.create(
            *(_section(text, href) for text, href in _SECTIONS), class_name="section-links"
        ),
        class_name="sections",
        aria_label=t("Admin"),
    )


def _section(text: rx.Var[str], href: str) -> rx.Component:
    path = rx.State.router.url.path
    is_below = (href != "/admin") & path.startswith(f"{href}/")
    current = rx.cond(path == href, "page", rx.cond(is_below, "true", "false"))
    return rx.el.li(rx.el.a(text, href=href, aria_current=current))


def _for_admins_only() -> rx.Component:
    return ticket(
        rx.el.h1(t("For admins only")),
        rx.el.p(t("Your account does not open this door. An admin can give you the role.")),
        button_link(t("See what’s on"), "/", kind="primary", icon_name="arrow"),
        stub=rx.el.span("403", class_name="stub-figure", aria_hidden="true"),
    )


def not_loaded(state: Any) -> rx.Component:
    """Why the content of a screen could not be loaded, and a way to try again."""
    return rx.el.div(
        message(state.problem, "stop"),
        button(t("Try again"), kind="primary", on_click=state.load),
        class_name="stack",
    )
