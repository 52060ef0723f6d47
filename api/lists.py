"""The list frame: ``?page&limit`` for the first pages, ``?cursor&limit`` to any depth.

@router.get("/things")
async def list_things(ctx: Ctx, wanted: ListQuery, q: str = "") -> PageOf[ThingOut]:
    return wanted.answer(await things.find(ctx, q, wanted.part), ThingOut.of)
"""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from api.dependencies import Ctx
from api.schemas import PageOf
from ticketapp.core.errors import FieldError, Invalid
from ticketapp.core.i18n import N_, translate
from ticketapp.core.paging import BadCursor, Cursors, Page, PageRequest
from ticketapp.web.answers import origin_of

Item = TypeVar("Item")
Out = TypeVar("Out")

LAST_PAGE = 1000
_BAD_CURSOR = N_("This cursor belongs to another list. Start again without one.")
_WHERE = {"page", "limit", "cursor"}


class ListPart:
    """The part of a list that a request asks for, and the answer in its terms."""

    def __init__(self, part: PageRequest, cursors: Cursors, asked: str) -> None:
        self.part = part
        self._cursors = cursors
        self._asked = asked

    def answer(self, page: Page[Item], show: Callable[[Item], Out]) -> PageOf[Any]:
        return PageOf[Any](
            items=[show(item) for item in page.items],
            page=page.number,
            limit=page.limit,
            total=page.total,
            next_cursor=self._cursors.seal(page, self._asked),
        )


async def _part(
    request: Request,
    ctx: Ctx,
    page: Annotated[int, Query(ge=1, le=LAST_PAGE, description="Deeper pages: by cursor.")] = 1,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=1000,
            description="`next_cursor` of the answer before, with the same filters. "
            "Takes precedence over `page`.",
        ),
    ] = None,
) -> ListPart:
    asked = _asked(request)
    cursors = Cursors(ctx.settings)
    if cursor is None:
        return ListPart(PageRequest(limit, page), cursors, asked)
    try:
        part = cursors.open(cursor, asked, limit)
    except BadCursor:
        message = translate(_BAD_CURSOR, origin_of(request.scope).locale)
        raise Invalid(FieldError("query.cursor", "bad_cursor", message)) from None
    return ListPart(part, cursors, asked)


def _asked(request: Request) -> str:
    """The list and its filters, as they were asked for."""
    filters = [item for item in request.query_params.multi_items() if item[0] not in _WHERE]
    return f"{request.url.path}?{urlencode(sorted(filters))}"


ListQuery = Annotated[ListPart, Depends(_part)]
