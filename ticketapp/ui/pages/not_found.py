"""What an address without a page shows."""

import reflex as rx

from ticketapp.ui.text import t


def page() -> rx.Component:
    return rx.el.section(
        rx.el.h1(t("This page does not exist")),
        rx.el.p(t("The address may be mistyped, or what stood here is gone.")),
    )
