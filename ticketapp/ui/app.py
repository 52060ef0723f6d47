"""The Reflex app without its pages: stylesheet, fonts, and what surrounds every page."""

from typing import Any

import reflex as rx

STYLESHEET = "/styles/ticketapp.css"


def page_frame(api_transformer: Any) -> rx.App:
    return rx.App(
        stylesheets=[STYLESHEET],
        reset_style=False,
        toaster=None,
        html_lang="en",
        app_wraps={},
        api_transformer=api_transformer,
    )
