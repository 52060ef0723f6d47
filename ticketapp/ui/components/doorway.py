"""The screens on the way in: a ticket with the form on it, and on its stub the other way."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.ticket import ticket


def doorway(
    title: rx.Var[str], *body: rx.Component, aside: rx.Component | None = None
) -> rx.Component:
    """`aside` stands on the stub."""
    return rx.el.div(
        ticket(
            rx.el.h1(title),
            *body,
            stub=aside or rx.fragment(),
        ),
        class_name="doorway",
    )


def other_way(question: rx.Var[str], answer: rx.Var[str], href: Any) -> rx.Component:
    """For whoever is at the wrong door."""
    return rx.fragment(rx.el.p(question), button_link(answer, href, kind="secondary"))
