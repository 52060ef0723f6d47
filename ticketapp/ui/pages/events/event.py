"""One event: what, when, where, who, and where its sale stands."""

import reflex as rx

from ticketapp.ui.components.booking import booking_way
from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.event_words import event_words
from ticketapp.ui.components.events import (
    EventTime,
    ServedWords,
    ShareButton,
    open_segment,
    sale_panel,
)
from ticketapp.ui.components.icons import icon
from ticketapp.ui.components.local import PlainLink
from ticketapp.ui.components.surfaces import message
from ticketapp.ui.components.ticket import ticket
from ticketapp.ui.states.events.event import EventState
from ticketapp.ui.text import t

event, before = EventState.event, EventState.before


def page() -> rx.Component:
    return rx.cond(
        EventState.segment == open_segment(),
        rx.match(
            EventState.access,
            ("open", _event()),
            ("missing", _missing()),
            ("failed", _not_loaded()),
            _waiting(),
        ),
        _waiting(),
    )


def title() -> rx.Var[str]:
    named = rx.cond(event["name"], event["name"], t("Event"))
    return rx.cond(EventState.access == "missing", t("No such event"), named)


def _event() -> rx.Component:
    return rx.el.article(
        rx.el.div(
            _notices(),
            event_words(event),
            rx.el.div(
                PlainLink.create(
                    t("Add to calendar"),
                    icon("calendar"),
                    href=event["href"] + "/calendar.ics",
                    class_name="button",
                ),
                ShareButton.create(
                    t("Share"),
                    icon("share"),
                    name=event["name"],
                    copied=t("Link copied"),
                    failed=t("Copy the address of this page to share it."),
                ),
                class_name="row event-ways",
            ),
            class_name="event-main",
        ),
        sale_panel(event, *booking_way(event, EventState.own)),
        class_name="event-page",
    )


def _notices() -> rx.Component:
    return rx.el.div(
        rx.cond(
            event["sale"]["state"] == "draft",
            message(t("This is a draft. Only admins see it."), "wait"),
        ),
        rx.cond(
            event["sale"]["state"] == "cancelled",
            message(
                rx.fragment(
                    rx.el.strong(t("This event is cancelled.")), " ", event["cancelled_reason"]
                ),
                "stop",
            ),
        ),
        rx.cond(
            before["starts_at"],
            message(
                rx.fragment(
                    rx.el.strong(t("Time or place has just changed.")),
                    " ",
                    t("Until now it was:"),
                    " ",
                    EventTime.create(
                        starts=before["starts_at"],
                        ends=before["ends_at"],
                        zone=before["zone"],
                        own=t("Your time:"),
                    ),
                    rx.el.span(before["place"], class_name="place-before"),
                ),
                "wait",
            ),
        ),
        class_name="event-notices",
    )


def _waiting() -> rx.Component:
    """The words that the server sent along, or the places of those to come."""
    return rx.el.div(
        ServedWords.create(
            rx.el.div(
                rx.el.div(class_name="skeleton event-title-place"),
                rx.el.div(class_name="skeleton event-fact-place"),
                rx.el.div(class_name="skeleton event-fact-place"),
                rx.el.span(t("Loading"), class_name="visually-hidden", role="status"),
                class_name="event-main",
            )
        ),
        rx.el.div(class_name="sale-panel skeleton", aria_hidden="true"),
        class_name="event-page",
    )


def _missing() -> rx.Component:
    return ticket(
        rx.el.h1(t("No such event")),
        rx.el.p(t("The address may be mistyped, or the event was taken off the programme.")),
        button_link(t("See what’s on"), "/", kind="primary", icon_name="arrow"),
        stub=rx.el.span("404", class_name="stub-figure", aria_hidden="true"),
    )


def _not_loaded() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("This event could not be loaded"), class_name="trouble-title"),
        message(EventState.problem, "stop"),
        button(t("Try again"), kind="primary", on_click=EventState.load),
        class_name="stack",
    )
