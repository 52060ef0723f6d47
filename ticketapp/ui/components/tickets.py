"""What tickets are shown with; see `assets/js/tickets.js`."""

from typing import Any

import reflex as rx

from ticketapp.ui.text import t


class TicketDeck(rx.Component):
    """Its children are list items, one for each ticket."""

    library = "$/public/js/tickets.js"
    tag = "TicketDeck"

    count: rx.Var[int]
    label: rx.Var[str]
    previous: rx.Var[str]
    following: rx.Var[str]
    place: rx.Var[str]


class TicketCode(rx.Component):
    library = "$/public/js/tickets.js"
    tag = "TicketCode"

    lines: rx.Var[str]
    width: rx.Var[int]
    name: rx.Var[str]
    code: rx.Var[str]
    holder: rx.Var[str]
    enlarge: rx.Var[str]
    close: rx.Var[str]


def deck(tickets: Any, show: Any) -> rx.Component:
    """The tickets to swipe through, each as `show` puts it."""
    return TicketDeck.create(
        rx.foreach(tickets, lambda ticket: rx.el.li(show(ticket), key=ticket["id"])),
        count=tickets.length(),
        label=t("Your tickets"),
        previous=t("Previous ticket"),
        following=t("Next ticket"),
        place=t("Ticket {number} of {count}"),
    )


def qr_code(ticket: Any) -> rx.Component:
    """The code on white by day and by night; pressed, it fills the screen."""
    return TicketCode.create(
        lines=ticket["lines"],
        width=ticket["width"],
        name=t("QR code of ticket {code}", code=ticket["code"]),
        code=ticket["code"],
        holder=ticket["holder"],
        enlarge=t("Show the code on the whole screen"),
        close=t("Back to the ticket"),
    )
