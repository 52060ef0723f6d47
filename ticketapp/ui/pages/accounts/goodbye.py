"""After an account was erased."""

import reflex as rx

from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.doorway import doorway
from ticketapp.ui.text import t


def page() -> rx.Component:
    return doorway(
        t("Goodbye"),
        rx.el.p(t("Your account is erased, and every device is signed out. Thank you for coming.")),
        button_link(t("See what’s on"), "/", kind="primary", icon_name="arrow"),
    )
