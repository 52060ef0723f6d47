"""What became of an event, step by step."""

import reflex as rx

from ticketapp.ui.components.surfaces import empty, skeleton
from ticketapp.ui.components.tables import pagination
from ticketapp.ui.pages.admin.audit import change_lines, who
from ticketapp.ui.pages.admin.events.frame import event_screen
from ticketapp.ui.states.admin.events.history import EventHistoryState
from ticketapp.ui.text import said, t, when


def page() -> rx.Component:
    return event_screen(
        rx.match(
            EventHistoryState.access,
            ("open", rx.cond(EventHistoryState.steps, _steps(), _nothing())),
            skeleton(8),
        )
    )


def _steps() -> rx.Component:
    return rx.fragment(
        rx.el.ol(rx.foreach(EventHistoryState.steps, _step), class_name="history"),
        pagination(
            previous=EventHistoryState.previous_cursor,
            following=EventHistoryState.next_cursor,
            place=t("Page {page}", page=EventHistoryState.page_number),
        ),
    )


def _step(step: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.header(
            rx.el.h2(rx.el.a(said(step["what"]), href="/admin/audit?entry=" + step["id"])),
            rx.el.p(who(step["actor"]), ", ", when(step["at"]), class_name="soft small"),
        ),
        rx.cond(step["changes"], change_lines(step["changes"])),
    )


def _nothing() -> rx.Component:
    return empty(t("Nothing on record"), t("Every change of this event will stand here."))
