"""Giving a mailed password up for one's own."""

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.doorway import doorway, username
from ticketapp.ui.components.fields import password_field
from ticketapp.ui.components.forms import form
from ticketapp.ui.states.accounts.passwords import ChosenPasswordState
from ticketapp.ui.text import t


def page() -> rx.Component:
    return doorway(
        t("Choose a password of your own"),
        rx.el.p(t("The one we mailed you was only for the first time.")),
        form(
            ChosenPasswordState,
            username(),
            password_field(
                "current_password",
                t("Password from the mail"),
                error=ChosenPasswordState.errors["current_password"],
                auto_complete="current-password",
                required=True,
            ),
            password_field(
                "new_password",
                t("New password"),
                help=t("At least 8 characters."),
                error=ChosenPasswordState.errors["new_password"],
                auto_complete="new-password",
                required=True,
            ),
            button(t("Set the password"), kind="primary", submits=True),
            on_submit=ChosenPasswordState.choose,
        ),
    )
