"""What happened to a booking, the latest first."""

from typing import Any

import reflex as rx

from ticketapp.ui.states.bookings.booking import TicketsState
from ticketapp.ui.text import t, t_plural, when


def history() -> rx.Component:
    booking = TicketsState.booking
    return rx.el.section(
        rx.el.h2(t("Booking {reference}", reference=booking["reference"]), id="history"),
        rx.el.ol(rx.foreach(TicketsState.history, _step), class_name="booking-history"),
        aria_labelledby="history",
    )


def _step(step: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(_words(step)),
        rx.el.small(
            when(step["at"]),
            rx.cond(step["by"] == "organiser", rx.fragment(" · ", t("by the organiser"))),
        ),
    )


def _words(step: Any) -> rx.Var[str]:
    count = step["count"]
    return rx.match(
        step["step"],
        ("booked", t_plural("{count} ticket booked", "{count} tickets booked", count=count)),
        (
            "waiting",
            t_plural("In line for {count} ticket", "In line for {count} tickets", count=count),
        ),
        (
            "promoted",
            t_plural(
                "{count} ticket from the waiting list",
                "{count} tickets from the waiting list",
                count=count,
            ),
        ),
        (
            "reduced",
            t_plural("{count} ticket cancelled", "{count} tickets cancelled", count=count),
        ),
        (
            "cancelled",
            t_plural(
                "Booking cancelled, {count} ticket",
                "Booking cancelled, {count} tickets",
                count=count,
            ),
        ),
        ("left", t("Left the line")),
        ("offered", t("A ticket was offered to somebody")),
        ("withdrawn", t("The offer was taken back")),
        ("expired", t("The offer was not taken in time")),
        ("transferred", t("A ticket was passed on")),
        ("received", t("Ticket taken over from somebody")),
        step["step"],
    )
