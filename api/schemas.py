"""What requests and answers are made of, whatever they are about."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)
from pydantic_core import PydanticKnownError

from ticketapp.core.clock import to_rfc3339

Item = TypeVar("Item")


class RequestBody(BaseModel):
    """A request body: unknown fields and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def left_out() -> Any:
    """The default of a field in a `Change`: absent, which is not the same as null."""
    return Field(default_factory=lambda: None)


class Change(RequestBody):
    """A PATCH body: what is left out stays as it is. Its fields are ``name: str = left_out()``."""

    def given(self) -> dict[str, Any]:
        """The fields that were sent. Attributes of the others mean nothing."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class AnswerBody(BaseModel):
    """An answer body: the schema promises exactly the fields that are sent."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_serialization_defaults_required=True
    )


Time = Annotated[
    AwareDatetime,
    PlainSerializer(to_rfc3339, return_type=str, when_used="json"),
    Field(json_schema_extra={"format": "date-time"}),
]
"""A moment as answers show it: RFC 3339 in UTC, with ``Z``."""


def _rfc3339(value: object) -> object:
    """Numbers and mere dates are not times here; nor is what no calendar in UTC has."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise PydanticKnownError("datetime_parsing", {"error": "not RFC 3339"})
    return value


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise PydanticKnownError("datetime_parsing", {"error": "out of range"}) from None


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")

Moment = Annotated[
    AwareDatetime, Field(strict=False), BeforeValidator(_rfc3339), AfterValidator(_to_utc)
]
"""A moment as requests give it: RFC 3339, with its offset from UTC."""


class FieldProblem(AnswerBody):
    field: str = Field(examples=["email"])
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
