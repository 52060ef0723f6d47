"""A page whose content is looked up first, and what it says where that fails."""

from typing import Any

import reflex as rx

from ticketapp.core.errors import Refusal
from ticketapp.ui.states.base import NO_NOTICE


class LoadingState(rx.State, mixin=True):
    """Mix in before `PageState`. Until `ready`, a refusal stands in place of the content.

    `trouble` is that refusal; where it leads elsewhere, as to signing in, there is none.
    """

    ready: bool = False
    trouble: str = ""

    def _refused(self, refusal: Refusal) -> Any:
        event = super()._refused(refusal)
        if event is None and not self.ready:
            self.trouble, self.notice = self.notice["text"], NO_NOTICE
        return event

    def _loaded(self) -> None:
        self.ready, self.trouble = True, ""
