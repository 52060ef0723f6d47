"""Where the person is signed in, and the way to end that."""

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.sections import section
from ticketapp.ui.components.surfaces import badge
from ticketapp.ui.states.accounts.account import AccountState
from ticketapp.ui.text import t, when


def devices() -> rx.Component:
    return section(
        "devices",
        t("Where you are signed in"),
        t("End what you don’t know, and change your password then."),
        rx.el.ul(rx.foreach(AccountState.devices, _device), class_name="entries"),
        rx.cond(
            AccountState.devices.length() > 1,
            button(t("Sign out all others"), on_click=AccountState.end_other_sessions),
        ),
    )


def _device(device: rx.Var) -> rx.Component:
    name = _name_of(device)
    return rx.el.li(
        rx.el.div(
            rx.el.strong(name),
            rx.cond(
                device["here"],
                badge(t("This device"), "go"),
                rx.el.span(t("last seen {when}", when=when(device["seen"]))),
            ),
            rx.el.small(
                t("{address}, since {when}", address=device["address"], when=when(device["begun"]))
            ),
        ),
        rx.cond(
            ~device["here"].to(bool),
            button(
                t("Sign out"),
                on_click=AccountState.end_session(device["id"]),
                aria_label=t("Sign out: {device}", device=name),
            ),
        ),
        key=device["id"],
    )


def _name_of(device: rx.Var) -> rx.Var[str]:
    browser, system = device["browser"].to(str), device["system"].to(str)
    known = t("{browser} on {system}", browser=browser, system=system)
    unknown = t("A browser that does not say its name")
    return rx.cond(
        device["program"].to(bool),
        t("A program, through the API"),
        rx.cond(browser & system, known, unknown),
    )
