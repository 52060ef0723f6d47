"""What stands around every page: the way past it, the header, one main, the footer."""

import reflex as rx

from ticketapp.core.i18n import LOCALES
from ticketapp.ui.components.icons import icon
from ticketapp.ui.components.local import LanguageChoice, PlainLink, ThemeChoice
from ticketapp.ui.components.navigation import navigation
from ticketapp.ui.site import site_name
from ticketapp.ui.states.base import PageState
from ticketapp.ui.text import t

OWN_NAMES = {"en": "English", "de": "Deutsch"}


def shell(content: rx.Component) -> rx.Component:
    return rx.el.div(
        PlainLink.create(t("Skip to the content"), href="#main", class_name="skip-link"),
        _header(),
        rx.el.main(rx.el.div(content, class_name="page-width"), id="main", tab_index=-1),
        _footer(),
        class_name="shell",
    )


def _header() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            rx.el.a(icon("ticket"), rx.el.span(site_name()), href="/", class_name="site-name"),
            navigation(),
            class_name="page-width",
        ),
        class_name="site-header",
    )


def _footer() -> rx.Component:
    return rx.el.footer(
        rx.el.div(
            LanguageChoice.create(
                label=t("Language"),
                languages=[(locale, OWN_NAMES[locale]) for locale in LOCALES],
                on_choose=PageState.speak,
            ),
            ThemeChoice.create(
                label=t("Colours"),
                themes=[
                    ("system", t("As the device")),
                    ("light", t("Light")),
                    ("dark", t("Dark")),
                ],
            ),
            class_name="page-width",
        ),
        class_name="site-footer",
    )
