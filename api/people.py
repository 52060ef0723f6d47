"""People as the API shows them, and the fields that requests about them are made of."""

from typing import Annotated

from pydantic import Field

from api.schemas import AnswerBody, Time
from ticketapp.accounts.models import User
from ticketapp.accounts.rules import EMAIL_LENGTH, NAME_LENGTH, PASSWORD_LENGTH
from ticketapp.core.actor import Role
from ticketapp.core.i18n import Locale

NO_CONTROL_CHARACTERS = r"^[^\x00-\x1f\x7f]*$"

Email = Annotated[
    str,
    Field(
        min_length=3,
        max_length=EMAIL_LENGTH,
        pattern=NO_CONTROL_CHARACTERS,
        examples=["robin@example.org"],
    ),
]
Name = Annotated[
    str,
    Field(
        min_length=1,
        max_length=NAME_LENGTH,
        pattern=NO_CONTROL_CHARACTERS,
        examples=["Robin Meyer"],
    ),
]
Password = Annotated[
    str,
    Field(
        max_length=1000,
        examples=["plain sailing tonight"],
        json_schema_extra={"format": "password"},
    ),
]
NewPassword = Annotated[
    str,
    Field(
        description="Any characters, but not one of the passwords that everybody tries first.",
        examples=["plain sailing tonight"],
        json_schema_extra={
            "format": "password",
            "minLength": PASSWORD_LENGTH.start,
            "maxLength": PASSWORD_LENGTH.stop - 1,
        },
    ),
]
"""Its length is for the service to judge: it counts what is hashed, not what was typed."""

ChosenRole = Annotated[Role, Field(strict=False)]
EventIds = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]],
    Field(max_length=1000, description="The events that staff is limited to; null for all."),
]


class Profile(AnswerBody):
    """An account as its owner sees it."""

    id: str
    email: str
    name: str
    role: Role
    event_ids: list[str] | None = Field(
        description="The events that staff is limited to; null for all."
    )
    locale: Locale
    must_change_password: bool
    has_second_factor: bool
    email_verified_at: Time | None
    last_sign_in_at: Time | None
    created_at: Time
    updated_at: Time

    @classmethod
    def of(cls, user: User) -> "Profile":
        return Profile(
            id=user.id,
            email=user.email,
            name=user.name,
            role=user.role,
            event_ids=None if user.event_ids is None else list(user.event_ids),
            locale=user.locale,
            must_change_password=user.must_change_password,
            has_second_factor=user.has_second_factor,
            email_verified_at=user.email_verified_at,
            last_sign_in_at=user.last_sign_in_at,
            created_at=user.created_at,
            updated_at=user.updated_at,
        )
