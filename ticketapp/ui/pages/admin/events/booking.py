"""The sheet beside an event's lists: one booking with its tickets, mails and history."""

import reflex as rx

from ticketapp.bookings.models import BookingStatus
from ticketapp.ui.components.address import row_link, side_panel
from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.surfaces import badge, confirmation, problem
from ticketapp.ui.pages.admin.events.by_hand import new_booking
from ticketapp.ui.pages.admin.frame import facts, nothing_there
from ticketapp.ui.pages.admin.mail import mail_state
from ticketapp.ui.states.admin.events.booking import NEW, THE_LINE, THEMSELVES, BookingSheetState
from ticketapp.ui.text import number, said, t, t_plural, when

_STATE = BookingSheetState
_BOOKING = BookingSheetState.booking
_waits = _BOOKING["status"] == BookingStatus.waitlisted.value
_is_over = _BOOKING["status"] == BookingStatus.cancelled.value


def booking_sheet() -> rx.Component:
    return side_panel("booking", t("Booking"), _panel(), shown=_BOOKING["id"])


def booking_status(status: rx.Var) -> rx.Component:
    """What is as it should be is said quietly, so that the rest stands out."""
    return rx.match(
        status,
        (BookingStatus.confirmed.value, rx.el.span(t("Booked"))),
        (BookingStatus.waitlisted.value, badge(t("Waiting"), "wait")),
        (BookingStatus.cancelled.value, badge(t("Cancelled"), "neutral")),
        rx.fragment(),
    )


def who_booked(row: rx.Var) -> rx.Component:
    """Somebody in a list: pressing their row opens the booking."""
    return rx.fragment(
        row_link(row["name"], booking=row["id"]), rx.el.span(row["email"], class_name="aside")
    )


def _panel() -> rx.Component:
    return rx.cond(
        _STATE.missing,
        nothing_there(t("There is no such booking of this event.")),
        rx.cond(_BOOKING["id"] == NEW, new_booking(), _one_booking()),
    )


def _one_booking() -> rx.Component:
    return rx.el.div(
        _head(),
        rx.cond(_STATE.place == "booking", problem(_STATE.problem)),
        rx.cond(_BOOKING["tickets"], _tickets()),
        rx.cond(_waits, _in_line()),
        _mails(),
        _history(),
        _question(),
        class_name="panel-body",
        key=_BOOKING["id"],
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.h2(_BOOKING["name"]),
        rx.el.p(_BOOKING["email"], class_name="soft"),
        rx.el.div(
            booking_status(_BOOKING["status"]),
            rx.cond(_BOOKING["user_id"], rx.fragment(), badge(t("Guest"))),
            class_name="row",
        ),
        facts(
            (t("Booking"), rx.el.code(_BOOKING["reference"])),
            (t("Tickets"), number(_BOOKING["quantity"])),
            (rx.cond(_waits, t("In line since"), t("Booked")), when(_BOOKING["booked_at"])),
        ),
        rx.cond(
            _BOOKING["user_id"],
            rx.el.a(t("The person’s account"), href="/admin/people?person=" + _BOOKING["user_id"]),
        ),
        class_name="panel-head",
    )


def _tickets() -> rx.Component:
    """Whole or ticket by ticket; of a single ticket there are no parts."""
    several = _BOOKING["unused"] > 1
    return rx.el.section(
        rx.el.h3(t("Tickets")),
        rx.cond(_STATE.place == "tickets", problem(_STATE.problem)),
        rx.el.form(
            rx.cond(
                _STATE.errors["tickets"],
                problem(_STATE.errors["tickets"]),
            ),
            rx.el.ul(
                rx.foreach(_BOOKING["tickets"], lambda ticket: _ticket(ticket, several)),
                class_name="sheet-tickets",
            ),
            rx.cond(
                _is_over,
                rx.fragment(),
                rx.el.div(
                    rx.cond(several, button(t("Cancel the chosen"), submits=True)),
                    button(t("Cancel the booking"), on_click=_STATE.ask_all),
                    class_name="row",
                ),
            ),
            on_submit=_STATE.ask_some,
            no_validate=True,
            class_name="form",
        ),
    )


def _ticket(ticket: rx.Var, several: rx.Var) -> rx.Component:
    code = rx.fragment(
        rx.el.code(ticket["code"]),
        rx.cond(ticket["holder"], rx.el.span(ticket["holder"], class_name="aside")),
    )
    return rx.el.li(
        rx.cond(
            several & (ticket["state"] == "valid"),
            rx.el.label(
                rx.el.input(type="checkbox", name=ticket["id"]),
                rx.el.span(code),
                class_name="checkbox",
            ),
            rx.el.div(code),
        ),
        rx.match(
            ticket["state"],
            ("used", badge(t("Used {when}", when=when(ticket["used_at"])), "go")),
            ("void", badge(t("Void"), "stop")),
            rx.el.span(t("Valid"), class_name="soft"),
        ),
    )


def _in_line() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("Place {place} in line", place=_BOOKING["place"])),
        rx.el.p(
            t_plural(
                "Waits for {count} ticket. It is booked at once when a seat is free and it is "
                "their turn.",
                "Waits for {count} tickets. They are booked at once when that many seats are free "
                "and it is their turn.",
                count=_BOOKING["quantity"],
            )
        ),
        button(t("Remove from the line"), on_click=_STATE.ask_all),
    )


def _mails() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("Mails")),
        rx.cond(_STATE.place == "mails", problem(_STATE.problem)),
        rx.cond(
            _BOOKING["mails"],
            rx.el.ul(rx.foreach(_BOOKING["mails"], _mail), class_name="sheet-lines"),
            rx.el.p(t("No mail went out about this booking."), class_name="soft"),
        ),
        rx.cond(
            _is_over,
            rx.fragment(),
            button(
                rx.cond(_waits, t("Mail the place in line again"), t("Mail the tickets again")),
                on_click=_STATE.send_again,
            ),
        ),
    )


def _mail(mail: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.a(said(mail["kind"]), href="/admin/mail?mail=" + mail["id"]),
            rx.el.span(when(mail["at"]), class_name="aside"),
        ),
        mail_state(mail["state"]),
    )


def _history() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("History")),
        rx.el.ul(rx.foreach(_BOOKING["history"], _step), class_name="sheet-lines"),
        rx.el.a(t("On record under Audit"), href="/admin/audit?object=" + _BOOKING["id"]),
    )


def _step(step: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(said(step["what"])),
            rx.el.span(
                when(step["at"]),
                ", ",
                rx.match(
                    step["by"],
                    (THEMSELVES, t("by themselves")),
                    (THE_LINE, t("by itself")),
                    t("by {name}", name=step["by"]),
                ),
                class_name="aside",
            ),
        ),
        rx.el.span(
            t_plural("{count} ticket", "{count} tickets", count=step["quantity"]),
            class_name="soft",
        ),
    )


def _question() -> rx.Component:
    return confirmation(
        "cancel-booking",
        open=_STATE.asking > 0,
        title=rx.cond(
            _waits,
            t("Remove {name} from the line?", name=_BOOKING["name"]),
            t_plural("Cancel {count} ticket?", "Cancel {count} tickets?", count=_STATE.asking),
        ),
        consequence=rx.cond(
            _waits,
            t(
                "The place in line is gone for good, and {email} is told by mail.",
                email=_BOOKING["email"],
            ),
            rx.fragment(
                t_plural(
                    "Its code stops working at once, and {email} is told by mail.",
                    "Their codes stop working at once, and {email} is told by mail.",
                    count=_STATE.asking,
                    email=_BOOKING["email"],
                ),
                " ",
                rx.cond(
                    _STATE.heirs,
                    rx.fragment(
                        t("People in line get the seats:"),
                        " ",
                        rx.foreach(_STATE.heirs, _heir),
                        ".",
                    ),
                    t("Nobody in line gets a seat by this."),
                ),
            ),
        ),
        confirm=rx.cond(
            _waits,
            t("Remove from the line"),
            t_plural("Cancel {count} ticket", "Cancel {count} tickets", count=_STATE.asking),
        ),
        on_confirm=_STATE.cancel,
        on_dismiss=_STATE.dismiss,
    )


def _heir(heir: rx.Var, index: rx.Var) -> rx.Component:
    return rx.fragment(
        rx.cond(index > 0, ", ", ""),
        t("{name} ({count})", name=heir["name"], count=heir["quantity"]),
    )
