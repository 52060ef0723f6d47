"""What stands in place of a page that broke."""

import reflex as rx

from ticketapp.ui.components.local import PlainLink
from ticketapp.ui.components.ticket import ticket
from ticketapp.ui.text import t


def error_screen() -> rx.Component:
    return rx.el.main(
        rx.el.title(t("This page broke")),
        rx.el.div(
            ticket(
                rx.el.h1(t("This page broke")),
                rx.el.p(
                    t("It is our fault, and it has been reported. Loading it again often helps.")
                ),
                PlainLink.create(t("Load it again"), href="", class_name="button primary"),
                stub=rx.el.span("!", class_name="stub-figure", aria_hidden="true"),
            ),
            class_name="page-width",
        ),
        class_name="shell",
    )
