"""Audit: every act on record, found by who, what and when, with what it changed."""

import reflex as rx

from ticketapp.ui.components.address import (
    QueryLink,
    choice_filter,
    filters,
    row_link,
    side_panel,
    words_filter,
)
from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.components.surfaces import badge, empty
from ticketapp.ui.components.tables import Column, pagination, table
from ticketapp.ui.pages.admin.frame import admin_screen, facts, how_many, nothing_there
from ticketapp.ui.states.admin.audit import AuditState
from ticketapp.ui.text import said, t, t_plural, when
from ticketapp.ui.words import ACTIONS

_ENTRY = AuditState.entry


def page() -> rx.Component:
    return admin_screen(
        AuditState,
        t("Audit"),
        filters(
            t("Find entries"),
            words_filter("actor", t("Who"), placeholder=t("E-mail or id")),
            words_filter("object", t("To what"), placeholder=t("E-mail, name or id")),
            choice_filter(
                "action",
                t("What"),
                t("Everything"),
                tuple((code, said(rx.Var.create(text))) for code, text in ACTIONS.items()),
            ),
            words_filter("since", t("From day"), type="date"),
            words_filter("until", t("To day"), type="date"),
        ),
        rx.el.div(
            rx.el.p(
                how_many(
                    AuditState,
                    t_plural("{count} entry", "{count} entries", count=AuditState.total),
                ),
                role="status",
            ),
            _seal(),
            class_name="tally",
        ),
        rx.cond(AuditState.rows, _list(), _nothing()),
        side_panel("entry", t("Entry"), _panel(), shown=_ENTRY["id"]),
    )


def _seal() -> rx.Component:
    return rx.cond(
        AuditState.sealed_batch > 0,
        rx.el.p(
            t(
                "Sealed up to batch {number}, {when}",
                number=AuditState.sealed_batch,
                when=when(AuditState.sealed_at),
            ),
            " ",
            rx.el.code(
                AuditState.sealed_digest[:12],
                title=AuditState.sealed_digest,
                class_name="digest",
            ),
        ),
        rx.el.p(t("Nothing is sealed yet.")),
    )


def _list() -> rx.Component:
    columns = (
        Column(t("What"), lambda row: row_link(said(row["what"]), entry=row["id"])),
        Column(t("Who"), lambda row: who(row["actor"])),
        Column(t("To what"), lambda row: row["object"]),
        Column(t("From where"), lambda row: row["address"]),
        Column(t("When"), lambda row: when(row["at"])),
    )
    return rx.fragment(
        table(t("Entries"), columns, AuditState.rows),
        pagination(
            previous=AuditState.previous_cursor,
            following=AuditState.next_cursor,
            place=t("Page {page}", page=AuditState.page_number),
        ),
    )


def who(name: rx.Var) -> rx.Component:
    """Who acted, by the name that is on record."""
    return rx.match(name, ("anonymous", t("Not signed in")), ("system", t("The application")), name)


def _nothing() -> rx.Component:
    return empty(
        t("Nothing on record"),
        t("No entry fits these filters."),
        button_link(t("Show all entries"), "/admin/audit"),
    )


def _panel() -> rx.Component:
    return rx.cond(
        AuditState.missing,
        nothing_there(t("There is no such entry.")),
        rx.el.div(
            rx.el.header(
                rx.el.h2(said(_ENTRY["what"])),
                rx.el.p(when(_ENTRY["at"]), class_name="soft"),
                rx.el.div(
                    rx.cond(_ENTRY["sealed"], badge(t("Sealed"), "go"), badge(t("Not sealed yet"))),
                    class_name="row",
                ),
                class_name="panel-head",
            ),
            rx.cond(
                _ENTRY["changes"],
                rx.el.section(
                    rx.el.h3(t("What changed")),
                    change_lines(_ENTRY["changes"]),
                ),
            ),
            rx.el.section(
                rx.el.h3(t("On record")),
                facts(
                    (
                        t("Who"),
                        rx.cond(
                            _ENTRY["actor_id"],
                            _only({"actor": _ENTRY["actor_id"]}, _ENTRY["actor"]),
                            who(_ENTRY["actor"]),
                        ),
                    ),
                    (
                        t("To what"),
                        rx.cond(
                            _ENTRY["object_id"],
                            _only({"object": _ENTRY["object_id"]}, _ENTRY["object"]),
                            _ENTRY["object"],
                        ),
                    ),
                    (t("From where"), _ENTRY["address"]),
                    (t("Action"), rx.el.code(_ENTRY["action"])),
                    (t("Request"), rx.el.code(_ENTRY["request_id"])),
                    (t("Id"), rx.el.code(_ENTRY["id"])),
                ),
            ),
            class_name="panel-body",
            key=_ENTRY["id"],
        ),
    )


def _only(change: dict[str, rx.Var], text: rx.Var) -> rx.Component:
    """A link to the entries about this alone."""
    nothing = dict.fromkeys(("actor", "object", "action", "since", "until", "cursor", "entry"), "")
    return QueryLink.create(text, change={**nothing, **change})


def change_lines(changes: rx.Var) -> rx.Component:
    """What an act changed, a line for each fact."""
    return rx.el.dl(rx.foreach(changes, _change), class_name="changes")


def _change(change: rx.Var) -> rx.Component:
    """Added, removed or changed: said by words for those who hear it, by strokes for the rest."""
    return rx.el.div(
        rx.el.dt(said(change["name"])),
        rx.el.dd(
            rx.cond(
                change["kind"] != "added",
                rx.el.del_(
                    rx.el.span(t("Before: "), class_name="visually-hidden"),
                    _value(change["before"], change),
                ),
            ),
            rx.cond(
                change["kind"] != "removed",
                rx.el.ins(
                    rx.el.span(t("After: "), class_name="visually-hidden"),
                    _value(change["after"], change),
                ),
            ),
        ),
    )


def _value(text: rx.Var, change: rx.Var) -> rx.Component:
    return rx.cond(
        change["href"],
        rx.el.a(text, href=change["href"]),
        rx.match(change["form"], ("moment", when(text)), ("word", said(text)), text),
    )
