"""The part of a person's sheet that says at which events they work, if they are staff."""

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.fields import text_field
from ticketapp.ui.components.surfaces import problem
from ticketapp.ui.states.admin.staff_events import StaffEventsState
from ticketapp.ui.text import t, when

_STATE = StaffEventsState


def staff_events() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("Events they work at")),
        problem(_STATE.problem),
        rx.cond(_STATE.limited, _chosen(), rx.el.p(t("Every event."), class_name="soft")),
        _search(),
        rx.cond(
            _STATE.found,
            _events(_STATE.found, t("Add"), _STATE.add, t("Found events")),
            rx.cond(
                _STATE.searched,
                rx.el.p(t("No other event to come fits."), class_name="soft", role="status"),
            ),
        ),
    )


def _chosen() -> rx.Component:
    return rx.fragment(
        rx.cond(
            _STATE.chosen,
            _events(_STATE.chosen, t("Remove"), _STATE.remove, t("Events they work at")),
            rx.el.p(t("No event: no door opens for them."), class_name="soft"),
        ),
        button(t("Let them work at every event"), on_click=_STATE.open_all),
    )


def _search() -> rx.Component:
    return rx.el.form(
        text_field(
            "words",
            rx.cond(_STATE.limited, t("Add an event"), t("Limit to an event")),
            help=t("Words of its name or place."),
            error=_STATE.errors["words"],
            auto_complete="off",
        ),
        button(t("Find"), submits=True),
        on_submit=_STATE.find,
        no_validate=True,
        class_name="form",
    )


def _events(
    rows: rx.Var, act: rx.Var[str], handler: rx.EventHandler, label: rx.Var[str]
) -> rx.Component:
    return rx.el.ul(
        rx.foreach(
            rows,
            lambda row: rx.el.li(
                rx.el.div(
                    rx.el.a(row["name"], href="/admin/events/" + row["id"]),
                    rx.el.span(when(row["starts_at"], zone=row["zone"]), class_name="aside"),
                ),
                button(act, on_click=handler(row["id"]), aria_label=act + ": " + row["name"]),
            ),
        ),
        class_name="sheet-lines",
        aria_label=label,
    )
