"""Forms that an `action` of a state answers."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.local import WrongField
from ticketapp.ui.components.surfaces import problem
from ticketapp.ui.states.base import FormState


def form(
    state: type[FormState], *children: rx.Component, on_submit: Any, **props: Any
) -> rx.Component:
    """What `state` refuses stands above the form, or beside the field it is about.

    The browser's own checks are off: they would speak its language, not the page's.
    """
    return rx.el.form(
        problem(state.problem),
        *children,
        WrongField.create(errors=state.errors),
        on_submit=on_submit,
        no_validate=True,
        class_name="form",
        **props,
    )
