"""Controls that only an event's form has; see `assets/js/event-form.js`."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.fields import checkbox, labelled, text_field
from ticketapp.ui.text import t


class DraftForm(rx.Component):
    library = "$/public/js/event-form.js"
    tag = "DraftForm"

    kept: rx.Var[dict[str, Any]]
    unsaved: rx.Var[bool]
    answered: rx.Var[int]
    saved: rx.Var[int]
    leaving: rx.Var[dict[str, str]]
    on_look: rx.EventHandler[rx.event.passthrough_event_spec(dict, list)]
    on_save: rx.EventHandler[rx.event.passthrough_event_spec(dict)]


class ZoneChoice(rx.Component):
    library = "$/public/js/event-form.js"
    tag = "ZoneChoice"

    id: rx.Var[str]
    name: rx.Var[str]
    value: rx.Var[str]
    label: rx.Var[str]
    none: rx.Var[str]
    described_by: rx.Var[str]
    error: rx.Var[str]


class SpeakerLines(rx.Component):
    library = "$/public/js/event-form.js"
    tag = "SpeakerLines"

    speakers: rx.Var[list[dict[str, str]]]
    name_label: rx.Var[str]
    role_label: rx.Var[str]
    add: rx.Var[str]
    remove: rx.Var[str]
    most: rx.Var[int]
    described_by: rx.Var[str]
    error: rx.Var[str]


class CoverChoice(rx.Component):
    library = "$/public/js/cover-choice.js"
    tag = "CoverChoice"

    action: rx.Var[str]
    shown: rx.Var[str]
    name: rx.Var[str]
    choose: rx.Var[str]
    replace: rx.Var[str]
    remove: rx.Var[str]
    help: rx.Var[str]
    too_large: rx.Var[str]
    unreachable: rx.Var[str]
    on_changed: rx.EventHandler[rx.event.no_args_event_spec]


def zone_field(name: str, label: rx.Var[str], *, value: Any, error: Any) -> rx.Component:
    control = ZoneChoice.create(
        id=name,
        name=name,
        value=value,
        label=t("Time zones"),
        none=t("No time zone has that in its name."),
        described_by=f"{name}-help {name}-error",
        error=error,
    )
    return labelled(
        name,
        label,
        control,
        help=t("All times below are by the clocks there. Type a city or a region to find it."),
        error=error,
    )


def time_field(
    name: str,
    label: rx.Var[str],
    *,
    value: Any,
    error: Any,
    doubled: Any,
    second: Any,
    help: rx.Var[str] | None = None,  # noqa: A002
    **props: Any,
) -> rx.Component:
    """A time by the clock at the event's place. One that comes twice there asks which is meant."""
    return rx.el.div(
        text_field(
            name,
            label,
            type="datetime-local",
            help=help,
            error=error,
            default_value=value,
            auto_complete="off",
            **props,
        ),
        rx.cond(doubled[name]["first"], which_of_two(name, doubled[name], second.contains(name))),
        class_name="time-field",
    )


def which_of_two(name: str, doubled: Any, is_second: Any, **props: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            t(
                "The clocks go back then, so this time comes twice. The first one is meant "
                "({offset}), unless you say otherwise.",
                offset=doubled["first"],
            )
        ),
        checkbox(
            "second",
            t("I mean the second one ({offset})", offset=doubled["second"]),
            value=name,
            default_checked=is_second,
            **{"data-list": "", "data-topic": name, **props},
        ),
        class_name="which-of-two",
        role="status",
    )


def speakers_field(*, speakers: Any, error: Any) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("Speakers")),
        SpeakerLines.create(
            speakers=speakers,
            name_label=t("Speaker’s name"),
            role_label=t("What they do"),
            add=t("Add a speaker"),
            remove=t("Remove speaker"),
            most=30,
            described_by="speakers-error",
            error=error,
        ),
        rx.el.div(
            rx.cond(error, rx.el.p(error, class_name="field-error")),
            id="speakers-error",
            aria_live="polite",
        ),
        class_name="field speakers-field",
    )
