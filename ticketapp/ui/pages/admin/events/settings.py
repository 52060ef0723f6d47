"""An event's settings: its form, its picture, and two versions of it side by side."""

from typing import Any

import reflex as rx

from ticketapp.events.pictures import LARGEST_UPLOAD
from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.event_form import CoverChoice
from ticketapp.ui.components.local import Arrival
from ticketapp.ui.components.surfaces import badge, message, problem, skeleton
from ticketapp.ui.pages.admin.audit import who
from ticketapp.ui.pages.admin.events.form import event_form
from ticketapp.ui.pages.admin.events.frame import event, event_screen
from ticketapp.ui.states.admin.events.editor import EventFormState
from ticketapp.ui.text import said, t, when

_STATE = EventFormState
_MEGABYTES = LARGEST_UPLOAD // (1024 * 1024)


def page() -> rx.Component:
    return event_screen(
        rx.match(
            _STATE.access,
            ("open", _settings()),
            ("failed", rx.el.div(message(_STATE.problem, "stop"), _again(), class_name="stack")),
            skeleton(8),
        )
    )


def _again() -> rx.Component:
    return button(t("Try again"), kind="primary", on_click=_STATE.load)


def _settings() -> rx.Component:
    return rx.fragment(
        rx.cond(
            ~_STATE.can_change,
            message(
                t("This event is over or cancelled, so it can’t be changed. Duplicate it instead."),
                "wait",
            ),
        ),
        rx.cond(_STATE.conflict, Arrival.create(_two_versions())),
        rx.el.div(
            event_form(
                save=t("Save the changes"),
                on_save=_STATE.save,
                discard=button(
                    t("Discard the changes"),
                    kind="quiet",
                    on_click=_STATE.discard,
                    custom_attrs={"data-when": "unsaved"},
                ),
            ),
            rx.cond(_STATE.can_change, _picture()),
            hidden=_STATE.conflict.length() > 0,
            class_name="event-settings",
        ),
    )


def _picture() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Picture"), id="picture-part"),
        CoverChoice.create(
            action="/admin/events/" + event["id"] + "/cover",
            shown=event["cover"],
            name=t("The picture as it is now"),
            choose=t("Choose a picture"),
            replace=t("Choose another picture"),
            remove=t("Remove the picture"),
            help=t(
                "JPEG, PNG or WebP, up to {size} MB; wide ones look best. It is shown at once.",
                size=_MEGABYTES,
            ),
            too_large=t("This picture is larger than {size} MB.", size=_MEGABYTES),
            unreachable=t("The server can’t be reached right now. Try again in a moment."),
            on_changed=_STATE.look_at_picture,
        ),
        class_name="form-part event-picture",
        aria_labelledby="picture-part",
    )


def _two_versions() -> rx.Component:
    return rx.el.form(
        rx.el.header(
            rx.el.h2(t("Somebody saved first")),
            rx.el.p(
                rx.cond(
                    _STATE.other,
                    t(
                        "{who} changed this event on {when}, after you had opened it. Choose for "
                        "each difference what stays.",
                        who=who(_STATE.other),
                        when=when(_STATE.other_at),
                    ),
                    t(
                        "This event was changed after you had opened it. Choose for each "
                        "difference what stays."
                    ),
                )
            ),
            class_name="stack",
        ),
        rx.cond(_STATE.place == "saving", problem(_STATE.problem)),
        rx.foreach(_STATE.conflict, _difference),
        rx.el.div(
            button(t("Discard my changes"), kind="quiet", on_click=_STATE.discard),
            button(
                t("Save what is chosen"), kind="primary", submits=True, finished=_STATE.answered
            ),
            class_name="save-bar",
        ),
        on_submit=_STATE.settle,
        key=_STATE.answered,
        class_name="two-versions",
    )


def _difference(difference: rx.Var) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(
            said(difference["label"]),
            rx.cond(difference["changed"] == "both", badge(t("Both changed it"), "wait")),
        ),
        rx.el.div(
            _version(difference, "theirs", t("Saved now"), difference["changed"] != "mine"),
            _version(difference, "mine", t("Yours"), difference["changed"] == "mine"),
            class_name="versions",
        ),
        class_name="difference",
    )


def _version(difference: Any, side: str, name: rx.Var[str], is_usual: Any) -> rx.Component:
    return rx.el.label(
        rx.el.span(
            rx.el.input(
                type="radio", name=difference["field"], value=side, default_checked=is_usual
            ),
            rx.el.span(name),
            class_name="version-head",
        ),
        rx.el.span(_value(difference[side], difference["form"]), class_name="version-text"),
        class_name="version",
    )


def _value(text: Any, form: Any) -> rx.Component:
    return rx.match(
        form,
        ("moment", rx.cond(text, when(text, zone=_STATE.texts["timezone"]), t("As usual"))),
        ("switch", rx.cond(text, t("Yes"), t("No"))),
        rx.cond(text, text, t("Nothing")),
    )
