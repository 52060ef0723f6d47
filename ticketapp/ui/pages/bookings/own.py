"""The person's own tickets."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.events import MoreLink, Ticking, event_time
from ticketapp.ui.components.loading import loaded
from ticketapp.ui.components.surfaces import badge
from ticketapp.ui.components.ticket import date_block, ticket
from ticketapp.ui.states.bookings.own import BookingsState
from ticketapp.ui.text import t, t_plural

upcoming, earlier = BookingsState.upcoming, BookingsState.earlier


def page() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h1(t("My tickets")), class_name="page-head"),
        loaded(
            BookingsState,
            rx.cond(upcoming, _lists(), rx.cond(earlier, _lists(), _nothing_yet())),
            lines=3,
            trouble=t("Your tickets could not be loaded"),
            again=BookingsState.load,
        ),
    )


def _lists() -> rx.Component:
    return rx.el.div(
        rx.cond(
            upcoming,
            _list(t("Coming up"), "upcoming", upcoming),
            rx.el.div(
                rx.el.h2(t("Nothing ahead")),
                button_link(t("See what’s on"), "/", kind="primary", icon_name="arrow"),
                class_name="stack",
            ),
        ),
        rx.cond(earlier, _list(t("Past and cancelled"), "earlier", earlier)),
        rx.el.p(
            MoreLink.create(
                t("More tickets"),
                count=BookingsState.more,
                shown=upcoming.length() + earlier.length(),
            ),
            class_name="event-more",
        ),
        class_name="own-lists",
    )


def _list(title: rx.Var[str], name: str, rows: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, id=name),
        rx.el.ul(rx.foreach(rows, lambda row: rx.el.li(_row(row))), class_name="event-list"),
        aria_labelledby=name,
        class_name=f"own-list {name}",
    )


def _row(row: Any) -> rx.Component:
    """One booking: a small ticket, its date on the stub."""
    event = row["event"]
    return rx.el.article(
        rx.el.div(
            date_block(event["starts_at"], event["zone"], brief=True), class_name="event-card-stub"
        ),
        rx.el.div(
            rx.el.h3(rx.el.a(event["name"], href=row["href"])),
            rx.el.p(event_time(event, brief=True), class_name="event-card-time"),
            rx.el.p(event["place"], class_name="event-card-place"),
            class_name="event-card-body",
        ),
        rx.el.div(_standing(row), class_name="event-card-seats"),
        class_name="event-card",
        custom_attrs={"data-sale": row["mark"]},
    )


def _standing(row: Any) -> rx.Component:
    return rx.match(
        row["status"],
        (
            "waitlisted",
            rx.fragment(
                rx.el.p(
                    Ticking.create(
                        text=t(
                            "{position} of {line} in line",
                            position=row["position"],
                            line=row["line"],
                        )
                    ),
                    class_name="event-card-sale",
                ),
                badge(t("Waiting"), "wait"),
            ),
        ),
        ("cancelled", badge(rx.cond(row["passed_on"], t("Passed on"), t("Booking cancelled")))),
        rx.fragment(
            rx.el.p(
                t_plural("{count} ticket", "{count} tickets", count=row["quantity"]),
                class_name="event-card-sale",
            ),
            rx.cond(
                row["used"] > 0,
                badge(t_plural("{count} used", "{count} used", count=row["used"])),
                rx.cond(
                    row["event"]["state"] == "active",
                    badge(t("On now"), "go"),
                ),
            ),
        ),
    )


def _nothing_yet() -> rx.Component:
    return ticket(
        rx.el.h2(t("Nothing booked yet")),
        rx.el.p(t("Your tickets will stand right here, the next one first.")),
        button_link(t("See what’s on"), "/", kind="primary", icon_name="arrow"),
        stub=date_block(),
    )
