"""The place of content that is looked up: its outline, then the content, or why there is none."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.surfaces import empty, skeleton
from ticketapp.ui.states.accounts.loading import LoadingState
from ticketapp.ui.text import t


def loaded(
    state: type[LoadingState],
    content: rx.Component,
    *,
    lines: int,
    trouble: rx.Var[str],
    again: Any,
) -> rx.Component:
    """`trouble` is the heading where it can't be loaded, `again` the handler that tries anew."""
    retry = button(t("Try again"), kind="primary", on_click=again)
    return rx.cond(
        state.ready,
        content,
        rx.cond(state.trouble, empty(trouble, state.trouble, retry), skeleton(lines)),
    )
