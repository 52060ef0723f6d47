"""What a page's address asks for: parameters that anybody may have typed."""

from datetime import UTC, date, datetime, time, tzinfo
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, Field, ValidationError

LONGEST_PARAMETER = 500

Query = TypeVar("Query", bound=BaseModel)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise ValueError("no time zone") from None
    return name


Line = Annotated[str, Field(max_length=300)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(3000, 1, 1))]
ZoneName = Annotated[Line, AfterValidator(_known_zone)]


def asked_by(url: Any, model: type[Query]) -> Query:
    """The parameters of the router's `url`; one that makes no sense counts as left out."""
    given = {
        name: value
        for name, value in url.query_parameters.items()
        if value and len(value) <= LONGEST_PARAMETER
    }
    try:
        return model.model_validate(given)
    except ValidationError as error:
        wrong = {str(each["loc"][0]) for each in error.errors()}
        return model.model_validate(
            {name: value for name, value in given.items() if name not in wrong}
        )


def beginning_of(day: date | None, zone: tzinfo) -> datetime | None:
    """The moment a day begins in `zone`."""
    return datetime.combine(day, time(), zone).astimezone(UTC) if day else None
