"""What events are shown with, in lists and on their own page; see `assets/js/events.js`."""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

from ticketapp.events.sale import SaleState
from ticketapp.ui.components.surfaces import badge
from ticketapp.ui.components.ticket import date_block
from ticketapp.ui.text import number, t, t_plural, when


class EventTime(rx.Component):
    library = "$/public/js/events.js"
    tag = "EventTime"

    starts: rx.Var[str]
    ends: rx.Var[str]
    zone: rx.Var[str]
    own: rx.Var[str]
    brief: rx.Var[bool]


class Ticking(rx.Component):
    library = "$/public/js/events.js"
    tag = "Ticking"

    text: rx.Var[str]


class DayChoices(rx.Component):
    library = "$/public/js/events.js"
    tag = "DayChoices"

    label: rx.Var[str]
    any: rx.Var[str]
    today: rx.Var[str]
    weekend: rx.Var[str]
    week: rx.Var[str]
    month: rx.Var[str]


class MoreLink(rx.Component):
    library = "$/public/js/events.js"
    tag = "MoreLink"

    count: rx.Var[str]
    shown: rx.Var[int]


class ShareButton(rx.Component):
    library = "$/public/js/events.js"
    tag = "ShareButton"

    name: rx.Var[str]
    copied: rx.Var[str]
    failed: rx.Var[str]


class ServedWords(rx.Component):
    """What the server wrote into this document for its address; its children without that."""

    library = "$/public/js/events.js"
    tag = "ServedWords"


def open_segment() -> rx.Var[str]:
    """The last part of the address, also after going from page to page."""
    imports = {"$/public/js/events.js": [ImportVar(tag="useOpenSegment")]}
    hooks = {"const openSegment = useOpenSegment();": None}
    return rx.Var("openSegment", _var_data=VarData(imports=imports, hooks=hooks)).to(str)


def event_time(event: Any, *, brief: bool = False) -> rx.Component:
    return EventTime.create(
        starts=event["starts_at"],
        ends=event["ends_at"],
        zone=event["zone"],
        own=t("Your time:"),
        brief=brief,
    )


def event_card(event: Any) -> rx.Component:
    """One event in a list: a small ticket, its date on the stub."""
    return rx.el.article(
        rx.el.div(
            date_block(event["starts_at"], event["zone"], brief=True), class_name="event-card-stub"
        ),
        rx.el.div(
            rx.el.h2(rx.el.a(event["name"], href=event["href"])),
            rx.el.p(event_time(event, brief=True), class_name="event-card-time"),
            rx.el.p(event["place"], class_name="event-card-place"),
            class_name="event-card-body",
        ),
        rx.el.div(
            rx.cond(event["running"], badge(t("On now"), "go")),
            rx.el.p(sale_words(event), class_name="event-card-sale"),
            fill_bar(event["sale"]),
            class_name="event-card-seats",
        ),
        class_name="event-card",
        custom_attrs={"data-sale": event["sale"]["state"]},
    )


def sale_words(event: Any) -> rx.Component:
    """Where the sale stands, in a few words that are true now."""
    sale = event["sale"]
    return rx.match(
        sale["state"],
        (SaleState.open.value, Ticking.create(text=_left(sale))),
        (SaleState.line.value, _sold_out(sale)),
        (SaleState.sold_out.value, _sold_out(sale)),
        (
            SaleState.not_open.value,
            rx.el.span(t("Opens {moment}", moment=opening(event))),
        ),
        (SaleState.closed.value, rx.el.span(t("Booking closed"))),
        (SaleState.over.value, rx.el.span(t("Over"))),
        (SaleState.cancelled.value, rx.el.span(t("Cancelled"))),
        (SaleState.draft.value, rx.el.span(t("Draft"))),
        rx.fragment(),
    )


def sale_panel(event: Any, *way: rx.Component) -> rx.Component:
    """The event's own ticket beside its page: the day, where the sale stands now, and the `way`
    to tickets.
    """
    sale = event["sale"]
    return rx.el.aside(
        rx.el.div(date_block(event["starts_at"], event["zone"]), class_name="sale-day"),
        rx.el.div(
            rx.el.h2(t("Tickets"), class_name="visually-hidden"),
            rx.match(
                sale["state"],
                (SaleState.open.value, _open(event)),
                (SaleState.line.value, _only_the_line(sale)),
                (
                    SaleState.sold_out.value,
                    _standing(t("Sold out"), t("Every seat is taken.")),
                ),
                (SaleState.not_open.value, _not_open_yet(event, says_when=not way)),
                (
                    SaleState.closed.value,
                    _standing(t("Booking closed"), t("Tickets that are booked stay valid.")),
                ),
                (SaleState.over.value, _standing(t("Over"), t("This event has ended."))),
                (
                    SaleState.cancelled.value,
                    _standing(t("Cancelled"), t("This event will not take place.")),
                ),
                (
                    SaleState.draft.value,
                    _standing(t("Draft"), t("Booking begins once it is published.")),
                ),
                rx.fragment(),
            ),
            *way,
            class_name="sale-now",
        ),
        class_name="sale-panel",
        aria_label=t("Tickets"),
        custom_attrs={"data-sale": sale["state"]},
    )


def _open(event: Any) -> rx.Component:
    sale = event["sale"]
    return rx.fragment(
        rx.el.p(
            rx.el.span(Ticking.create(text=number(sale["left"])), class_name="sale-figure"),
            " ",
            rx.el.span(t("of {count} left", count=sale["capacity"]), class_name="sale-of"),
            class_name="sale-left",
        ),
        fill_bar(sale),
        rx.cond(
            sale["closes_at"],
            rx.el.p(
                t(
                    "Booking closes {moment}",
                    moment=when(sale["closes_at"], style="soon", zone=event["zone"]),
                ),
                class_name="sale-note",
            ),
        ),
    )


def _only_the_line(sale: Any) -> rx.Component:
    return rx.fragment(
        rx.el.p(t("Sold out"), class_name="sale-state"),
        rx.cond(
            sale["waiting"] > 0,
            rx.el.p(
                Ticking.create(
                    text=t_plural("{count} waiting", "{count} waiting", count=sale["waiting"])
                ),
                class_name="sale-waiting",
            ),
        ),
        fill_bar(sale),
        rx.el.p(t("Seats that come free go to whoever waits first."), class_name="sale-note"),
    )


def _not_open_yet(event: Any, *, says_when: bool) -> rx.Component:
    capacity = event["sale"]["capacity"]
    seats = t_plural("{count} seat", "{count} seats", count=capacity)
    if says_when:
        return _standing(t("Opens {moment}", moment=opening(event)), seats)
    return _standing(seats, t("Booking has not opened yet."))


def _standing(state: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    return rx.fragment(
        rx.el.p(state, class_name="sale-state"), rx.el.p(text, class_name="sale-note")
    )


def fill_bar(sale: Any) -> rx.Component:
    """How full it is; the words beside it say the same."""
    return rx.el.div(
        rx.el.div(style={"inlineSize": sale["fill"].to_string() + "%"}),
        class_name="fill-bar",
        aria_hidden="true",
        custom_attrs={"data-sale": sale["state"]},
    )


def opening(event: Any) -> rx.Var[str]:
    """When booking opens, by the clock of the event's place."""
    return when(event["sale"]["opens_at"], style="soon", zone=event["zone"])


def _left(sale: Any) -> rx.Var[str]:
    return t_plural("{count} left", "{count} left", count=sale["left"])


def _sold_out(sale: Any) -> rx.Component:
    waiting = t_plural(
        "Sold out · {count} waiting", "Sold out · {count} waiting", count=sale["waiting"]
    )
    return rx.cond(
        (sale["waiting"] > 0) & (sale["state"] == SaleState.line.value),
        Ticking.create(text=waiting),
        rx.el.span(t("Sold out")),
    )
