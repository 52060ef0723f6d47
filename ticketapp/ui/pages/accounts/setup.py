"""Making the first admin with the link that the server printed."""

import reflex as rx

from ticketapp.ui.address import last_segment
from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.doorway import doorway
from ticketapp.ui.components.fields import password_field, text_field
from ticketapp.ui.components.sent_forms import Outcome, outcomes, send_button, sent_form
from ticketapp.ui.components.surfaces import problem, skeleton
from ticketapp.ui.states.accounts.passwords import LinkState
from ticketapp.ui.text import t

SET_UP = Outcome("/setup")


def page() -> rx.Component:
    return outcomes(
        rx.cond(
            LinkState.known & ~LinkState.usable,
            doorway(
                t("This link no longer works"),
                rx.el.p(
                    t(
                        "It was used already, or is older than a day. As long as there is no "
                        "admin, the server prints a new one each time it starts."
                    )
                ),
                button_link(t("Sign in"), "/login", kind="primary"),
            ),
            doorway(
                t("Make the first admin"),
                rx.cond(LinkState.known, _form(), skeleton(3)),
            ),
        ),
        of=(SET_UP,),
    )


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("This account manages events, people and settings, and makes other admins.")),
        sent_form(
            SET_UP,
            problem(SET_UP.problem),
            rx.el.input(type="hidden", name="link", value=last_segment()),
            text_field(
                "name",
                t("Name"),
                error=SET_UP.error("name"),
                auto_complete="name",
                required=True,
            ),
            text_field(
                "email",
                t("E-mail address"),
                type="email",
                error=SET_UP.error("email"),
                auto_complete="username",
                auto_capitalize="none",
                spell_check=False,
                required=True,
            ),
            password_field(
                "password",
                t("Password"),
                help=t("At least 8 characters."),
                error=SET_UP.error("password"),
                auto_complete="new-password",
                required=True,
            ),
            send_button(SET_UP, t("Make the admin account")),
            beside={"email_taken": "email"},
        ),
    )
