"""Figures at the head of a screen, that tick over when they change."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.events import Ticking
from ticketapp.ui.text import number


def figures(*children: rx.Component) -> rx.Component:
    return rx.el.dl(*children, class_name="event-figures")


def figure(name: rx.Var[str], value: Any, more: rx.Var[str] | None = None) -> rx.Component:
    return rx.el.div(
        rx.el.dt(name),
        rx.el.dd(
            rx.el.span(Ticking.create(text=number(value)), class_name="event-figure"),
            None if more is None else rx.el.span(more, class_name="soft"),
        ),
    )
