"""The log of an event's doors: every scan, found and filtered."""

import reflex as rx

from ticketapp.door.models import Result
from ticketapp.ui.components.address import (
    choice_filter,
    filters,
    gathered_filter,
    switch_filter,
    words_filter,
)
from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.surfaces import badge, empty, skeleton
from ticketapp.ui.components.tables import Column, pagination, table
from ticketapp.ui.pages.admin.events.frame import event, list_has_changed
from ticketapp.ui.pages.admin.frame import how_many, not_loaded
from ticketapp.ui.states.admin.events.door import DoorTabState
from ticketapp.ui.states.admin.events.door_log import DoorLogState
from ticketapp.ui.text import said, t, t_plural, when
from ticketapp.ui.words import SCAN_RESULTS

_STATE = DoorLogState
_RESULTS = tuple((each.value, said(rx.Var.create(SCAN_RESULTS[each]))) for each in Result)


def door_log() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Every scan")),
        rx.match(
            _STATE.access,
            ("open", _found()),
            ("failed", not_loaded(_STATE)),
            skeleton(6),
        ),
        class_name="door-part door-log",
    )


def gate_name(gate: rx.Var) -> rx.Var[str]:
    return rx.cond(gate, gate, t("No gate named"))


def keeper_name(name: rx.Var) -> rx.Var[str]:
    """Who scanned; whoever has erased their account has no name any more."""
    return rx.cond(name, name, t("somebody"))


def _found() -> rx.Component:
    """Filters stand where there is something to filter."""
    return rx.cond(
        (DoorTabState.logged > 0) | _STATE.filtered,
        _filtered(),
        rx.el.p(t("Whatever is scanned will stand here, the latest first."), class_name="soft"),
    )


def _filtered() -> rx.Component:
    return rx.fragment(
        filters(
            t("Find scans"),
            words_filter("q", t("Search"), placeholder=t("Name, e-mail, booking or ticket code")),
            choice_filter("result", t("Result"), t("Every result"), _RESULTS),
            gathered_filter(
                "gate", t("Gate"), t("Every gate"), DoorTabState.gates, lambda row: row["gate"]
            ),
            switch_filter("conflicts", t("Conflicts alone")),
        ),
        rx.el.p(
            how_many(_STATE, t_plural("{count} entry", "{count} entries", count=_STATE.total)),
            class_name="tally",
            role="status",
        ),
        list_has_changed(
            DoorTabState.logged != _STATE.logged,
            _STATE.load,
            t("Since you opened this list, more was scanned."),
        ),
        rx.cond(_STATE.rows, _list(), _nothing()),
    )


def _list() -> rx.Component:
    columns = (
        Column(t("Ticket"), _whose),
        Column(t("Result"), _result),
        Column(t("When"), _when),
        Column(t("Gate"), lambda row: gate_name(row["gate"])),
        Column(t("By"), lambda row: keeper_name(row["by"])),
    )
    return rx.fragment(
        table(t("Every scan"), columns, _STATE.rows),
        pagination(
            previous=_STATE.previous_cursor,
            following=_STATE.next_cursor,
            place=t("Page {page}", page=_STATE.page_number),
        ),
    )


def _whose(row: rx.Var) -> rx.Component:
    return rx.cond(
        row["holder"],
        rx.fragment(
            rx.el.a(
                row["holder"],
                href="/admin/events/" + event["id"] + "/attendees?booking=" + row["booking"],
                class_name="row-link",
            ),
            rx.el.span(
                t("Ticket {number} of {of}", number=row["number"], of=row["of"]),
                class_name="aside",
            ),
        ),
        rx.el.span(t("No ticket known here"), class_name="soft"),
    )


def _result(row: rx.Var) -> rx.Component:
    """Who went through is said quietly, so that the rest stands out."""
    return rx.fragment(
        rx.match(
            row["what"],
            ("in", rx.el.span(t("Let in"))),
            ("out", rx.el.span(t("Let out"))),
            ("undo", badge(t("Taken back"))),
            badge(said(row["result"]), "stop"),
        ),
        rx.cond(
            row["conflict"],
            rx.el.span(t("Let in all the same, without network"), class_name="aside"),
        ),
        rx.cond(
            row["overridden"],
            rx.el.span(t("The scanner’s list was too old"), class_name="aside"),
        ),
        rx.cond(row["undone"], rx.el.span(t("Taken back later"), class_name="aside")),
        rx.cond(
            row["first_at"],
            rx.el.span(
                t(
                    "First {when}, {gate}",
                    when=when(row["first_at"], style="soon", zone=event["zone"]),
                    gate=gate_name(row["first_gate"]),
                ),
                class_name="aside",
            ),
        ),
        rx.cond(row["reason"], rx.el.span(row["reason"], class_name="aside")),
    )


def _when(row: rx.Var) -> rx.Component:
    return rx.fragment(
        when(row["at"], zone=event["zone"]),
        rx.cond(
            row["told_at"],
            rx.el.span(
                t("told {when}", when=when(row["told_at"], style="soon", zone=event["zone"])),
                class_name="aside",
            ),
        ),
    )


def _nothing() -> rx.Component:
    return rx.cond(
        _STATE.filtered,
        empty(
            t("No scan fits"),
            t("Words find tickets by whose they are. Try fewer of them, or another filter."),
            button_link(t("Show every scan"), "/admin/events/" + event["id"] + "/door"),
        ),
    )
