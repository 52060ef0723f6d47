"""An event's doors while people come: figures that move, the plot, gates, and what went wrong."""

import reflex as rx

from ticketapp.ui.components.address import QueryLink
from ticketapp.ui.components.figures import figure, figures
from ticketapp.ui.components.surfaces import badge, skeleton
from ticketapp.ui.components.tables import Column, table
from ticketapp.ui.pages.admin.events.door_log import door_log, gate_name, keeper_name
from ticketapp.ui.pages.admin.events.door_passes import door_passes
from ticketapp.ui.pages.admin.events.door_plot import admissions
from ticketapp.ui.pages.admin.events.frame import event, event_screen
from ticketapp.ui.pages.admin.frame import not_loaded
from ticketapp.ui.states.admin.events.door import DoorTabState
from ticketapp.ui.text import number, said, t, t_plural, when

_STATE = DoorTabState
_FIGURES = DoorTabState.figures


def page() -> rx.Component:
    return event_screen(
        rx.match(
            _STATE.access,
            ("open", _door()),
            ("failed", not_loaded(_STATE)),
            skeleton(8),
        ),
        door_passes(),
        door_log(),
    )


def _door() -> rx.Component:
    return rx.fragment(
        figures(
            figure(t("Expected"), _FIGURES["expected"]),
            figure(t("Let in"), _FIGURES["admitted"]),
            figure(t("Inside now"), _FIGURES["inside"]),
            figure(t("Refused"), _FIGURES["refused"]),
        ),
        _conflicts(),
        admissions(_STATE.plot, event["zone"]),
        rx.cond(
            _STATE.logged > 0,
            rx.el.div(_gates(), _reasons(), class_name="door-tables"),
        ),
    )


def _gates() -> rx.Component:
    columns = (
        Column(t("Gate"), lambda row: gate_name(row["gate"])),
        Column(t("In"), lambda row: number(row["entered"]), figures=True),
        Column(t("Out"), lambda row: number(row["left"]), figures=True),
        Column(t("Refused"), lambda row: number(row["refused"]), figures=True),
    )
    return rx.el.section(
        rx.el.h2(t("By gate")), table(t("By gate"), columns, _STATE.gates), class_name="door-part"
    )


def _reasons() -> rx.Component:
    columns = (
        Column(t("Why"), lambda row: said(row["why"])),
        Column(t("Scans"), lambda row: number(row["count"]), figures=True),
    )
    return rx.el.section(
        rx.el.h2(t("Why refused")),
        rx.cond(
            _STATE.reasons,
            table(t("Why refused"), columns, _STATE.reasons),
            rx.el.p(t("Nobody was refused."), class_name="soft"),
        ),
        class_name="door-part",
    )


def _conflicts() -> rx.Component:
    """Nothing to see is the usual case, and takes no room."""
    return rx.cond(
        _STATE.conflicts,
        rx.el.section(
            rx.el.h2(
                t_plural(
                    "{count} person was let in against the log",
                    "{count} people were let in against the log",
                    count=_STATE.conflict_count,
                )
            ),
            rx.el.p(
                t(
                    "A scanner without network let them in; when it was back, the log said "
                    "otherwise. Both stand here, and only the first counts as inside."
                ),
                class_name="soft",
            ),
            rx.el.ul(rx.foreach(_STATE.conflicts, _conflict), class_name="door-conflicts"),
            rx.cond(
                _STATE.conflict_count > _STATE.conflicts.length(),
                QueryLink.create(
                    t("See all of them in the log"), change={"conflicts": "true"}, stay=True
                ),
            ),
            class_name="door-part",
        ),
    )


def _conflict(row: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.a(
                row["holder"],
                href="/admin/events/" + event["id"] + "/attendees?booking=" + row["booking"],
            ),
            rx.el.span(
                t("Ticket {number} of {of}", number=row["number"], of=row["of"]),
                class_name="soft small",
            ),
            badge(said(row["why"]), "wait"),
            rx.cond(row["overridden"], badge(t("Against an old list"), "wait")),
            class_name="row",
        ),
        rx.el.dl(
            _side(
                t("Let in without network"),
                row["admitted"],
                t("told {when}", when=when(row["told_at"], zone=event["zone"])),
            ),
            rx.cond(
                row["against"].to(dict[str, str])["at"],
                _side(t("Was in already"), row["against"]),
                rx.el.div(rx.el.dt(t("The log said")), rx.el.dd(said(row["why"]))),
            ),
        ),
    )


def _side(title: rx.Var[str], given: rx.Var, more: rx.Var[str] | None = None) -> rx.Component:
    side = given.to(dict[str, str])
    return rx.el.div(
        rx.el.dt(title),
        rx.el.dd(
            when(side["at"], zone=event["zone"]),
            rx.el.span(
                gate_name(side["gate"]),
                ", ",
                keeper_name(side["by"]),
                *((", ", more) if more is not None else ()),
                class_name="aside",
            ),
        ),
    )
