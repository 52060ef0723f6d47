"""Admissions by the minute, drawn and as a table."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.tables import Column, table
from ticketapp.ui.states.admin.events.door_plot import SIZE
from ticketapp.ui.text import number, t, t_plural, when


def admissions(plot: Any, zone: Any) -> rx.Component:
    """The plot with its table; a sentence while nobody has come."""
    return rx.el.section(
        rx.el.h2(
            t_plural("Let in, by the minute", "Let in, by {count} minutes", count=plot["step"])
        ),
        rx.cond(
            plot["stretches"],
            rx.fragment(_drawn(plot, zone), _written(plot, zone)),
            rx.el.p(t("Nobody has been scanned yet."), class_name="soft"),
        ),
        class_name="door-part",
    )


def _drawn(plot: Any, zone: Any) -> rx.Component:
    """Words stand beside the drawing, not in it: it is stretched to the width there is."""
    return rx.el.div(
        rx.el.div(
            rx.el.span(number(plot["top"]), style={"top": "0"}),
            rx.cond(plot["half"], rx.el.span(plot["half"], style={"top": "50%"})),
            rx.el.span("0", style={"top": "100%"}),
            class_name="plot-scale",
            aria_hidden="true",
        ),
        rx.el.svg(
            *(rx.el.line(x1=0, x2=SIZE, y1=y, y2=y) for y in (0, SIZE // 2, SIZE)),
            rx.foreach(plot["bars"].to(list[dict[str, int]]), _bar),
            view_box=f"0 0 {SIZE} {SIZE}",
            preserve_aspect_ratio="none",
            role="img",
            aria_label=t(
                "From {begins} to {ends}; the highest bar is {most}. "
                "The table below says the same.",
                begins=when(plot["begins"], style="time", zone=zone),
                ends=when(plot["ends"], style="time", zone=zone),
                most=number(plot["most"]),
            ),
        ),
        rx.el.div(
            rx.foreach(plot["times"].to(list[dict[str, Any]]), lambda time: _time(time, zone)),
            class_name="plot-times",
            aria_hidden="true",
        ),
        class_name="plot",
    )


def _bar(bar: rx.Var) -> rx.Component:
    return rx.el.rect(x=bar["x"], y=bar["y"], width=bar["width"], height=bar["height"])


def _time(time: rx.Var, zone: Any) -> rx.Component:
    return rx.el.span(
        when(time["at"], style="time", zone=zone), style={"left": time["x"].to_string() + "%"}
    )


def _written(plot: Any, zone: Any) -> rx.Component:
    columns = (
        Column(t("From"), lambda row: when(row["at"], style="soon", zone=zone)),
        Column(t("In"), lambda row: number(row["entered"]), figures=True),
        Column(t("Out"), lambda row: number(row["left"]), figures=True),
        Column(t("Refused"), lambda row: number(row["refused"]), figures=True),
    )
    return rx.el.details(
        rx.el.summary(t("The same as a table")),
        table(t("Admissions"), columns, plot["stretches"].to(list[dict[str, Any]])),
        class_name="folded",
    )
