"""What an address without a page shows."""

import reflex as rx

from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.ticket import ticket
from ticketapp.ui.text import t


def page() -> rx.Component:
    return ticket(
        rx.el.h1(t("No such page")),
        rx.el.p(t("The address may be mistyped, or what stood here is gone.")),
        button_link(t("See what’s on"), "/", kind="primary", icon_name="arrow"),
        stub=rx.el.span("404", class_name="stub-figure", aria_hidden="true"),
    )
