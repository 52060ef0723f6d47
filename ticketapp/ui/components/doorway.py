"""The screens on the way in: a ticket with the form on it, and on its stub the other way."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.icons import icon
from ticketapp.ui.components.ticket import ticket
from ticketapp.ui.states.viewer import ViewerState


def doorway(
    title: rx.Var[str], *body: rx.Component, aside: rx.Component | None = None
) -> rx.Component:
    """`aside` stands on the stub."""
    stub = aside or rx.el.div(icon("ticket"), class_name="stub-mark")
    return rx.el.div(ticket(rx.el.h1(title), *body, stub=stub), class_name="doorway")


def other_way(question: rx.Var[str], answer: rx.Var[str], href: Any) -> rx.Component:
    """For whoever is at the wrong door."""
    return rx.fragment(rx.el.p(question), button_link(answer, href, kind="secondary"))


def username() -> rx.Component:
    """Tells password managers whose password this is; nobody sees or fills it in."""
    return rx.el.input(
        type="text",
        name="username",
        value=ViewerState.email,
        read_only=True,
        hidden=True,
        auto_complete="username",
    )
