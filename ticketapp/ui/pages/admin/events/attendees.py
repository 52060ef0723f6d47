"""Who comes to an event, or wanted to, and one booking beside the list."""

import reflex as rx

from ticketapp.bookings.models import BookingStatus
from ticketapp.ui.components.address import (
    QueryLink,
    choice_filter,
    filters,
    words_filter,
)
from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.local import PlainLink
from ticketapp.ui.components.surfaces import empty, skeleton
from ticketapp.ui.components.tables import Column, pagination, table
from ticketapp.ui.pages.admin.events.booking import booking_sheet, booking_status, who_booked
from ticketapp.ui.pages.admin.events.frame import event, event_screen, list_has_changed
from ticketapp.ui.pages.admin.frame import how_many, not_loaded
from ticketapp.ui.states.admin.events.attendees import EVERY, AttendeesState
from ticketapp.ui.states.admin.events.booking import NEW
from ticketapp.ui.text import number, t, t_plural, when

_STATE = AttendeesState
_OTHERS = (
    (BookingStatus.waitlisted.value, t("Waiting")),
    (BookingStatus.cancelled.value, t("Cancelled")),
    (EVERY, t("Every status")),
)
_have_tickets = _STATE.status == BookingStatus.confirmed.value


def page() -> rx.Component:
    return event_screen(
        filters(
            t("Find attendees"),
            words_filter("q", t("Search"), placeholder=t("Name, e-mail, booking or ticket code")),
            choice_filter("status", t("Status"), t("With tickets"), _OTHERS),
            QueryLink.create(
                t("Add by hand"), change={"booking": NEW}, stay=True, class_name="button primary"
            ),
        ),
        rx.match(
            _STATE.access,
            ("open", _found()),
            ("failed", not_loaded(_STATE)),
            skeleton(8),
        ),
        booking_sheet(),
    )


def _found() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.p(
                how_many(
                    _STATE, t_plural("{count} booking", "{count} bookings", count=_STATE.total)
                ),
                role="status",
            ),
            _ways(),
            class_name="tally",
        ),
        list_has_changed(
            (event["booked"] != _STATE.booked)
            | (~_have_tickets & (event["waiting"] != _STATE.waiting)),
            _STATE.load,
        ),
        rx.cond(_STATE.rows, _list(), _nobody()),
    )


def _ways() -> rx.Component:
    here = "/admin/events/" + event["id"] + "/bookings"
    return rx.el.div(
        PlainLink.create(t("Download CSV"), href=here + ".csv", download=True),
        PlainLink.create(t("Download Excel"), href=here + ".xlsx", download=True),
        class_name="list-ways",
    )


def _list() -> rx.Component:
    columns = (
        Column(t("Attendee"), who_booked),
        Column(t("Tickets"), lambda row: number(row["quantity"]), figures=True),
        Column(t("Status"), _standing),
        Column(t("Booking"), lambda row: rx.el.code(row["reference"])),
        Column(t("Booked"), lambda row: when(row["booked_at"]), sort="booked_at"),
    )
    return rx.fragment(
        table(t("Attendees"), columns, _STATE.rows, sorted_by=_STATE.sort),
        pagination(
            previous=_STATE.previous_cursor,
            following=_STATE.next_cursor,
            place=t("Page {page}", page=_STATE.page_number),
        ),
    )


def _standing(row: rx.Var) -> rx.Component:
    return rx.fragment(
        booking_status(row["status"]),
        rx.cond(
            row["inside"] > 0,
            rx.el.span(
                t_plural("{count} checked in", "{count} checked in", count=row["inside"]),
                class_name="aside",
            ),
        ),
    )


def _nobody() -> rx.Component:
    return rx.cond(
        _STATE.filtered,
        empty(
            t("Nobody fits"),
            rx.cond(
                _STATE.code,
                t("No ticket of this event has the code {code}.", code=_STATE.code),
                t("Words are matched from their beginning. Try fewer of them, or another filter."),
            ),
            rx.cond(
                _have_tickets & (_STATE.code == ""),
                QueryLink.create(
                    t("Search every status"), change={"status": EVERY}, class_name="button"
                ),
                button_link(
                    t("Show all with tickets"), "/admin/events/" + event["id"] + "/attendees"
                ),
            ),
        ),
        empty(t("Nobody has booked yet"), t("Whoever books will stand here.")),
    )
