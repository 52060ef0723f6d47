"""What the native forms share: how they are read, and how they answer.

A page sends them with `fetch` and reads JSON or a problem document; a browser without scripts
posts them itself and is redirected, or reads a plain page.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ticketapp.core.actor import Actor
from ticketapp.core.context import Context, get_context
from ticketapp.core.db import refusal_for
from ticketapp.core.errors import Invalid, Refusal
from ticketapp.core.field_errors import describe
from ticketapp.web.answers import origin_of, page, problem
from ticketapp.web.session_cookie import actor_in

HOME = "/me"
PRIVATE = {"Cache-Control": "no-store"}

Handler = Callable[[Context, Request], Awaitable[Response]]
Line = Annotated[str, Field(max_length=300)]


class Form(BaseModel):
    """What a page sends. Password managers and the like may add fields of their own."""

    model_config = ConfigDict(extra="ignore")

    next: Annotated[str, Field(max_length=2000)] = ""


FormType = TypeVar("FormType", bound=Form)


def own_path(path: str, otherwise: str = HOME) -> str:
    """`path` if it leads into this site and nowhere else."""
    leads_here = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if leads_here and path.isprintable() else otherwise


def answering(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The handler on the running application, its refusals said in the form that was asked for."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(get_context(), request)
        except Exception as error:
            refusal = error if isinstance(error, Refusal) else refusal_for(error)
            if refusal is None:
                raise
            form = problem if _wants_json(request) else page
            return form(refusal, origin_of(request.scope))

    return answer


async def read(request: Request, model: type[FormType]) -> FormType:
    """The form that was sent; refuses (`Invalid`) what does not fit, field by field."""
    try:
        async with request.form(max_files=0, max_fields=20) as form:
            fields = dict(form.items())
    except MultiPartException:  # a file, or more fields than any form has
        raise Invalid from None
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        locale = origin_of(request.scope).locale
        raise Invalid(*describe(error.errors(), locale)) from None


async def sender(ctx: Context, request: Request) -> Actor:
    """Whose browser sent this."""
    return await actor_in(ctx, request.headers.get("cookie", ""), origin_of(request.scope))


def lead_to(request: Request, path: str, session: str = "") -> Response:
    """Go on at `path`; `session` says what became of the one the browser had: begun or ended."""
    if _wants_json(request):
        return private_json({"next": path, "session": session})
    return RedirectResponse(path, 303, headers=PRIVATE)


def private_json(answer: Mapping[str, object]) -> Response:
    """An answer that nobody on the way keeps."""
    return JSONResponse(answer, headers=PRIVATE)


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
