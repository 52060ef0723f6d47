"""Events: all of them, whatever their status, found by words and sorted."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.address import choice_filter, filters, words_filter
from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.events import fill_bar
from ticketapp.ui.components.surfaces import badge, empty
from ticketapp.ui.components.tables import Column, pagination, table
from ticketapp.ui.pages.admin.frame import admin_screen, how_many
from ticketapp.ui.states.admin.events.programme import EVERY, EventListState
from ticketapp.ui.text import number, said, t, t_plural, when
from ticketapp.ui.words import STATUSES

_TONES = {"active": "go", "cancelled": "stop", "draft": "wait"}
_STATUSES = tuple((status, said(rx.Var.create(name))) for status, name in STATUSES.items())


def page() -> rx.Component:
    return admin_screen(
        EventListState,
        t("Events"),
        filters(
            t("Find events"),
            words_filter("q", t("Search"), placeholder=t("Name, place or topic")),
            choice_filter(
                "status",
                t("Status"),
                t("Not over yet"),
                ((EVERY, t("Every status")), *_STATUSES),
            ),
        ),
        rx.el.p(
            how_many(
                EventListState,
                t_plural("{count} event", "{count} events", count=EventListState.total),
            ),
            class_name="tally",
            role="status",
        ),
        rx.cond(EventListState.rows, _list(), _nothing()),
        action=button_link(t("New event"), "/admin/events/new", kind="primary"),
    )


def status_badge(status: Any) -> rx.Component:
    return rx.match(
        status,
        *((code, badge(name, _TONES.get(code, "neutral"))) for code, name in _STATUSES),
        rx.fragment(),
    )


def how_full(event: Any) -> rx.Component:
    """The bar and the words that say the same."""
    return rx.fragment(
        rx.el.span(
            t("{booked} of {capacity}", booked=event["booked"], capacity=event["capacity"]),
            class_name="fill-words",
        ),
        fill_bar(event["full"]),
    )


def _list() -> rx.Component:
    columns = (
        Column(t("Event"), _what, sort="name"),
        Column(t("Begins"), _begins, sort="starts_at"),
        Column(t("Status"), lambda row: status_badge(row["status"])),
        Column(t("Booked"), how_full),
        Column(t("Free"), lambda row: number(row["free"]), sort="available", figures=True),
        Column(t("Waiting"), lambda row: number(row["waiting"]), figures=True),
        Column(t("Actions"), _actions),
    )
    return rx.el.div(
        table(t("Events"), columns, EventListState.rows, sorted_by=EventListState.sort),
        pagination(
            previous=EventListState.previous_cursor,
            following=EventListState.next_cursor,
            place=t("Page {page}", page=EventListState.page_number),
        ),
        class_name="event-table",
    )


def _what(row: rx.Var) -> rx.Component:
    return rx.fragment(
        rx.el.a(row["name"], href=row["href"], class_name="row-link"),
        rx.el.span(row["place"], class_name="aside"),
    )


def _begins(row: rx.Var) -> rx.Component:
    return rx.fragment(
        when(row["starts_at"], zone=row["zone"]), rx.el.span(row["zone"], class_name="aside")
    )


def _actions(row: rx.Var) -> rx.Component:
    return rx.el.div(
        rx.cond(
            row["can_change"],
            _act(t("Edit"), t("Edit {name}", name=row["name"]), row["href"] + "/settings"),
        ),
        _act(
            t("Duplicate"), t("Duplicate {name}", name=row["name"]), row["href"] + "?act=duplicate"
        ),
        class_name="row-acts",
    )


def _act(text: rx.Var[str], spoken: rx.Var[str], href: Any) -> rx.Component:
    """A link above the one that is the whole row; those who hear it are told whose it is."""
    return rx.el.a(text, href=href, aria_label=spoken)


def _nothing() -> rx.Component:
    return rx.cond(
        EventListState.filtered,
        empty(
            t("No event fits"),
            t("Words are matched from their beginning. Try fewer of them, or another status."),
            button_link(t("Show what is not over yet"), "/admin/events"),
        ),
        empty(
            t("Nothing is planned"),
            t("Make the first event. It stays a draft until you publish it."),
            button_link(t("New event"), "/admin/events/new", kind="primary"),
        ),
    )
