"""A long page in named parts: on a desk the name stands beside what it names, on a phone above."""

import reflex as rx


def section(
    name: str, title: rx.Var[str], text: rx.Var[str], *children: rx.Component
) -> rx.Component:
    """`name` is what links to it say after the #; no field on the page may have the same one."""
    return rx.el.section(
        rx.el.div(rx.el.h2(title, id=f"{name}-title"), rx.el.p(text), class_name="section-head"),
        rx.el.div(*children, class_name="section-body"),
        id=name,
        class_name="section",
        aria_labelledby=f"{name}-title",
    )
