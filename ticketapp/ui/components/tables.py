"""Lists of many things: readable on a desk as a table, on a phone as one sheet per row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from ticketapp.ui.components.address import QueryLink
from ticketapp.ui.text import t


@dataclass(frozen=True)
class Column:
    """One column: its heading, what stands in a row's cell, and the name it is sorted by."""

    heading: rx.Var[str]
    cell: Callable[[Any], Any]
    sort: str = ""
    figures: bool = False


def table(
    caption: rx.Var[str], columns: Sequence[Column], rows: Any, *, sorted_by: Any = ""
) -> rx.Component:
    """`rows` is a state's list. Headings sort by the address: ``?sort=name`` or ``?sort=-name``."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="visually-hidden"),
            rx.el.thead(rx.el.tr(*(_heading(column, sorted_by) for column in columns))),
            rx.el.tbody(
                rx.foreach(rows, lambda row: rx.el.tr(*(_cell(column, row) for column in columns)))
            ),
        ),
        class_name="table-frame",
    )


def pagination(*, previous: Any, following: Any, place: Any) -> rx.Component:
    """Links by cursor to what stands before and after; nothing where the list ends."""
    return rx.cond(
        previous | following,
        rx.el.nav(
            _step(t("Previous page"), previous, "prev"),
            rx.el.span(place),
            _step(t("Next page"), following, "next"),
            class_name="pagination",
            aria_label=t("Pages"),
        ),
    )


def _step(text: rx.Var[str], cursor: Any, relation: str) -> rx.Component:
    return rx.cond(
        cursor,
        QueryLink.create(
            text, change={"cursor": cursor}, class_name="button", custom_attrs={"rel": relation}
        ),
        rx.el.span(text, class_name="button", aria_disabled="true"),
    )


def _heading(column: Column, sorted_by: Any) -> rx.Component:
    figures = "figure" if column.figures else ""
    if not column.sort:
        return rx.el.th(column.heading, scope="col", class_name=figures)
    up, down = column.sort, f"-{column.sort}"
    turned = rx.cond(sorted_by == up, down, up)
    order = rx.cond(sorted_by == down, "descending", "none")
    return rx.el.th(
        QueryLink.create(
            column.heading, change={"sort": turned, "cursor": ""}, class_name="sort", stay=True
        ),
        scope="col",
        class_name=figures,
        aria_sort=rx.cond(sorted_by == up, "ascending", order),
    )


def _cell(column: Column, row: Any) -> rx.Component:
    return rx.el.td(
        rx.el.div(column.cell(row)),
        class_name="figure" if column.figures else "",
        custom_attrs={"data-label": column.heading},
    )
