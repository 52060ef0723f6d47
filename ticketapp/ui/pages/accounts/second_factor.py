"""Turning the second factor on and off.

Its secret and the recovery codes come over HTTP and stay in the page that shows them.
"""

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.doorway import username
from ticketapp.ui.components.fields import code_field, password_field
from ticketapp.ui.components.forms import form
from ticketapp.ui.components.local import Arrival, CopyButton, PrintButton
from ticketapp.ui.components.sections import section
from ticketapp.ui.components.sent_forms import (
    Outcome,
    forget_button,
    outcomes,
    send_button,
    sent_form,
)
from ticketapp.ui.components.surfaces import badge, message, problem
from ticketapp.ui.states.accounts.account import AccountState, SecondFactorState
from ticketapp.ui.text import t

BEGIN = Outcome("/me/second-factor")
CONFIRM = Outcome("/me/second-factor/confirm")


def second_factor() -> rx.Component:
    return section(
        "second-factor",
        t("Second factor"),
        t("A code from your phone beside the password: a stolen password alone opens nothing."),
        outcomes(
            rx.cond(
                CONFIRM.answer,
                _recovery_codes(),
                rx.cond(AccountState.second_factor, _on(), rx.cond(BEGIN.answer, _scan(), _off())),
            ),
            of=(BEGIN, CONFIRM),
        ),
    )


def _off() -> rx.Component:
    return sent_form(
        BEGIN,
        problem(BEGIN.problem),
        badge(t("Off")),
        send_button(BEGIN, t("Turn it on"), kind="secondary"),
    )


def _scan() -> rx.Component:
    secret = BEGIN.answer["secret"].to(str)
    return Arrival.create(
        rx.el.ol(
            rx.el.li(
                rx.el.p(t("Scan this with an authenticator app, or type the key into it.")),
                rx.el.img(
                    src=BEGIN.answer["picture"].to(str),
                    alt=t("QR code for the authenticator app"),
                    width="200",
                    height="200",
                    class_name="qr",
                ),
                rx.el.p(rx.el.code(secret, class_name="key"), class_name="key-line"),
                CopyButton.create(
                    t("Copy the key"), text=secret, copied=t("Copied"), class_name="text-button"
                ),
            ),
            rx.el.li(
                rx.el.p(t("Type the code it shows now.")),
                sent_form(
                    CONFIRM,
                    problem(CONFIRM.problem),
                    code_field(
                        "code",
                        t("One-time code"),
                        error=CONFIRM.error("code"),
                        auto_complete="one-time-code",
                        input_mode="numeric",
                        required=True,
                    ),
                    rx.el.div(
                        send_button(CONFIRM, t("Turn it on")),
                        forget_button(t("Leave it off"), of=(BEGIN, CONFIRM)),
                        class_name="row",
                    ),
                    beside={"invalid_otp": "code"},
                ),
            ),
            class_name="steps",
        ),
    )


def _recovery_codes() -> rx.Component:
    codes = CONFIRM.answer["codes"].to(list[str])
    return Arrival.create(
        message(t("The second factor is on."), "go"),
        rx.el.h3(t("Keep these recovery codes")),
        rx.el.p(
            t(
                "Each opens your account once if your phone is gone. They are shown only now: "
                "print them, or copy them to a safe place."
            )
        ),
        rx.el.ul(
            rx.foreach(codes, lambda code: rx.el.li(rx.el.code(code))),
            class_name="recovery-codes",
        ),
        rx.el.div(
            CopyButton.create(
                t("Copy"), text=codes.join("\n"), copied=t("Copied"), class_name="button"
            ),
            PrintButton.create(t("Print"), class_name="button"),
            forget_button(t("I have kept them"), of=(BEGIN, CONFIRM)),
            class_name="row",
        ),
        class_name="stack",
        on_mount=AccountState.load,
    )


def _on() -> rx.Component:
    return form(
        SecondFactorState,
        badge(t("On"), "go"),
        username(),
        password_field(
            "factor_password",
            t("Your password, to turn it off"),
            error=SecondFactorState.errors["factor_password"],
            auto_complete="current-password",
            required=True,
        ),
        button(t("Turn it off"), submits=True),
        on_submit=SecondFactorState.remove,
    )
