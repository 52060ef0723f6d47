"""Discover: what is on."""

import reflex as rx

from ticketapp.ui.components.ticket import date_block, ticket
from ticketapp.ui.text import t


def page() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h1(t("What’s on")), class_name="page-head"),
        ticket(
            rx.el.h2(t("Nothing planned yet")),
            rx.el.p(t("The next event will stand right here as soon as its booking opens.")),
            stub=date_block(),
        ),
        _how_it_goes(),
    )


def _how_it_goes() -> rx.Component:
    return rx.el.ol(
        _step(t("Pick"), t("Find an event, say how many of you are coming, done.")),
        _step(t("Wait, if need be"), t("Sold out? See your place in line move as seats free up.")),
        _step(t("Walk in"), t("Your phone shows the code. The door reads it in a blink.")),
        class_name="strip",
    )


def _step(title: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    return rx.el.li(rx.el.h3(title), rx.el.p(text))
