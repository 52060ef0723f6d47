"""The motif: a ticket with its stub, and the calendar leaf that stands on it."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.local import DateBlock


def ticket(*body: rx.Component | None, stub: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(*body, class_name="ticket-body"),
            rx.el.div(stub, class_name="ticket-stub"),
            class_name="ticket-paper",
        ),
        class_name="ticket",
    )


def date_block(moment: Any = "", zone: Any = "", *, brief: bool = False) -> rx.Component:
    """The day of `moment` in `zone`; without a moment, today where the visitor is."""
    return DateBlock.create(moment=moment, zone=zone, brief=brief)
