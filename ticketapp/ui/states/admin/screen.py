"""What the states of admin screens share: who may look, and walking a list by its address."""

from typing import Any
from urllib.parse import urlencode

import reflex as rx
from pydantic import BaseModel

from ticketapp.core.errors import Forbidden, Refusal
from ticketapp.core.paging import BadCursor, Cursors, Page, PageRequest
from ticketapp.ui.states.addressed import Query, asked_by
from ticketapp.ui.states.base import FormState

PAGE_LENGTH = 50
COUNT_UP_TO = 10_000


class AdminScreen(FormState, mixin=True):
    """For the state of an admin screen; mix in before `PageState`.

    `access` says what the page shows: nothing yet, all (``open``), that this is for admins
    (``forbidden``), or why it could not be loaded (``failed``). What an act on the open page is
    refused for is said at `place`, the part of the page that it began in.
    """

    access: str = ""
    place: str = ""

    def _begin(self) -> None:
        super()._begin()
        self.place = ""

    def _refused(self, refusal: Refusal) -> Any:
        """Nothing stays in the tab of somebody who may not see it (any more)."""
        if refusal.code == Forbidden.code:
            self.reset()
            self.access = "forbidden"
            return None
        way = super()._refused(refusal)
        if way is not None:
            self.reset()
        elif self.access != "open":
            self.access = "failed"
        return way

    def _asked(self, model: type[Query]) -> Query:
        """The address's parameters; one that makes no sense counts as left out."""
        return asked_by(self.router.url, model)


class AdminList(rx.State, mixin=True):
    """For the state of a list that is walked by cursors in the address, both ways."""

    total: int = 0
    counted_all: bool = True
    page_number: int = 1
    previous_cursor: str = ""
    next_cursor: str = ""

    def _part(self, cursor: str, filters: BaseModel) -> PageRequest:
        """What part of the list `cursor` stands for; the first when it belongs to another list."""
        if cursor:
            try:
                return Cursors(self._context().settings).open(
                    cursor, self._list(filters), PAGE_LENGTH
                )
            except BadCursor:
                pass
        return PageRequest(PAGE_LENGTH, count_up_to=COUNT_UP_TO)

    def _walk_on_from(self, page: Page[Any], filters: BaseModel) -> None:
        """Tell the page's links where the list goes on."""
        cursors, asked = Cursors(self._context().settings), self._list(filters)
        self.total, self.counted_all = page.total, page.total < COUNT_UP_TO
        self.page_number = page.number
        self.next_cursor = cursors.seal(page, asked) or ""
        self.previous_cursor = cursors.seal_back(page, asked) or ""

    def _list(self, filters: BaseModel) -> str:
        """This list with these filters: cursors into it fit no other."""
        return f"{type(self).__name__}?{urlencode(sorted(filters.model_dump(mode='json').items()))}"
