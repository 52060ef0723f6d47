"""Parts of a list that keep what is shown in the page's address; see `assets/js/address.js`."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from ticketapp.ui.components.surfaces import skeleton
from ticketapp.ui.text import t


class QueryLink(rx.Component):
    """A link to the same page with other parameters; an empty one is left out.

    With `stay` the page keeps its place, as when something opens above it.
    """

    library = "$/public/js/address.js"
    tag = "QueryLink"

    change: rx.Var[dict[str, str]]
    stay: rx.Var[bool]


class FilterForm(rx.Component):
    library = "$/public/js/address.js"
    tag = "FilterForm"


class SidePanel(rx.Component):
    library = "$/public/js/address.js"
    tag = "SidePanel"

    param: rx.Var[str]
    shown: rx.Var[str]
    label: rx.Var[str]
    close: rx.Var[str]
    waiting: rx.Var[rx.Component]


def row_link(text: Any, **change: Any) -> rx.Component:
    """What opens a row, wherever in the row it is pressed."""
    return QueryLink.create(text, change=change, stay=True, class_name="row-link")


def filters(label: rx.Var[str], *fields: rx.Component) -> rx.Component:
    return FilterForm.create(*fields, class_name="filters", custom_attrs={"aria-label": label})


def words_filter(
    name: str,
    label: rx.Var[str],
    *,
    placeholder: rx.Var[str] | None = None,
    type: str = "search",  # noqa: A002
) -> rx.Component:
    """A filter that is typed in; with `type` a day."""
    hint = {} if placeholder is None else {"placeholder": placeholder}
    control = rx.el.input(
        type=type, id=f"filter-{name}", name=name, class_name="input", auto_complete="off", **hint
    )
    return _filter(name, label, control, "by-words" if type == "search" else "by-day")


def choice_filter(
    name: str, label: rx.Var[str], every: rx.Var[str], options: Sequence[tuple[str, rx.Var[str]]]
) -> rx.Component:
    """A filter that is chosen; `every` is what choosing nothing is called."""
    control = rx.el.select(
        rx.el.option(every, value=""),
        *(rx.el.option(text, value=value) for value, text in options),
        id=f"filter-{name}",
        name=name,
        class_name="input",
    )
    return _filter(name, label, control, "by-choice")


def gathered_filter(
    name: str, label: rx.Var[str], every: rx.Var[str], rows: Any, value: Callable[[Any], Any]
) -> rx.Component:
    """A filter that is chosen among what a state has gathered in `rows`; show it when they are
    there, or what the address has chosen finds no option to stand in.
    """
    control = rx.el.select(
        rx.el.option(every, value=""),
        rx.foreach(
            rows,
            lambda row: rx.cond(value(row), rx.el.option(value(row), value=value(row))),
        ),
        id=f"filter-{name}",
        name=name,
        class_name="input",
    )
    return _filter(name, label, control, "by-choice")


def switch_filter(name: str, label: rx.Var[str]) -> rx.Component:
    """A filter that is on or off."""
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, value="true"),
        rx.el.span(label),
        class_name="by-switch",
    )


def side_panel(param: str, label: rx.Var[str], *children: rx.Component, shown: Any) -> rx.Component:
    """A sheet at the page's edge, open while the address has `param`.

    Its content stands there once `shown`, the state's own word, is what the address asks for.
    """
    return SidePanel.create(
        *children,
        param=param,
        shown=shown,
        label=label,
        close=t("Close"),
        waiting=rx.Var.create(rx.el.div(skeleton(6), class_name="panel-body")),
    )


def _filter(name: str, label: rx.Var[str], control: rx.Component, kind: str) -> rx.Component:
    return rx.el.div(rx.el.label(label, html_for=f"filter-{name}"), control, class_name=kind)
