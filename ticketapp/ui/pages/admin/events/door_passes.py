"""The devices that scan at an event's doors: who has a pass, giving one out, taking it away."""

import reflex as rx

from ticketapp.ui.components.address import QueryLink, side_panel
from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.fields import select_field, text_field
from ticketapp.ui.components.local import Arrival, CopyButton, PrintButton
from ticketapp.ui.components.sent_forms import Outcome, outcomes, send_button, sent_form
from ticketapp.ui.components.surfaces import confirmation, message, problem, skeleton
from ticketapp.ui.components.tables import Column, table
from ticketapp.ui.pages.admin.events.door_log import gate_name
from ticketapp.ui.pages.admin.events.frame import event
from ticketapp.ui.pages.admin.frame import not_loaded
from ticketapp.ui.states.admin.events.door_passes import NEW, DoorPassesState
from ticketapp.ui.text import t, t_plural, when
from ticketapp.web.door_forms import HAND_OUT

_STATE = DoorPassesState
_ASKED = DoorPassesState.asking
_MADE = Outcome(HAND_OUT)
_HOURS = tuple(
    (str(hours), t_plural("{count} hour", "{count} hours", count=hours)) for hours in (12, 1, 4, 24)
)


def door_passes() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("Devices with a pass")),
            QueryLink.create(
                t("Give out a pass"), change={"device": NEW}, stay=True, class_name="button"
            ),
            class_name="door-part-head",
        ),
        rx.cond(_STATE.place == "passes", problem(_STATE.problem)),
        rx.match(
            _STATE.access,
            (
                "open",
                rx.cond(
                    _STATE.rows,
                    _list(),
                    rx.el.p(
                        t(
                            "None now. Staff who sign in on their own phone get one by "
                            "themselves; another device gets one here."
                        ),
                        class_name="soft",
                    ),
                ),
            ),
            ("failed", not_loaded(_STATE)),
            skeleton(3),
        ),
        side_panel("device", t("A pass for a device"), _new_pass(), shown=_STATE.device),
        _question(),
        class_name="door-part",
    )


def _list() -> rx.Component:
    columns = (
        Column(
            t("Device"),
            lambda row: rx.fragment(
                rx.el.strong(row["label"]),
                rx.cond(
                    row["by"] & (row["by"] != row["label"]),
                    rx.el.span(t("Given out by {name}", name=row["by"]), class_name="aside"),
                ),
            ),
        ),
        Column(t("Gate"), lambda row: rx.cond(row["gate"], row["gate"], "–")),
        Column(t("Opens doors until"), lambda row: when(row["until"], style="soon")),
        Column(
            t("Last used"),
            lambda row: rx.cond(row["used"], when(row["used"], style="soon"), t("Not yet")),
        ),
        Column(
            t("End it"),
            lambda row: button(
                t("End the pass"),
                on_click=_STATE.ask(row["id"]),
                aria_label=t("End the pass of {name}", name=row["label"]),
            ),
        ),
    )
    return table(t("Devices with a pass"), columns, _STATE.rows)


def _new_pass() -> rx.Component:
    return outcomes(rx.cond(_MADE.answer, _once(), _form()), of=(_MADE,))


def _form() -> rx.Component:
    return rx.el.div(
        rx.el.header(
            rx.el.h2(t("A pass for a device")),
            rx.el.p(
                t(
                    "Whoever holds the device can scan at the doors of this event and nothing "
                    "else, until the time is up or you end it."
                ),
                class_name="soft",
            ),
            class_name="panel-head",
        ),
        sent_form(
            _MADE,
            problem(_MADE.problem),
            rx.el.input(type="hidden", name="event_id", value=event["id"], read_only=True),
            text_field(
                "label",
                t("Device or person"),
                help=t("Stands in the log beside each scan."),
                error=_MADE.error("label"),
                required=True,
                max_length=60,
                auto_complete="off",
            ),
            text_field(
                "gate",
                t("Gate (optional)"),
                error=_MADE.error("gate"),
                max_length=40,
                auto_complete="off",
            ),
            select_field("hours", t("Opens doors for"), _HOURS, error=_MADE.error("hours")),
            send_button(_MADE, t("Make the pass")),
        ),
        class_name="panel-body",
    )


def _once() -> rx.Component:
    """The pass as a code to scan; only this page ever has it, and only now."""
    answer = _MADE.answer.to(dict[str, str])
    return Arrival.create(
        rx.el.header(
            rx.el.h2(answer["label"]),
            rx.el.p(
                gate_name(answer["gate"]),
                ", ",
                t("until {when}", when=when(answer["expires_at"])),
                class_name="soft",
            ),
            class_name="panel-head",
        ),
        message(t("This code is shown only now. Whoever scans it can work at your doors."), "wait"),
        rx.el.img(
            src=answer["picture"],
            alt=t("QR code that signs a device in at the door"),
            width="240",
            height="240",
            class_name="qr",
        ),
        rx.el.p(
            t(
                "Scan it with the device’s own camera, and open the link: the scanner comes up, "
                "signed in."
            )
        ),
        rx.el.div(
            PrintButton.create(t("Print"), class_name="button"),
            CopyButton.create(
                t("Copy the link"), text=answer["link"], copied=t("Copied"), class_name="button"
            ),
            QueryLink.create(t("Done"), change={"device": ""}, stay=True, class_name="button"),
            class_name="row",
        ),
        class_name="panel-body pass-made",
        on_mount=_STATE.load,
    )


def _question() -> rx.Component:
    return confirmation(
        "end-pass",
        open=_ASKED["id"] != "",
        title=t("End the pass of {name}?", name=_ASKED["label"]),
        consequence=t(
            "The device can scan no more, from its next scan on. What it scanned without network "
            "and has not told yet stays on it until it is given another pass."
        ),
        confirm=t("End the pass"),
        on_confirm=_STATE.revoke,
        on_dismiss=_STATE.dismiss,
    )
