"""The form by which an admin books for somebody."""

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.fields import checkbox, text_field
from ticketapp.ui.components.forms import form
from ticketapp.ui.components.surfaces import message
from ticketapp.ui.pages.admin.events.frame import event
from ticketapp.ui.states.admin.events.by_hand import BookByHandState
from ticketapp.ui.text import t, t_plural, when

_STATE = BookByHandState


def new_booking() -> rx.Component:
    return rx.el.div(
        rx.el.header(
            rx.el.h2(t("Add by hand")),
            rx.el.p(
                t_plural(
                    "{count} seat is free.", "{count} seats are free.", count=event["available"]
                ),
                " ",
                rx.cond(
                    event["waiting"] > 0,
                    t_plural(
                        "{count} person waits in line.",
                        "{count} people wait in line.",
                        count=event["waiting"],
                    ),
                    t("Nobody waits in line."),
                ),
                class_name="soft",
            ),
            class_name="panel-head",
        ),
        rx.match(
            _STATE.window,
            (
                "before",
                message(
                    t(
                        "For everybody else booking opens {when}. This books all the same.",
                        when=when(event["booking_opens_at"], zone=event["zone"]),
                    ),
                    "wait",
                ),
            ),
            (
                "after",
                message(
                    t(
                        "For everybody else booking closed {when}. This books all the same.",
                        when=when(event["booking_closes_at"], zone=event["zone"]),
                    ),
                    "wait",
                ),
            ),
            rx.fragment(),
        ),
        rx.cond(
            _STATE.window == "shut",
            message(t("This event is not on sale: nobody can be booked on it."), "wait"),
            _form(),
        ),
        class_name="panel-body",
    )


def _form() -> rx.Component:
    def field(name: str, label: rx.Var[str], **props: object) -> rx.Component:
        return text_field(
            name, label, error=_STATE.errors[name], required=True, auto_complete="off", **props
        )

    return form(
        _STATE,
        field("first_name", t("First name")),
        field("last_name", t("Last name")),
        field("email", t("E-mail"), type="email"),
        field(
            "quantity",
            t("Tickets"),
            type="number",
            help=t(
                "At most {most} in one booking, and {limit} for one person.",
                most=event["max_per_booking"],
                limit=event["max_per_person"],
            ),
            min=1,
            max=event["max_per_booking"],
            default_value="1",
        ),
        checkbox("in_line", t("If there are not enough seats, put them in line")),
        checkbox("mailed", t("Send them a mail about it"), default_checked=True),
        button(t("Book"), kind="primary", submits=True),
        on_submit=_STATE.book,
    )
