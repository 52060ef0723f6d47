"""The person's own tickets."""

import reflex as rx

from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.loading import loaded
from ticketapp.ui.components.ticket import date_block, ticket
from ticketapp.ui.states.accounts.bookings import BookingsState
from ticketapp.ui.text import t


def page() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h1(t("My tickets")), class_name="page-head"),
        loaded(
            BookingsState,
            _nothing_yet(),
            lines=3,
            trouble=t("Your tickets could not be loaded"),
            again=BookingsState.load,
        ),
    )


def _nothing_yet() -> rx.Component:
    return ticket(
        rx.el.h2(t("Nothing booked yet")),
        rx.el.p(t("Your tickets will stand right here, the next one first.")),
        button_link(t("See what’s on"), "/", kind="primary", icon_name="arrow"),
        stub=date_block(),
    )
