"""Giving tickets up: which of them, what will come of it, asked once."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.local import ModalDialog
from ticketapp.ui.components.surfaces import problem
from ticketapp.ui.components.tickets import TicketChoice
from ticketapp.ui.states.bookings.booking import TicketsState
from ticketapp.ui.text import t, t_plural, when

booking = TicketsState.booking
_only_one = TicketsState.tickets.length() == 1


def cancelling() -> rx.Component:
    return rx.cond(
        booking["cancel_until"],
        rx.fragment(
            rx.el.p(
                t(
                    "You can cancel until {moment}.",
                    moment=when(
                        booking["cancel_until"], style="soon", zone=booking["event"]["zone"]
                    ),
                ),
                class_name="ways-note",
            ),
            button(
                rx.cond(_only_one, t("Cancel the ticket …"), t("Cancel tickets …")),
                on_click=TicketsState.ask,
            ),
            _question(),
        ),
        rx.el.p(t("It is too late to cancel."), class_name="ways-note"),
    )


def _question() -> rx.Component:
    tickets, chosen = TicketsState.tickets, TicketsState.chosen
    return ModalDialog.create(
        rx.el.h2(
            rx.cond(_only_one, t("Give this ticket up?"), t("Which tickets do you give up?")),
            id="cancel-question",
        ),
        rx.el.fieldset(
            rx.el.legend(t("Tickets"), class_name="visually-hidden"),
            rx.foreach(tickets, _choice),
            class_name="cancel-choices",
        ),
        rx.el.p(_consequence(), class_name="consequence", role="status"),
        problem(TicketsState.refused),
        rx.el.div(
            rx.el.button(
                rx.cond(_only_one, t("Keep it"), t("Keep them all")),
                type="button",
                on_click=TicketsState.dismiss,
                class_name="button",
            ),
            rx.cond(
                chosen.length() > 0,
                button(
                    t_plural(
                        "Cancel {count} ticket", "Cancel {count} tickets", count=chosen.length()
                    ),
                    kind="danger",
                    on_click=TicketsState.cancel,
                ),
            ),
            class_name="dialog-actions",
        ),
        open=TicketsState.asking,
        labelled_by="cancel-question",
        on_dismiss=TicketsState.dismiss,
    )


def _choice(ticket: Any) -> rx.Component:
    used = ticket["state"] == "used"
    return rx.el.label(
        TicketChoice.create(
            chosen=TicketsState.chosen.contains(ticket["id"]),
            on_toggle=TicketsState.choose(ticket["id"]),
            finished=TicketsState.finished,
            disabled=used,
        ),
        rx.el.span(
            rx.el.span(ticket["code"], class_name="ticket-code"),
            rx.el.small(
                rx.cond(used, t("Used tickets can’t be cancelled."), ticket["holder"]),
            ),
        ),
        class_name="checkbox",
    )


def _consequence() -> rx.Var[str]:
    """What will happen, as things stand now."""
    count, served = TicketsState.chosen.length(), TicketsState.served
    return rx.cond(
        count == 0,
        t("Choose the tickets that nobody needs. The others stay as they are."),
        rx.cond(
            served > 0,
            rx.cond(
                count == 1,
                t("The code stops working at once. Somebody in line gets the seat."),
                t_plural(
                    "The codes stop working at once. {count} person in line gets the seats.",
                    "The codes stop working at once. {count} people in line get the seats.",
                    count=served,
                ),
            ),
            t_plural(
                "The code stops working at once. The seat is free for everybody again.",
                "The codes stop working at once. The seats are free for everybody again.",
                count=count,
            ),
        ),
    )
