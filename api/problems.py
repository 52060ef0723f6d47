"""Every failure of the API as a problem document, and how routes declare theirs."""

import re
from collections import defaultdict
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.frame import route_template
from api.schemas import Problem
from ticketapp.core.db import DriverError, refusal_for
from ticketapp.core.errors import (
    FieldError,
    Forbidden,
    Invalid,
    MethodNotAllowed,
    NotFound,
    Refusal,
    Unauthenticated,
    UnsupportedMediaType,
)
from ticketapp.core.field_errors import describe
from ticketapp.core.i18n import N_, translate
from ticketapp.web.answers import PROBLEM_TYPE, origin_of, problem
from ticketapp.web.body_limit import BodyTooLarge

_UNREADABLE = N_("The body can't be read.")
SCHEMAS = "#/components/schemas/{model}"
_PLACEHOLDER = re.compile(r"\{\w+\}")
Responses = dict[int | str, dict[str, Any]]


def refusals(*kinds: type[Refusal]) -> Responses:
    """The OpenAPI `responses` of a route that may refuse in these ways."""
    by_status: dict[int, list[type[Refusal]]] = defaultdict(list)
    for kind in kinds:
        by_status[kind.status].append(kind)
    return {status: response_for(*group) for status, group in by_status.items()}


def response_for(*kinds: type[Refusal]) -> dict[str, Any]:
    """One OpenAPI response: a problem with one of these codes."""
    return {
        "description": " or ".join(f"`{kind.code}`" for kind in kinds),
        "content": {
            PROBLEM_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {kind.code: {"value": _example(kind)} for kind in kinds},
            }
        },
    }


def with_current(kind: type[Refusal], model: type[BaseModel]) -> Responses:
    """The OpenAPI response of a refusal that shows what is there now, as its `current`."""
    response = response_for(kind)
    stated = Problem.model_json_schema(ref_template=SCHEMAS, mode="serialization")
    stated.pop("$defs")
    stated["title"] = f"{kind.__name__}{model.__name__}"
    stated["properties"]["current"] = {"$ref": SCHEMAS.format(model=model.__name__)}
    stated["required"].append("current")
    content = response["content"][PROBLEM_TYPE]
    content["schema"] = stated
    del content["examples"]
    return {kind.status: response}


def _example(kind: type[Refusal]) -> dict[str, Any]:
    return Problem(
        type=f"urn:ticketapp:problem:{kind.code}",
        title=HTTPStatus(kind.status).phrase,
        status=kind.status,
        detail=_PLACEHOLDER.sub("…", str(kind.text)),
        code=kind.code,
        request_id="01hzy8vbq3f5m2t7x9c4k6w8na",
        errors=[],
    ).model_dump()


def install(app: FastAPI) -> None:
    """Make every failure inside `app` answer as a problem."""
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DriverError, _driver)


async def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    response = problem(error, origin_of(request.scope))
    if error.status == Unauthenticated.status:  # which never comes without saying how
        for name, value in Unauthenticated().headers.items():
            response.headers.setdefault(name, value)
    return response


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    origin = origin_of(request.scope)
    if isinstance(error.body, bytes):  # FastAPI parses what calls itself JSON, and only that
        return problem(UnsupportedMediaType(), origin)
    errors = [_by_its_name(each) for each in error.errors()]
    return problem(Invalid(*describe(errors, origin.locale)), origin)


def _by_its_name(error: ErrorDetails) -> ErrorDetails:
    """A body's fields go by their own names, as services name them; the rest by its place too.

    Broken JSON has no fields; the framework gives the place in the text as one.
    """
    place, *names = error["loc"]
    if place != "body" or not names:
        return error
    return {**error, "loc": ("body",) if error["type"] == "json_invalid" else tuple(names)}


async def _http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses."""
    assert isinstance(error, HTTPException)
    return problem(_translated(request, error), origin_of(request.scope))


def _translated(request: Request, error: HTTPException) -> Refusal:
    if isinstance(error, BodyTooLarge):
        return error.refusal
    if error.status_code == MethodNotAllowed.status:
        return MethodNotAllowed(_allowed(request) or (error.headers or {}).get("Allow", ""))
    for kind in (Unauthenticated, Forbidden, NotFound, UnsupportedMediaType):
        if error.status_code == kind.status:
            return kind()
    message = translate(_UNREADABLE, origin_of(request.scope).locale)
    return Invalid(FieldError("body", "unreadable", message))


def _allowed(request: Request) -> str:
    """All methods that the path takes; the framework names only those of one route."""
    methods = request.app.openapi()["paths"].get(route_template(request.scope), {})
    return ", ".join(["HEAD"] * ("get" in methods) + [method.upper() for method in methods])


async def _driver(request: Request, error: Exception) -> Response:
    refusal = refusal_for(error)
    if refusal is None:
        raise error
    return problem(refusal, origin_of(request.scope))
