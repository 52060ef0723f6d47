"""Who waits for an event, whose turn is next, and why it has not come."""

import reflex as rx

from ticketapp.bookings.line import Obstacle
from ticketapp.ui.components.figures import figure, figures
from ticketapp.ui.components.surfaces import empty, message, skeleton
from ticketapp.ui.components.tables import Column, pagination, table
from ticketapp.ui.pages.admin.events.booking import booking_sheet, who_booked
from ticketapp.ui.pages.admin.events.frame import event, event_screen, list_has_changed
from ticketapp.ui.pages.admin.frame import not_loaded
from ticketapp.ui.states.admin.events.waiting import WaitingListState
from ticketapp.ui.text import number, t, t_plural, when

_STATE = WaitingListState


def page() -> rx.Component:
    return event_screen(
        figures(
            figure(t("Waiting"), event["waiting"]),
            figure(t("Free"), event["available"], t("of {count}", count=event["capacity"])),
            figure(t("Booked"), event["booked"]),
        ),
        rx.match(
            _STATE.access,
            ("open", _line()),
            ("failed", not_loaded(_STATE)),
            skeleton(8),
        ),
        booking_sheet(),
    )


def _line() -> rx.Component:
    closes = when(event["waitlist_closes_at"], zone=event["zone"])
    return rx.fragment(
        rx.cond(
            event["waitlist"],
            rx.el.p(
                t(
                    "Freed seats go at once to the first whose tickets fit whole, until {when}.",
                    when=closes,
                ),
                class_name="tally",
            ),
            message(
                t("The waiting list is switched off: nobody joins it, and nobody is served."),
                "wait",
            ),
        ),
        list_has_changed(
            (event["waiting"] != _STATE.waiting) | (event["available"] != _STATE.free), _STATE.load
        ),
        rx.cond(_STATE.rows, _list(), _nobody()),
    )


def _list() -> rx.Component:
    columns = (
        Column(t("Waiting"), who_booked),
        Column(t("Place in line"), lambda row: number(row["place"]), figures=True),
        Column(t("Tickets"), lambda row: number(row["quantity"]), figures=True),
        Column(t("Since"), lambda row: when(row["since"])),
        Column(t("Why not yet"), _why),
    )
    return rx.fragment(
        table(t("Waiting list"), columns, _STATE.rows),
        pagination(
            previous=_STATE.previous_cursor,
            following=_STATE.next_cursor,
            place=t("Page {page}", page=_STATE.page_number),
        ),
    )


def _why(row: rx.Var) -> rx.Component:
    return rx.match(
        row["obstacle"],
        (Obstacle.sold_out.value, t("No seat is free.")),
        (
            Obstacle.too_few.value,
            t_plural(
                "{count} seat is free; this needs {needed}.",
                "{count} seats are free; this needs {needed}.",
                count=_STATE.free,
                needed=row["quantity"],
            ),
        ),
        (Obstacle.too_many.value, t("Wants more than one booking may hold by now.")),
        (
            Obstacle.limit.value,
            t(
                "Holds {held} already, and one person may hold {limit}.",
                held=row["held"],
                limit=event["max_per_person"],
            ),
        ),
        (Obstacle.closed.value, t("The waiting list is closed.")),
        (Obstacle.switched_off.value, t("The waiting list is switched off.")),
        (Obstacle.not_on_sale.value, t("The event is not on sale.")),
        (Obstacle.stopped.value, t("The sale is stopped: its figures are wrong.")),
        (Obstacle.none.value, t("Served within a minute.")),
        "",
    )


def _nobody() -> rx.Component:
    return empty(
        t("Nobody waits"), t("When the seats are taken, whoever comes next can stand in line here.")
    )
