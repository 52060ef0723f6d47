"""Discover: what is on."""

import reflex as rx

from ticketapp.ui.text import t


def page() -> rx.Component:
    return rx.el.section(
        rx.el.h1(t("What’s on")),
        rx.el.p(t("Nothing is planned yet. The next event will be the first thing you see here.")),
    )
