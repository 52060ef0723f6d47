"""Making an account."""

import reflex as rx

from ticketapp.ui.address import way_on
from ticketapp.ui.components.doorway import doorway, other_way
from ticketapp.ui.components.fields import password_field, text_field
from ticketapp.ui.components.sent_forms import Outcome, outcomes, send_button, sent_form
from ticketapp.ui.components.surfaces import problem
from ticketapp.ui.text import t

REGISTER = Outcome("/register")


def page() -> rx.Component:
    return outcomes(
        doorway(
            t("Make an account"),
            sent_form(
                REGISTER,
                problem(REGISTER.problem),
                text_field(
                    "name",
                    t("Name"),
                    help=t("As it stands on your tickets."),
                    error=REGISTER.error("name"),
                    auto_complete="name",
                    required=True,
                ),
                text_field(
                    "email",
                    t("E-mail address"),
                    type="email",
                    error=REGISTER.error("email"),
                    auto_complete="email",
                    auto_capitalize="none",
                    spell_check=False,
                    required=True,
                ),
                password_field(
                    "password",
                    t("Password (optional)"),
                    help=t("At least 8 characters. Leave it empty and we mail you one."),
                    error=REGISTER.error("password"),
                    auto_complete="new-password",
                ),
                send_button(REGISTER, t("Make the account")),
                beside={"email_taken": "email"},
            ),
            aside=other_way(t("Have an account?"), t("Sign in"), way_on("/login")),
        ),
        of=(REGISTER,),
    )
