"""Lists of many things: readable on a desk as a table, on a phone as one sheet per row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from ticketapp.ui.text import t


@dataclass(frozen=True)
class Column:
    """One column: its heading, what stands in a row's cell, and how the server sorts by it."""

    heading: rx.Var[str]
    cell: Callable[[Any], Any]
    sort: str = ""
    figures: bool = False


def table(
    caption: rx.Var[str],
    columns: Sequence[Column],
    rows: Any,
    *,
    sorted_by: Any = "",
    descending: Any = False,
    on_sort: Any = None,
) -> rx.Component:
    """`rows` is a state's list. `on_sort` gets a column's sort key; the state turns the order."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="visually-hidden"),
            rx.el.thead(
                rx.el.tr(*(_heading(column, sorted_by, descending, on_sort) for column in columns))
            ),
            rx.el.tbody(
                rx.foreach(rows, lambda row: rx.el.tr(*(_cell(column, row) for column in columns)))
            ),
        ),
        class_name="table-frame",
    )


def pagination(page: Any, pages: Any, *, previous: Any, following: Any) -> rx.Component:
    """Links to the pages before and after; an empty address means that there is none."""
    return rx.el.nav(
        _step(t("Previous page"), previous, "prev"),
        rx.el.span(t("Page {page} of {pages}", page=page, pages=pages)),
        _step(t("Next page"), following, "next"),
        class_name="pagination",
        aria_label=t("Pages"),
    )


def _step(text: rx.Var[str], href: Any, relation: str) -> rx.Component:
    return rx.cond(
        href,
        rx.el.a(text, href=href, rel=relation, class_name="button"),
        rx.el.span(text, class_name="button", aria_disabled="true"),
    )


def _heading(column: Column, sorted_by: Any, descending: Any, on_sort: Any) -> rx.Component:
    figures = "figure" if column.figures else ""
    if not column.sort or on_sort is None:
        return rx.el.th(column.heading, scope="col", class_name=figures)
    order = rx.cond(descending, "descending", "ascending")
    return rx.el.th(
        rx.el.button(
            column.heading, type="button", class_name="sort", on_click=on_sort(column.sort)
        ),
        scope="col",
        class_name=figures,
        aria_sort=rx.cond(sorted_by == column.sort, order, "none"),
    )


def _cell(column: Column, row: Any) -> rx.Component:
    return rx.el.td(
        rx.el.span(column.cell(row)),
        class_name="figure" if column.figures else "",
        custom_attrs={"data-label": column.heading},
    )
