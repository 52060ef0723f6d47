"""What stands around every page."""

import reflex as rx

from ticketapp.ui.text import t


def shell(content: rx.Component) -> rx.Component:
    return rx.fragment(
        rx.el.a(t("Skip to the content"), href="#main", class_name="skip-link"),
        rx.el.main(content, id="main", tab_index=-1),
    )
