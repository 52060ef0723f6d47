"""ETags on single objects: 304 for what the client has, 412 for a change of something older.

A tag is the object's version and a digest of all that is shown: ``"7.c0ffee"``. `If-None-Match`
compares all of it, so that a stale figure is never called fresh. `If-Match` compares the version,
which only edits raise: else no event that is on sale could ever be edited.
"""

import re
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from starlette.responses import Response

from api.problems import Responses
from api.schemas import AnswerBody
from ticketapp.core.errors import IfMatchRequired, Refusal, Stale
from ticketapp.web.answers import origin_of, problem
from ticketapp.web.negotiation import has_current

_TAG = re.compile(r'"(\d{1,15})\.[0-9a-f]+"')


AS_KNOWN: Responses = {304: {"description": "The client has this very state of it."}}
"""Among the `responses` of a GET that answers with `entity`."""


def etag_of(text: str | bytes, version: int) -> str:
    """The tag of an object whose answer's body is `text`."""
    content = text.encode() if isinstance(text, str) else text
    return f'"{version}.{sha256(content).hexdigest()[:16]}"'


def entity(request: Request, body: AnswerBody, version: int, status: int = 200) -> Any:
    """The object with its ETag, or 304 if the client has this very state of it."""
    text = body.model_dump_json().encode()
    tag = etag_of(text, version)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.method == "GET" and has_current(request.headers, tag):
        return Response(status_code=304, headers=headers)
    return Response(text, status, headers, media_type="application/json")


def outdated(request: Request, stale: Refusal, current: AnswerBody, version: int) -> Any:
    """The refusal of a change that was based on something older, with what is there now."""
    answer = problem(stale, origin_of(request.scope), current=current.model_dump(mode="json"))
    answer.headers["ETag"] = etag_of(current.model_dump_json(), version)
    return answer


class IfMatch:
    """What a change is based on, as the client says.

    Judged when the route asks for it, after all else about the request has been found right:
    a request that could not succeed anyway is told so first.
    """

    def __init__(self, stated: str | None) -> None:
        self._stated = (stated or "").strip()

    def version(self) -> int | None:
        """The version to compare in the update's filter; None for `*`, whatever it is now.

        `IfMatchRequired` without the header, `Stale` for a tag that never was one of ours.
        """
        if not self._stated:
            raise IfMatchRequired
        if self._stated == "*":
            return None
        tags = [_TAG.fullmatch(tag.strip()) for tag in self._stated.split(",")]
        versions = {int(tag[1]) for tag in tags if tag}
        if len(versions) != 1:
            raise Stale
        return versions.pop()


async def _if_match(
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", description="The ETag last seen. Needed for every edit."),
    ] = None,
) -> IfMatch:
    return IfMatch(if_match)


BasedOn = Annotated[IfMatch, Depends(_if_match)]
"""For PATCH: ``based_on.version()``."""
