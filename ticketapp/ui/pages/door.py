"""The door: which event, and the scanner for it."""

import reflex as rx

from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.door import WORDS, Door
from ticketapp.ui.components.surfaces import message, skeleton
from ticketapp.ui.states.door.programme import DoorState
from ticketapp.ui.text import t


def page() -> rx.Component:
    return Door.create(
        rx.match(
            DoorState.access,
            ("visitor", _sign_in()),
            ("forbidden", _no_door()),
            ("failed", _not_loaded()),
            skeleton(3),
        ),
        words=WORDS,
        access=DoorState.access,
        events=DoorState.events,
    )


def _sign_in() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Sign in to scan tickets, or open the link of a pass on this device.")),
        button_link(t("Sign in"), "/login?next=/door", kind="primary"),
        class_name="door-none",
    )


def _no_door() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Your account does not work at any door. An admin can give you the role.")),
        button_link(t("See what’s on"), "/", kind="primary", icon_name="arrow"),
        class_name="door-none",
    )


def _not_loaded() -> rx.Component:
    return rx.el.div(
        message(DoorState.problem, "stop"),
        button(t("Try again"), kind="primary", on_click=DoorState.load),
        class_name="stack",
    )
