"""A new event."""

import reflex as rx

from ticketapp.events.models import EventStatus
from ticketapp.ui.components.buttons import button_link
from ticketapp.ui.pages.admin.events.form import event_form
from ticketapp.ui.pages.admin.frame import admin_screen
from ticketapp.ui.states.admin.events.editor import EventFormState
from ticketapp.ui.text import t


def page() -> rx.Component:
    return admin_screen(
        EventFormState,
        t("New event"),
        event_form(
            _standing(),
            save=t("Save the event"),
            on_save=EventFormState.create,
            discard=button_link(t("Back to all events"), "/admin/events", kind="quiet"),
        ),
    )


def _standing() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(rx.el.h2(t("Who sees it"))),
        _choice(EventStatus.draft, t("Only admins: keep it as a draft"), is_first=True),
        _choice(EventStatus.upcoming, t("Everybody: publish it at once"), is_first=False),
        class_name="form-part choices",
    )


def _choice(status: EventStatus, text: rx.Var[str], *, is_first: bool) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name="status", value=status.value, default_checked=is_first),
        rx.el.span(text),
        class_name="checkbox",
    )
