"""What can go wrong on purpose, and how it is said.

    Exception
    ├── Refusal            a rule says no: part of the contract, shown to people
    │   ├── Unauthenticated, Forbidden, NotFound, Stale, Invalid, RateLimited, Unavailable ...
    │   └── each domain's own, in its errors.py
    └── CannotStart        the process can't begin; the sentence says what to do

Anything else that escapes is a bug.
"""

from dataclasses import dataclass
from typing import ClassVar

from ticketapp.core.i18n import N_, Counted, Locale, translate


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of a request and what is wrong with it; the message is a text to translate."""

    field: str
    code: str
    message: str


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A rule said no.

    `code` and `status` are part of the API contract; `text` is for people and may name
    facts given to the constructor, as in ``CapacityBelowBooked(booked=40)``. One that counts is
    `counted`.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    text: ClassVar[str | Counted]

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def message(self, locale: Locale) -> str:
        """The sentence for a person who reads `locale`."""
        return translate(self.text, locale, **self.facts)

    @property
    def headers(self) -> dict[str, str]:
        """Headers that belong to this answer wherever it is sent over HTTP."""
        return {}

    @property
    def fields(self) -> tuple[FieldError, ...]:
        return ()


class Unauthenticated(Refusal):
    code = "unauthenticated"
    status = 401
    text = N_("Please sign in first.")

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": 'Bearer realm="ticketapp"'}


class Forbidden(Refusal):
    code = "forbidden"
    status = 403
    text = N_("Your account may not do this.")


class NotFound(Refusal):
    code = "not_found"
    status = 404
    text = N_("There is nothing here, or it is not yours to see.")


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"
    status = 405
    text = N_("This address does not take that method.")

    def __init__(self, allow: str) -> None:
        super().__init__()
        self.allow = allow

    @property
    def headers(self) -> dict[str, str]:
        return {"Allow": self.allow}


class Stale(Refusal):
    code = "stale"
    status = 412
    text = N_("Somebody changed this in the meantime. Load it again and repeat your change.")


class TooLarge(Refusal):
    code = "too_large"
    status = 413
    text = N_("The request is larger than {limit_kb} KB. Send less at once.")


class UnsupportedMediaType(Refusal):
    code = "unsupported_media_type"
    status = 415
    text = N_("Send the body as application/json.")


class Invalid(Refusal):
    """Input that does not fit; carries one message per field."""

    code = "validation_failed"
    status = 422
    text = N_("Some of what was sent does not fit. See the fields for what to change.")

    def __init__(self, *fields: FieldError) -> None:
        super().__init__()
        self._fields = fields

    @property
    def fields(self) -> tuple[FieldError, ...]:
        return self._fields


class IdempotencyKeyReused(Refusal):
    code = "idempotency_key_reused"
    status = 422
    text = N_("This Idempotency-Key was already used for a different request. Use a new key.")


class IfMatchRequired(Refusal):
    code = "if_match_required"
    status = 428
    text = N_("Send the ETag you last saw as If-Match, so that no newer change is overwritten.")


class RateLimited(Refusal):
    code = "rate_limited"
    status = 429
    text = N_("Too many requests. Try again in {retry_after} s.")

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class InternalError(Refusal):
    """How a bug looks from outside: nothing of its inside, but a request id to ask about."""

    code = "internal_error"
    status = 500
    text = N_("Something broke on our side. It is logged under the request id shown here.")


class Unavailable(Refusal):
    """The database or the process can't serve this now; it says when to come back."""

    code = "unavailable"
    status = 503
    text = N_("The service can't answer right now. Try again in {retry_after} s.")

    def __init__(self, retry_after: int = 2) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class CannotStart(Exception):  # noqa: N818 - read as a sentence where it is raised
    """The process can't begin. The message is one plain sentence that says what to do."""
