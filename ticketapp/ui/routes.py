"""Every page of the app, in one place."""

import reflex as rx

from ticketapp.ui.app import page_frame
from ticketapp.ui.components.shell import shell
from ticketapp.ui.pages import home, not_found
from ticketapp.ui.text import t


def make_pages(api_transformer: object) -> rx.App:
    """The pages, with `api_transformer` around what Reflex serves."""
    app = page_frame(api_transformer)
    app.add_page(
        shell(home.page()),
        route="/",
        title=t("What’s on"),
        description=t("Find an event, book your tickets, be let in with a code on your phone."),
    )
    app.add_page(shell(not_found.page()), route="404", title=t("Page not found"))
    return app
