"""What the calls under /auth take and answer."""

from typing import Annotated, Literal, Self

from fastapi import Form, Request
from pydantic import BaseModel, ConfigDict, Field

from api.people import NO_CONTROL_CHARACTERS, Email, Name, NewPassword, Password
from api.schemas import AnswerBody, RequestBody
from ticketapp.accounts.models import TokenPair, User
from ticketapp.core.actor import Role
from ticketapp.core.errors import UnsupportedMediaType
from ticketapp.core.i18n import N_

_FORM_TYPE = "application/x-www-form-urlencoded"

Secret = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_CONTROL_CHARACTERS)]
Otp = Annotated[
    str,
    Field(
        max_length=64,
        pattern=NO_CONTROL_CHARACTERS,
        description="The second factor's code, or a recovery code.",
        examples=["123456"],
    ),
]


class RegistrationIn(RequestBody):
    email: Email
    name: Name
    password: NewPassword | None = Field(
        default=None, description="Without one, the system makes one and mails it."
    )


class Registered(AnswerBody):
    """A new account."""

    id: str
    email: str
    name: str
    role: Role

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(id=user.id, email=user.email, name=user.name, role=user.role)


class LoginIn(RequestBody):
    email: Email
    password: Password
    otp: Otp | None = None


class TokenForm(BaseModel):
    """The form of OAuth2's password grant. Parameters that mean nothing here are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    grant_type: Literal["password"] = "password"
    username: Email | None = None
    password: Password | None = None
    otp: Otp | None = None


class FormExpected(UnsupportedMediaType):
    text = N_("Send the body as application/x-www-form-urlencoded.")


async def token_form(request: Request, form: Annotated[TokenForm, Form()]) -> TokenForm:
    """The form, which may be absent where HTTP Basic stands in for it."""
    stated = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if stated and stated != _FORM_TYPE:
        raise FormExpected
    return form


class RefreshIn(RequestBody):
    refresh_token: Secret


class ForgotIn(RequestBody):
    email: Email


class ResetIn(RequestBody):
    token: Secret = Field(description="The last part of the mailed link.")
    new_password: NewPassword


class ChangeIn(RequestBody):
    current_password: Password
    new_password: NewPassword


class Tokens(AnswerBody):
    """Keep both secret. The refresh token is good for one use, within 14 days."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the type's name
    expires_in: int = Field(description="Seconds.", examples=[900])
    must_change_password: bool

    @classmethod
    def of(cls, pair: TokenPair) -> Self:
        return cls(
            access_token=pair.access_token,
            refresh_token=pair.refresh_token,
            expires_in=pair.expires_in,
            must_change_password=pair.must_change_password,
        )
