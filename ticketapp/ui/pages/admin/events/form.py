"""The form of an event, beside what its page will look like."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.event_form import (
    DraftForm,
    speakers_field,
    time_field,
    zone_field,
)
from ticketapp.ui.components.event_words import event_words
from ticketapp.ui.components.events import sale_panel
from ticketapp.ui.components.fields import checkbox, text_area, text_field
from ticketapp.ui.components.surfaces import problem
from ticketapp.ui.states.admin.events.editor import EventFormState
from ticketapp.ui.text import t

_STATE = EventFormState


def event_form(
    *before_saving: rx.Component, save: rx.Var[str], on_save: Any, discard: rx.Component
) -> rx.Component:
    return rx.el.div(
        DraftForm.create(
            rx.el.fieldset(
                _what(),
                _when(),
                _tickets(),
                _people(),
                *before_saving,
                disabled=~_STATE.can_change,
            ),
            rx.cond(_STATE.can_change, _save_bar(save, discard)),
            key=_STATE.event_id + ":" + _STATE.opening.to_string(),
            kept={"id": _STATE.event_id, "version": _STATE.version},
            unsaved=_STATE.unsaved,
            answered=_STATE.answered,
            saved=_STATE.saved,
            leaving={
                "title": t("Leave without saving?"),
                "text": t("What you changed here is lost then."),
                "stay": t("Stay here"),
                "leave": t("Leave"),
            },
            on_look=_STATE.look,
            on_save=on_save,
            class_name="event-form",
        ),
        _preview(),
        class_name="event-writing",
    )


def _part(name: str, title: rx.Var[str], *fields: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, id=f"{name}-part"),
        *fields,
        class_name="form-part",
        aria_labelledby=f"{name}-part",
    )


def _text(name: str) -> dict[str, Any]:
    return {"default_value": _STATE.texts[name], "error": _STATE.errors[name]}


def _time(name: str, label: rx.Var[str], **props: Any) -> rx.Component:
    return time_field(
        name,
        label,
        value=_STATE.texts[name],
        error=_STATE.errors[name],
        doubled=_STATE.doubled,
        second=_STATE.second,
        **props,
    )


def _number(name: str, label: rx.Var[str], **props: Any) -> rx.Component:
    return text_field(
        name,
        label,
        type="number",
        input_mode="numeric",
        min=1,
        required=True,
        auto_complete="off",
        **_text(name),
        **props,
    )


def _what() -> rx.Component:
    return _part(
        "what",
        t("What"),
        text_field("name", t("Name"), required=True, auto_complete="off", **_text("name")),
        text_field("location", t("Place"), required=True, auto_complete="off", **_text("location")),
        text_area(
            "description",
            t("Description"),
            help=t("Markdown: **bold**, *slanted*, ## heading, - list, [words](address)."),
            rows=8,
            **_text("description"),
        ),
    )


def _when() -> rx.Component:
    return _part(
        "when",
        t("When"),
        zone_field(
            "timezone",
            t("Time zone"),
            value=_STATE.texts["timezone"],
            error=_STATE.errors["timezone"],
        ),
        rx.el.div(
            _time("starts_at", t("Begins"), required=True),
            _time("ends_at", t("Ends"), required=True),
            class_name="form-pair",
        ),
        _time("doors_open_at", t("Doors open"), help=t("Empty: 2 hours before it begins.")),
    )


def _tickets() -> rx.Component:
    return _part(
        "tickets",
        t("Tickets"),
        rx.el.div(
            _number("capacity", t("Capacity")),
            _number("max_per_booking", t("Most in one booking")),
            _number("max_per_person", t("Most per person")),
            class_name="form-pair",
        ),
        rx.el.div(
            _time("booking_opens_at", t("Booking opens"), help=t("Empty: when it is published.")),
            _time("booking_closes_at", t("Booking closes"), help=t("Empty: when it ends.")),
            _time(
                "cancel_until",
                t("Tickets can be given back until"),
                help=t("Empty: until it begins."),
            ),
            _time(
                "waitlist_closes_at",
                t("Waiting list closes"),
                help=t("Empty: when it begins."),
            ),
            class_name="form-pair",
        ),
        rx.el.div(
            _switch("waitlist", t("Keep a waiting list when it is sold out")),
            _switch("guest_booking", t("People can book without an account")),
            _switch("reentry", t("People may go out and come in again")),
            class_name="form-switches",
        ),
    )


def _switch(name: str, label: rx.Var[str]) -> rx.Component:
    return checkbox(name, label, default_checked=_STATE.checks[name])


def _people() -> rx.Component:
    return _part(
        "people",
        t("Speakers and topics"),
        speakers_field(speakers=_STATE.speakers, error=_STATE.errors["speakers"]),
        text_field(
            "tags",
            t("Topics"),
            help=t("Parted by commas. People find the event by them."),
            auto_complete="off",
            **_text("tags"),
        ),
        text_area(
            "rest",
            t("More, as JSON"),
            help=t("Anything that programs should know, as an object. It is not shown."),
            spell_check=False,
            rows=3,
            **_text("rest"),
        ),
    )


def _save_bar(save: rx.Var[str], discard: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.cond(_STATE.place == "saving", problem(_STATE.problem)),
        rx.el.span(t("Not saved yet"), class_name="unsaved soft"),
        discard,
        button(save, kind="primary", submits=True, finished=_STATE.answered),
        class_name="save-bar",
    )


def _preview() -> rx.Component:
    shown = _STATE.preview
    return rx.el.aside(
        rx.el.p(t("Preview"), class_name="preview-mark", aria_hidden="true"),
        rx.el.div(
            rx.el.article(
                rx.el.div(event_words(shown, within="preview-"), class_name="event-main"),
                sale_panel(shown),
                class_name="event-page",
            ),
            class_name="preview-page",
        ),
        class_name="preview",
        aria_label=t("Preview of its page"),
    )
