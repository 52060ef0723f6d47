"""Signing in: address and password, and then the code for whoever has a second factor."""

import reflex as rx

from ticketapp.ui.address import next_page, parameter, way_on
from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.doorway import doorway, other_way
from ticketapp.ui.components.fields import code_field, password_field, text_field
from ticketapp.ui.components.sent_forms import (
    Outcome,
    forget_button,
    outcomes,
    send_button,
    sent_form,
)
from ticketapp.ui.components.surfaces import message, problem
from ticketapp.ui.states.viewer import ViewerState
from ticketapp.ui.text import t

SIGN_IN = Outcome("/login")
_ASKED_FOR_CODE = SIGN_IN.asked_for("otp_required")


def page() -> rx.Component:
    return outcomes(
        doorway(
            t("Sign in"),
            _what_happened_before(),
            sent_form(
                SIGN_IN,
                problem(SIGN_IN.problem),
                _password_step(),
                rx.cond(_ASKED_FOR_CODE, _code_step()),
                send_button(SIGN_IN, t("Sign in")),
                beside={"invalid_otp": "otp"},
                steps=["otp_required"],
            ),
            rx.cond(
                _ASKED_FOR_CODE,
                forget_button(t("Start again with another account"), of=(SIGN_IN,)),
                rx.el.a(t("Forgot your password?"), href="/forgot"),
            ),
            aside=other_way(t("New here?"), t("Make an account"), way_on("/register")),
        ),
        of=(SIGN_IN,),
    )


def _what_happened_before() -> rx.Component:
    return rx.fragment(
        rx.cond(
            parameter("mailed"),
            message(
                t("Your account is made, and a password is in the mail to you. Sign in with it."),
                "go",
            ),
        ),
        rx.cond(
            parameter("reset"),
            message(t("Your new password is set. Sign in with it."), "go"),
        ),
        rx.cond(
            ViewerState.signed_in,
            rx.fragment(
                message(t("You are signed in already, as {name}.", name=ViewerState.name), "go"),
                button_link(t("Go on"), rx.cond(next_page(), next_page(), "/me")),
            ),
        ),
    )


def _password_step() -> rx.Component:
    """Out of sight in the second step, but still in the form."""
    return rx.el.div(
        text_field(
            "email",
            t("E-mail address"),
            type="email",
            error=SIGN_IN.error("email"),
            auto_complete="username",
            auto_capitalize="none",
            spell_check=False,
            required=True,
        ),
        password_field(
            "password",
            t("Password"),
            error=SIGN_IN.error("password"),
            auto_complete="current-password",
            required=True,
        ),
        class_name="form",
        hidden=_ASKED_FOR_CODE,
    )


def _code_step() -> rx.Component:
    return rx.el.div(
        code_field(
            "otp",
            t("One-time code"),
            help=t("Six digits from your authenticator app."),
            error=SIGN_IN.error("otp"),
            auto_complete="one-time-code",
            input_mode="numeric",
            auto_focus=True,
        ),
        rx.el.details(
            rx.el.summary(t("No phone at hand?")),
            code_field(
                "recovery_code",
                t("Recovery code"),
                help=t("One of those you kept when you turned the second factor on."),
                error=SIGN_IN.error("recovery_code"),
                auto_complete="off",
                auto_capitalize="none",
                spell_check=False,
            ),
            class_name="disclosure",
        ),
        class_name="form",
    )
