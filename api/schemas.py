"""What requests and answers are made of, whatever they are about."""

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

Item = TypeVar("Item")


class RequestBody(BaseModel):
    """A request body: unknown fields and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class AnswerBody(BaseModel):
    """An answer body: the schema promises exactly the fields that are sent."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_serialization_defaults_required=True
    )


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Time = Annotated[
    AwareDatetime,
    PlainSerializer(_in_utc, return_type=str, when_used="json"),
    Field(json_schema_extra={"format": "date-time"}),
]
"""A moment as answers show it: RFC 3339 in UTC, with ``Z``."""


class FieldProblem(AnswerBody):
    field: str = Field(examples=["body.email"])
    code: str = Field(examples=["missing"])
    message: str = Field(examples=["This is needed."])


class Problem(AnswerBody):
    """Why a request was not fulfilled (RFC 9457). `code` is stable; `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldProblem]


class PageOf(AnswerBody, Generic[Item]):
    """One page of a list. Follow `next_cursor` to walk on at the same cost at any depth."""

    items: list[Item]
    page: int | None = Field(description="Null when walking with a cursor.")
    limit: int
    total: int
    next_cursor: str | None
