"""Giving one ticket to somebody else: the offer, and what is open of it."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.fields import text_field
from ticketapp.ui.components.forms import form
from ticketapp.ui.components.local import ModalDialog
from ticketapp.ui.states.bookings.booking import TicketsState
from ticketapp.ui.states.bookings.transferring import TakingBackState, TransferringState
from ticketapp.ui.text import t, when

event = TicketsState.booking["event"]


def transferring(ticket: Any) -> rx.Component:
    """On a ticket: to whom it is offered, or the way to offer it; nothing once it was used."""
    ahead = (event["state"] == "upcoming") | (event["state"] == "active")
    return rx.cond(
        ticket["offered_to"],
        _offered(ticket),
        rx.cond(
            ahead & (ticket["state"] == "valid"),
            button(
                t("Give to somebody …"), kind="quiet", on_click=TransferringState.ask(ticket["id"])
            ),
        ),
    )


def _offered(ticket: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            t(
                "Offered to {name} until {moment}. Your code works until it is taken.",
                name=ticket["offered_to"],
                moment=when(ticket["offered_until"], style="soon", zone=event["zone"]),
            ),
        ),
        button(t("Take it back"), on_click=TakingBackState.take_back(ticket["id"])),
        class_name="ticket-offer",
    )


def transfer_question() -> rx.Component:
    """Who shall have the ticket; one for all tickets of the page."""
    return ModalDialog.create(
        rx.el.h2(t("Who shall have this ticket?"), id="transfer-question"),
        rx.cond(TransferringState.asking, _form()),
        open=TransferringState.asking != "",
        labelled_by="transfer-question",
        on_dismiss=TransferringState.dismiss,
    )


def _form() -> rx.Component:
    errors = TransferringState.errors
    return form(
        TransferringState,
        rx.el.p(
            t(
                "They get a mail with a link and can accept until {moment}. As long as they have "
                "not, your code works and you can take it back; after that only theirs works.",
                moment=when(TransferringState.until, style="soon", zone=event["zone"]),
            )
        ),
        text_field(
            "recipient_name", t("Name"), error=errors["recipient_name"], auto_complete="off"
        ),
        text_field(
            "recipient_email",
            t("E-mail"),
            type="email",
            error=errors["recipient_email"],
            auto_complete="off",
        ),
        rx.el.div(
            rx.el.button(
                t("Keep it"),
                type="button",
                on_click=TransferringState.dismiss,
                class_name="button",
            ),
            button(t("Offer the ticket"), kind="primary", submits=True),
            class_name="dialog-actions",
        ),
        on_submit=TransferringState.offer,
    )
