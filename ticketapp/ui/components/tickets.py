"""What tickets are shown with; see `assets/js/tickets.js`."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.icons import IconName, icon
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


class KeptTickets(rx.Component):
    """Keeps this booking's tickets on the device; shows nothing. See docs/adr."""

    library = "$/public/js/kept-tickets.js"
    tag = "KeptTickets"

    booking: rx.Var[str]
    there: rx.Var[str]
    mark: rx.Var[str]


class TicketChoice(rx.Component):
    library = "$/public/js/tickets.js"
    tag = "TicketChoice"

    chosen: rx.Var[bool]
    disabled: rx.Var[bool]
    finished: rx.Var[int]
    on_toggle: rx.EventHandler[rx.event.no_args_event_spec]


class FileLink(rx.Component):
    """A link to a file of a booking, with a guest's key where the page has one."""

    library = "$/public/js/tickets.js"
    tag = "FileLink"

    booking: rx.Var[str]
    file: rx.Var[str]


class ShareTicket(rx.Component):
    library = "$/public/js/tickets.js"
    tag = "ShareTicket"

    booking: rx.Var[str]
    ticket: rx.Var[str]
    name: rx.Var[str]
    title: rx.Var[str]
    saved: rx.Var[str]
    failed: rx.Var[str]


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


def file_link(text: rx.Var[str], icon_name: IconName, booking: Any, file: Any) -> rx.Component:
    return FileLink.create(icon(icon_name), text, booking=booking, file=file, class_name="button")


def share_button(booking: Any, ticket: Any) -> rx.Component:
    """Hands on one ticket as paper: it opens a door, but not the booking."""
    return ShareTicket.create(
        icon("share"),
        t("Share or save"),
        booking=booking["id"],
        ticket=ticket["id"],
        name=ticket["code"],
        title=booking["event"]["name"],
        saved=t("Saved as a PDF"),
        failed=t("The ticket can’t be loaded right now. Try again in a moment."),
    )
