"""Every component in every state on one page, for tests to press and to look at.

A Reflex app of its own, so that the product ships none of it.
"""

from typing import Annotated

import reflex as rx
from pydantic import BaseModel, StringConstraints

from ticketapp.core.errors import Forbidden
from ticketapp.core.i18n import N_
from ticketapp.ui.app import page_frame
from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.fields import (
    checkbox,
    code_field,
    password_field,
    select_field,
    text_area,
    text_field,
)
from ticketapp.ui.components.shell import shell
from ticketapp.ui.components.surfaces import (
    badge,
    card,
    confirmation,
    empty,
    message,
    problem,
    skeleton,
)
from ticketapp.ui.components.tables import Column, pagination, table
from ticketapp.ui.components.ticket import date_block, ticket
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import FormState, PageState
from ticketapp.ui.text import number, t, t_plural, when

MOMENT = "2027-03-05T18:30:00Z"
PEOPLE = (
    {"name": "Ada Lovelace", "email": "ada@example.org", "tickets": "2"},
    {"name": "Grace Hopper", "email": "grace.brewster.hopper@navy.example.org", "tickets": "12"},
)


class Greeting(BaseModel):
    email: Annotated[str, StringConstraints(min_length=3)]


class GalleryState(FormState, PageState):
    pressed: int = 0
    asking: bool = False
    seats: int = 1
    rows: list[dict[str, str]] = rx.field(default_factory=lambda: list(PEOPLE))

    @action
    async def press(self) -> None:
        self.pressed += 1

    @action
    async def add_seat(self) -> None:
        self.seats += 1

    @action
    async def refuse(self) -> None:
        raise Forbidden

    @action
    async def tell(self) -> None:
        self._tell(N_("Language"))

    @action
    async def warn(self) -> None:
        self._tell(N_("Settings"), stays=True)

    @action
    async def greet(self, form: Greeting) -> None:
        self._tell(N_("Hello {name},"), name=form.email)

    @action
    async def ask(self) -> None:
        self.asking = True

    @action
    async def keep(self) -> None:
        self.asking = False

    @action
    async def remove(self) -> None:
        self.rows = self.rows[1:]
        self.asking = False


def gallery() -> rx.Component:
    return rx.el.div(
        rx.el.header(rx.el.h1("Gallery"), rx.el.p("All there is."), class_name="page-head"),
        _buttons(),
        _form(),
        _words(),
        _lists(),
        _tickets(),
        class_name="stack",
    )


def _buttons() -> rx.Component:
    return card(
        rx.el.h2("Buttons"),
        rx.el.div(
            button("Book", kind="primary", on_click=GalleryState.press),
            button("Later", on_click=GalleryState.press),
            button("Quiet", kind="quiet", on_click=GalleryState.press),
            button("Remove", kind="danger", on_click=GalleryState.ask),
            button("Not for you", on_click=GalleryState.refuse),
            button("Tell me", on_click=GalleryState.tell),
            button("Warn me", on_click=GalleryState.warn),
            button_link("A link", "/", icon_name="arrow"),
            rx.el.button("Not now", class_name="button", disabled=True),
            rx.el.button("Working", class_name="button primary", aria_busy="true"),
            class_name="row",
        ),
        rx.el.output(GalleryState.pressed.to(str), id="pressed"),
        confirmation(
            "remove",
            open=GalleryState.asking,
            title="Remove Ada?",
            consequence="3 people in line will get these tickets.",
            confirm="Remove her",
            on_confirm=GalleryState.remove,
            on_dismiss=GalleryState.keep,
        ),
    )


def _form() -> rx.Component:
    return card(
        rx.el.h2("Fields"),
        rx.el.form(
            problem(GalleryState.problem),
            text_field(
                "email",
                "E-mail",
                type="email",
                help="We write once.",
                error=GalleryState.errors["email"],
                auto_complete="email",
            ),
            password_field("password", "Password", auto_complete="new-password"),
            text_field("late", "Starts", type="datetime-local", error="This is in the past."),
            code_field("code", "Ticket code", placeholder="7K3Q-9W2M"),
            text_area("about", "About", help="Markdown is fine."),
            select_field("zone", "Zone", [("b", "Europe/Berlin"), ("v", "Europe/Vienna")]),
            checkbox("wait", "Join the waiting list if it is sold out"),
            button("Send", kind="primary", submits=True),
            on_submit=GalleryState.greet,
            class_name="form",
            no_validate=True,
        ),
    )


def _words() -> rx.Component:
    return card(
        rx.el.h2("Words"),
        rx.el.div(
            badge("Draft"),
            badge("On sale", "go"),
            badge("Few left", "wait"),
            badge("Over", "stop"),
            class_name="row",
        ),
        message("Your tickets are in the mail.", "go"),
        message("Somebody changed this.", "wait"),
        message("Nothing was booked.", "stop"),
        rx.el.p(when(MOMENT, zone="Europe/Berlin"), id="in-berlin"),
        rx.el.p(when(MOMENT, style="date", zone="America/New_York"), id="in-new-york"),
        rx.el.p(number(1234567), id="figure"),
        rx.el.p(t("Page {page} of {pages}", page=GalleryState.seats, pages=12000), id="facts"),
        rx.el.p(
            t_plural("{count} ticket", "{count} tickets", count=GalleryState.seats), id="plural"
        ),
        button("One more", on_click=GalleryState.add_seat),
        skeleton(),
        empty("Nobody yet", "People stand here once they book.", button_link("Invite", "/")),
    )


def _lists() -> rx.Component:
    return card(
        rx.el.h2("Lists"),
        table(
            "People",
            [
                Column("Name", lambda row: row["name"], sort="name"),
                Column("E-mail", lambda row: row["email"], sort="email"),
                Column("Tickets", lambda row: row["tickets"], figures=True),
            ],
            GalleryState.rows,
            sorted_by=GalleryState.router.url.query_parameters["sort"].to(str),
        ),
        pagination(
            previous=rx.Var.create("before"), following=rx.Var.create(""), place="Page 2 of 7"
        ),
    )


def _tickets() -> rx.Component:
    return ticket(
        rx.el.h2("An evening of songs"),
        rx.el.p("Kino am Hafen"),
        stub=date_block(MOMENT, "Europe/Berlin"),
    )


app = page_frame(None)
app.add_page(shell(gallery()), route="/", title="Gallery")
