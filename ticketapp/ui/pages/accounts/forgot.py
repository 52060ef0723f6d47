"""A way back in for whoever forgot their password."""

import reflex as rx

from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.doorway import doorway, other_way
from ticketapp.ui.components.fields import text_field
from ticketapp.ui.components.forms import form
from ticketapp.ui.components.local import Arrival
from ticketapp.ui.components.surfaces import message
from ticketapp.ui.states.accounts.passwords import ForgotState
from ticketapp.ui.text import t


def page() -> rx.Component:
    return doorway(
        t("Forgot your password?"),
        rx.cond(ForgotState.asked, _answer(), _question()),
        aside=other_way(t("It came back to you?"), t("Sign in"), "/login"),
    )


def _question() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("We mail you a link. With it you choose a new one.")),
        form(
            ForgotState,
            text_field(
                "email",
                t("E-mail address"),
                type="email",
                error=ForgotState.errors["email"],
                auto_complete="username",
                auto_capitalize="none",
                spell_check=False,
                required=True,
            ),
            button(t("Mail me a link"), kind="primary", submits=True),
            on_submit=ForgotState.ask,
        ),
    )


def _answer() -> rx.Component:
    """The same whether there is such an account or not."""
    return Arrival.create(
        message(t("If there is an account with this address, a link is in the mail to it."), "go"),
        rx.el.p(t("The link works once, for 30 minutes. Nothing there? Look among the spam.")),
        button_link(t("Back to signing in"), "/login"),
        class_name="stack",
    )
