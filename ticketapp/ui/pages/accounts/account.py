"""The own account, section by section."""

import reflex as rx

from ticketapp.core.i18n import LOCALES
from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.doorway import username
from ticketapp.ui.components.fields import password_field, text_field
from ticketapp.ui.components.forms import form
from ticketapp.ui.components.loading import loaded
from ticketapp.ui.components.local import LanguageChoice, PlainLink
from ticketapp.ui.components.sections import section
from ticketapp.ui.components.sent_forms import sign_out_button
from ticketapp.ui.components.shell import OWN_NAMES
from ticketapp.ui.components.surfaces import message
from ticketapp.ui.pages.accounts.devices import devices
from ticketapp.ui.pages.accounts.erasure import erasure
from ticketapp.ui.pages.accounts.second_factor import second_factor
from ticketapp.ui.states.accounts.account import AccountState, PasswordState, ProfileState
from ticketapp.ui.states.base import PageState
from ticketapp.ui.text import t, when


def page() -> rx.Component:
    return rx.fragment(
        rx.el.header(
            rx.el.h1(t("Account")),
            rx.cond(AccountState.ready, _whose()),
            class_name="page-head",
        ),
        loaded(
            AccountState,
            _sections(),
            lines=6,
            trouble=t("Your account could not be loaded"),
            again=AccountState.load,
        ),
    )


def _whose() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            AccountState.email,
            rx.el.small(t("since {day}", day=when(AccountState.since, style="date"))),
        ),
        sign_out_button(),
        class_name="whose",
    )


def _sections() -> rx.Component:
    return rx.el.div(
        rx.cond(
            AccountState.owes_second_factor,
            message(
                t("Your role needs a second factor. Turn it on below, then everything opens."),
                "wait",
            ),
        ),
        _profile(),
        _language(),
        _password(),
        second_factor(),
        devices(),
        _data(),
        erasure(),
        class_name="parts",
    )


def _profile() -> rx.Component:
    return section(
        "profile",
        t("Profile"),
        t("Your name stands on your tickets and in the mails to you."),
        form(
            ProfileState,
            text_field(
                "name",
                t("Name"),
                error=ProfileState.errors["name"],
                auto_complete="name",
                default_value=AccountState.name,
                required=True,
                key=AccountState.name,
            ),
            button(t("Save the name"), kind="secondary", submits=True),
            on_submit=ProfileState.save,
        ),
    )


def _language() -> rx.Component:
    return section(
        "your-language",
        t("Language"),
        t("Of these pages, and of the mails to you."),
        LanguageChoice.create(
            label=t("Language"),
            languages=[(locale, OWN_NAMES[locale]) for locale in LOCALES],
            on_choose=[PageState.speak, ProfileState.keep_language],
        ),
    )


def _password() -> rx.Component:
    return section(
        "change-password",
        t("Password"),
        t("Changing it signs out every other device."),
        form(
            PasswordState,
            username(),
            password_field(
                "current_password",
                t("Current password"),
                error=PasswordState.errors["current_password"],
                auto_complete="current-password",
                required=True,
            ),
            password_field(
                "new_password",
                t("New password"),
                help=t("At least 8 characters."),
                error=PasswordState.errors["new_password"],
                auto_complete="new-password",
                required=True,
            ),
            button(t("Change the password"), kind="secondary", submits=True),
            on_submit=PasswordState.change_password,
            key=PasswordState.changes,
        ),
    )


def _data() -> rx.Component:
    return section(
        "your-data",
        t("Your data"),
        t("All that is kept about you, as one file that programs can read too (JSON)."),
        PlainLink.create(t("Download your data"), href="/me/export.json", class_name="button"),
    )
