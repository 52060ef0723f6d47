"""The end of an account: what will happen, said once, and asked once."""

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.doorway import username
from ticketapp.ui.components.fields import password_field
from ticketapp.ui.components.local import ModalDialog
from ticketapp.ui.components.sections import section
from ticketapp.ui.components.sent_forms import Outcome, outcomes, send_button, sent_form
from ticketapp.ui.components.surfaces import problem
from ticketapp.ui.states.accounts.account import AccountState, ErasureState
from ticketapp.ui.text import t

ERASE = Outcome("/me/erase")


def erasure() -> rx.Component:
    return section(
        "erase",
        t("Erase the account"),
        t("For good: nobody can bring it back."),
        button(t("Erase my account …"), on_click=ErasureState.ask),
        outcomes(_question(), of=(ERASE,)),
    )


def _question() -> rx.Component:
    return ModalDialog.create(
        rx.el.h2(t("Erase the account?"), id="erase-question"),
        rx.el.ul(
            rx.el.li(
                t(
                    "Your name, your address {email} and your password are erased.",
                    email=AccountState.email,
                )
            ),
            rx.el.li(
                t(
                    "Your tickets for events to come are cancelled, and your places in line "
                    "are given up."
                )
            ),
            rx.el.li(t("Every device is signed out, this one too.")),
            rx.el.li(t("Mails that still wait for you are not sent.")),
            rx.el.li(t("The log keeps that there was an account, but not whose.")),
            class_name="consequences",
        ),
        rx.cond(
            ErasureState.asking,
            sent_form(
                ERASE,
                problem(ERASE.problem),
                username(),
                password_field(
                    "password",
                    t("Your password, to be sure it is you"),
                    error=ERASE.error("password"),
                    auto_complete="current-password",
                    required=True,
                ),
                rx.el.div(
                    rx.el.button(
                        t("Keep it as it is"),
                        type="button",
                        on_click=ErasureState.keep,
                        class_name="button",
                    ),
                    send_button(ERASE, t("Erase my account"), kind="danger"),
                    class_name="dialog-actions",
                ),
                beside={"wrong_password": "password"},
            ),
        ),
        open=ErasureState.asking,
        labelled_by="erase-question",
        on_dismiss=ErasureState.keep,
    )
