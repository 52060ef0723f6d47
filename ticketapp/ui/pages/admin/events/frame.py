"""What the screens about one event stand in: its name, where it stands, and its tabs."""

import reflex as rx

from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.local import Tabs
from ticketapp.ui.components.surfaces import message
from ticketapp.ui.components.ticket import ticket
from ticketapp.ui.pages.admin.events.programme import status_badge
from ticketapp.ui.pages.admin.frame import admin_screen
from ticketapp.ui.states.admin.events.managed import ManagedEventState
from ticketapp.ui.text import number, t, when

event = ManagedEventState.event
_BOOKED = t("Since you opened this list, somebody booked or cancelled.")
_TABS = (
    (t("Overview"), ""),
    (t("Attendees"), "/attendees"),
    (t("Waiting list"), "/waiting"),
    (t("Door"), "/door"),
    (t("Settings"), "/settings"),
    (t("History"), "/history"),
)


def title() -> rx.Var[str]:
    return rx.cond(event["name"], event["name"], t("Event"))


def event_screen(*content: rx.Component) -> rx.Component:
    return rx.cond(
        ManagedEventState.access == "missing",
        no_such_event(),
        admin_screen(
            ManagedEventState,
            title(),
            rx.el.p(
                status_badge(event["status"]),
                rx.el.span(when(event["starts_at"], zone=event["zone"])),
                rx.el.span(event["place"]),
                class_name="event-standing",
            ),
            _tabs(),
            *content,
            action=rx.cond(
                event["href"], button_link(t("See its page"), event["href"], icon_name="arrow")
            ),
        ),
    )


def no_such_event() -> rx.Component:
    return ticket(
        rx.el.h1(t("No such event")),
        rx.el.p(t("It may have been deleted. What became of it is on record under Audit.")),
        button_link(t("All events"), "/admin/events", kind="primary", icon_name="arrow"),
        stub=rx.el.span("404", class_name="stub-figure", aria_hidden="true"),
    )


def _tabs() -> rx.Component:
    return rx.el.nav(
        Tabs.create(*(_tab(text, below) for text, below in _TABS), class_name="tab-links"),
        class_name="tabs",
        aria_label=t("Event"),
    )


def _tab(text: rx.Var[str], below: str) -> rx.Component:
    path = rx.State.router.url.path
    last = rx.match(path.split("/")[-1], *((end[1:], end) for _, end in _TABS if end), "")
    current = rx.cond(last == below, "page", "false")
    href = "/admin/events/" + event["id"] + below
    figure = rx.el.span(number(event["waiting"]), class_name="count")
    count = rx.cond(event["waiting"] > 0, figure) if below == "/waiting" else None
    return rx.el.li(rx.el.a(text, count, href=href, aria_current=current))


def list_has_changed(
    changed: rx.Var, show: rx.EventHandler, how: rx.Var[str] | None = None
) -> rx.Component:
    """A list does not move while one reads it: it says that it would be another one now."""
    return rx.cond(
        changed,
        rx.el.div(
            message(_BOOKED if how is None else how),
            button(t("Show it as it is now"), on_click=show),
            class_name="message-row",
        ),
    )
