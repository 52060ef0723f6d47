"""The OpenAPI document: what FastAPI derives, and what holds for every call."""

from collections.abc import Iterator
from typing import Any

from api.problems import SCHEMAS, response_for
from api.schemas import Problem
from ticketapp.core.errors import (
    InternalError,
    Invalid,
    RateLimited,
    Refusal,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedMediaType,
)

DESCRIPTION = """
JSON in and out. Times are RFC 3339 in UTC, ids are opaque strings.

**Errors** are `application/problem+json` (RFC 9457). `code` is stable and meant for programs;
`detail` is for people, in the language that `Accept-Language` asks for.

**Lists** take `page` and `limit`, or the `next_cursor` of the answer before as `cursor`.

**Safe repetition**: a POST that creates takes an `Idempotency-Key`. Send the same request with
the same key again, and you get the first answer.

**Limits**: `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (in seconds) tell what
is left; a 429 says in `Retry-After` when to go on.
"""
_METHODS = ("get", "put", "post", "delete", "patch")

_ALWAYS: tuple[type[Refusal], ...] = (RateLimited, InternalError, Unavailable)
_WITH_A_BODY: tuple[type[Refusal], ...] = (TooLarge, UnsupportedMediaType)


def complete(document: dict[str, Any]) -> None:
    """Add every failure that any call may end in, in the form that it really has."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    problem = Problem.model_json_schema(ref_template=SCHEMAS, mode="serialization")
    schemas |= problem.pop("$defs")
    schemas["Problem"] = problem
    for operation in _api_operations(document):
        _complete_operation(operation)


def _api_operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every call of the API itself; the health checks end only in what they say."""
    for path, operations in document["paths"].items():
        if path.startswith("/api/"):
            yield from (operations[method] for method in _METHODS if method in operations)


def _complete_operation(operation: dict[str, Any]) -> None:
    responses: dict[str, Any] = operation["responses"]
    if "security" in operation and str(Unauthenticated.status) not in responses:
        operation["security"].append({})  # nobody needs to be signed in; a bad token is refused
        responses[str(Unauthenticated.status)] = response_for(Unauthenticated)
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    kinds = list(_ALWAYS)
    if "requestBody" in operation:
        kinds.extend(_WITH_A_BODY)
    if "requestBody" in operation or "parameters" in operation:
        kinds.append(Invalid)
    for kind in kinds:
        responses.setdefault(str(kind.status), response_for(kind))
    operation["responses"] = dict(sorted(responses.items()))
