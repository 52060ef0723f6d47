"""Choosing a new password with a mailed link."""

import reflex as rx

from ticketapp.ui.address import last_segment
from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.doorway import doorway
from ticketapp.ui.components.fields import password_field
from ticketapp.ui.components.forms import form
from ticketapp.ui.components.surfaces import skeleton
from ticketapp.ui.states.accounts.passwords import LinkState, ResetState
from ticketapp.ui.text import t


def page() -> rx.Component:
    return rx.cond(
        LinkState.known & ~LinkState.usable,
        doorway(
            t("This link no longer works"),
            rx.el.p(t("It was used already, or is older than 30 minutes. A new one is quick.")),
            button_link(t("Mail me a new link"), "/forgot", kind="primary"),
        ),
        doorway(
            t("Choose a new password"),
            rx.cond(LinkState.known, _form(), skeleton(2)),
        ),
    )


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("It ends every sign-in there is, on all devices.")),
        form(
            ResetState,
            rx.el.input(type="hidden", name="link", value=last_segment()),
            password_field(
                "new_password",
                t("New password"),
                help=t("At least 8 characters."),
                error=ResetState.errors["new_password"],
                auto_complete="new-password",
                required=True,
            ),
            button(t("Set the password"), kind="primary", submits=True),
            on_submit=ResetState.reset_password,
        ),
    )
