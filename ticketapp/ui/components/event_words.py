"""What an event says about itself: on its own page, and in the preview of who writes it."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from ticketapp.events.pictures import WIDTHS
from ticketapp.ui.components.events import event_time
from ticketapp.ui.components.icons import IconName, icon
from ticketapp.ui.components.surfaces import badge
from ticketapp.ui.text import t
from ticketapp.web.event_heads import COVER_SIZES

Heading = Callable[..., rx.Component]


def event_words(event: Any, *, within: str = "") -> rx.Component:
    """Picture, name, time and place, description, speakers and topics.

    On its own page the name is the page's title. `within` names the part of another page that all
    this stands in: its headings are then one level lower, and their ids belong to that part.
    """
    title, heading = (rx.el.h2, rx.el.h3) if within else (rx.el.h1, rx.el.h2)
    return rx.fragment(
        _cover(event),
        rx.el.header(
            rx.cond(event["running"], badge(t("On now"), "go")),
            title(event["name"]),
            _fact("calendar", event_time(event)),
            _fact("place", event["place"]),
            class_name="event-head",
        ),
        _about(event, heading, f"{within}about"),
        _speakers(event, heading, f"{within}speakers"),
        _tags(event),
    )


def _cover(event: Any) -> rx.Component:
    """The picture in the width that the screen needs; it says nothing that the words don't."""
    small, large = WIDTHS
    sources = event["cover_small"] + f" {small}w, " + event["cover"] + f" {large}w"
    return rx.cond(
        event["cover"],
        rx.el.img(
            src=event["cover"],
            src_set=sources,
            sizes=COVER_SIZES,
            alt="",
            class_name="event-cover",
        ),
    )


def _fact(icon_name: IconName, content: rx.Component | rx.Var) -> rx.Component:
    return rx.el.p(icon(icon_name), rx.el.span(content), class_name="event-fact")


def _about(event: Any, heading: Heading, name: str) -> rx.Component:
    """The description, which the state has made safe."""
    return rx.cond(
        event["description"],
        rx.el.section(
            heading(t("About"), id=name, class_name="visually-hidden"),
            rx.html(event["description"], class_name="prose"),
            aria_labelledby=name,
            class_name="event-section",
        ),
    )


def _speakers(event: Any, heading: Heading, name: str) -> rx.Component:
    return rx.cond(
        event["speakers"],
        rx.el.section(
            heading(t("With"), id=name),
            rx.el.ul(
                rx.foreach(
                    event["speakers"],
                    lambda speaker: rx.el.li(
                        rx.el.strong(rx.el.bdi(speaker["name"])),
                        rx.cond(speaker["about"], rx.el.span(rx.el.bdi(speaker["about"]))),
                    ),
                ),
                class_name="speakers",
            ),
            aria_labelledby=name,
            class_name="event-section",
        ),
    )


def _tags(event: Any) -> rx.Component:
    return rx.cond(
        event["tags"],
        rx.el.ul(
            rx.foreach(event["tags"], lambda tag: rx.el.li(rx.el.bdi(tag))),
            class_name="tags",
            aria_label=t("Topics"),
        ),
    )
