"""One event at a glance, and what can be done with it as a whole."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.event_form import which_of_two
from ticketapp.ui.components.events import fill_bar
from ticketapp.ui.components.fields import text_area, text_field
from ticketapp.ui.components.figures import figure, figures
from ticketapp.ui.components.local import ModalDialog
from ticketapp.ui.components.surfaces import confirmation, message, problem
from ticketapp.ui.pages.admin.events.frame import event, event_screen
from ticketapp.ui.pages.admin.frame import facts
from ticketapp.ui.states.admin.events.managed import ManagedEventState
from ticketapp.ui.text import t, t_plural, when

_STATE = ManagedEventState


def page() -> rx.Component:
    return event_screen(
        rx.cond(
            event["status"] == "cancelled",
            message(
                rx.cond(
                    event["cancelled_reason"],
                    t("Cancelled: {reason}", reason=event["cancelled_reason"]),
                    t("This event is cancelled."),
                ),
                "stop",
            ),
        ),
        rx.cond(_STATE.place == "", problem(_STATE.problem)),
        rx.el.div(_figures(), _times(), class_name="event-glance"),
        _acts(),
        _questions(),
    )


def _figures() -> rx.Component:
    return rx.el.div(
        figures(
            figure(t("Booked"), event["booked"], t("of {count}", count=event["capacity"])),
            figure(t("Free"), event["available"]),
            figure(t("Waiting"), event["waiting"]),
            figure(t("Inside"), event["checked_in"]),
        ),
        fill_bar(event["full"]),
    )


def _times() -> rx.Component:
    def there(moment: Any) -> rx.Var[str]:
        return when(moment, zone=event["zone"])

    return facts(
        _opening(),
        (t("Booking closes"), there(event["booking_closes_at"])),
        (t("Doors open"), there(event["doors_open_at"])),
        (t("Begins"), there(event["starts_at"])),
        (t("Ends"), there(event["ends_at"])),
        (t("Time zone"), event["zone"]),
    )


def _opening() -> tuple[rx.Var[str], rx.Var[str]]:
    """When booking opens, or opened if that was with the event's publication."""
    given = event["booking_opens_at"]
    is_open = (given == "") & (event["status"] != "draft")
    return (
        rx.cond(is_open, t("Booking opened"), t("Booking opens")),
        rx.cond(given, when(given, zone=event["zone"]), t("When published")),
    )


def _acts() -> rx.Component:
    return rx.el.ul(
        rx.match(
            event["status"],
            (
                "draft",
                _act(
                    t("Publish"),
                    t("It appears under What’s on, and people can book it."),
                    button(t("Publish it"), kind="primary", on_click=_STATE.publish),
                ),
            ),
            ("upcoming", rx.cond(~event["in_use"], _taking_back())),
            ("active", rx.cond(~event["in_use"], _taking_back())),
            rx.fragment(),
        ),
        _act(
            t("Duplicate"),
            t("A draft with all its settings, at another time."),
            button(t("Make a copy"), on_click=_STATE.ask("duplicate")),
        ),
        rx.cond(
            event["can_change"] & (event["status"] != "draft"),
            _act(
                t("Cancel"),
                t("It does not take place. Its page stays and says so."),
                button(t("Cancel the event"), on_click=_STATE.ask("cancel")),
            ),
        ),
        _act(
            t("Delete"),
            t("It disappears from every list, and its page with it. The audit trail remains."),
            button(t("Delete the event"), on_click=_STATE.ask("delete")),
        ),
        class_name="event-acts",
    )


def _taking_back() -> rx.Component:
    return _act(
        t("Take it back"),
        t("Nobody has booked yet. As a draft, only admins see it."),
        button(t("Make it a draft again"), on_click=_STATE.take_back),
    )


def _act(title: rx.Var[str], text: rx.Var[str], act: rx.Component) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.h2(title), rx.el.p(text, class_name="soft")),
        act,
    )


def _questions() -> rx.Component:
    return rx.el.div(
        _question("duplicate", t("Duplicate this event"), _copy_form()),
        _question("cancel", t("Cancel this event?"), _cancel_form()),
        confirmation(
            "delete-event",
            open=_STATE.asking == "delete",
            title=t("Delete this event?"),
            consequence=rx.fragment(
                rx.cond(event["in_use"] & event["can_change"], rx.fragment(_ended(), " ")),
                t("The event and its page are gone. This can’t be undone."),
            ),
            confirm=t("Delete it"),
            on_confirm=_STATE.delete,
            on_dismiss=_STATE.dismiss,
        ),
    )


def _question(act: str, title: rx.Var[str], form: rx.Component) -> rx.Component:
    return ModalDialog.create(
        rx.el.h2(title, id=f"{act}-question"),
        rx.cond(_STATE.asking == act, form),
        open=_STATE.asking == act,
        labelled_by=f"{act}-question",
        on_dismiss=_STATE.dismiss,
    )


def _copy_form() -> rx.Component:
    return rx.el.form(
        rx.cond(_STATE.place == "duplicate", problem(_STATE.problem)),
        rx.el.p(
            t("The copy is a draft. Its other times move along, and nobody is booked on it."),
        ),
        text_field(
            "copy_starts_at",
            t("New start"),
            type="datetime-local",
            help=t("By the clocks in {zone}.", zone=event["zone"]),
            error=_STATE.errors["starts_at"],
            default_value=_STATE.copy_starts_at,
            required=True,
        ),
        rx.cond(
            _STATE.copy_doubled["first"],
            which_of_two("second", _STATE.copy_doubled, False),  # noqa: FBT003
        ),
        _answers(t("Make the copy"), "primary"),
        on_submit=_STATE.duplicate,
        no_validate=True,
        class_name="form",
    )


def _cancel_form() -> rx.Component:
    return rx.el.form(
        rx.cond(_STATE.place == "cancel", problem(_STATE.problem)),
        rx.el.p(_ended(), " ", t("This can’t be undone.")),
        text_area(
            "reason",
            t("Reason (optional)"),
            help=t("Shown to everybody on the event’s page."),
            error=_STATE.errors["reason"],
        ),
        _answers(t("Cancel the event"), "danger"),
        on_submit=_STATE.cancel,
        no_validate=True,
        class_name="form",
    )


def _answers(confirm: rx.Var[str], kind: Any) -> rx.Component:
    return rx.el.div(
        rx.el.button(
            t("Keep it as it is"), type="button", on_click=_STATE.dismiss, class_name="button"
        ),
        button(confirm, kind=kind, submits=True),
        class_name="dialog-actions",
    )


def _ended() -> rx.Component:
    """What becomes of those who have booked or wait, in figures."""
    return rx.fragment(
        rx.cond(
            event["booked"] > 0,
            t_plural(
                "{count} booked ticket is cancelled: its code stops working at once, and its "
                "holder is told by mail.",
                "{count} booked tickets are cancelled: their codes stop working at once, and "
                "their holders are told by mail.",
                count=event["booked"],
            ),
            t("Nobody has booked."),
        ),
        " ",
        rx.cond(
            event["waiting"] > 0,
            t_plural(
                "{count} person loses the place in line and is told by mail.",
                "{count} people lose their place in line and are told by mail.",
                count=event["waiting"],
            ),
            t("Nobody waits in line."),
        ),
    )
