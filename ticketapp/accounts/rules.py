"""Decisions about accounts that need no database."""

import re
import unicodedata
from functools import cache

from email_validator import EmailNotValidError, validate_email
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from ticketapp.core.errors import FieldError, Invalid
from ticketapp.core.i18n import N_

PASSWORD_LENGTH = range(8, 129)
NAME_LENGTH = 120
EMAIL_LENGTH = 254
# Right-to-left overrides and their kin make a name read as another one.
_INVISIBLE = {"Cc", "Cs", "Co"}
# What can be seen of a name: letters, digits, signs. Of these, some are drawn as nothing.
_VISIBLE = ("L", "N", "P", "S")
_BLANK = set("\u115f\u1160\u2800\u3164\uffa0")
_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def normalized_email(text: str, field: str = "email") -> str:
    """The one spelling under which an address is kept; refuses what is no address."""
    cleaned = unicodedata.normalize("NFC", text.strip())
    try:
        if len(cleaned) > EMAIL_LENGTH:
            raise EmailNotValidError
        checked = validate_email(cleaned, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        message = N_("Enter an e-mail address such as name@example.org.")
        raise Invalid(FieldError(field, "invalid_email", message)) from None
    return checked.normalized.lower()


def cleaned_name(text: str, field: str = "name") -> str:
    """The name without stray white space; refuses an empty, overlong or deceiving one."""
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(map(_is_seen, cleaned)):
        raise Invalid(FieldError(field, "required", N_("Enter a name.")))
    if len(cleaned) > NAME_LENGTH:
        raise Invalid(FieldError(field, "too_long", N_("Use at most 120 characters.")))
    if any(unicodedata.category(sign) in _INVISIBLE or sign in _OVERRIDES for sign in text):
        message = N_("Leave out control characters.")
        raise Invalid(FieldError(field, "control_characters", message))
    return cleaned


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign).startswith(_VISIBLE) and sign not in _BLANK


def checked_password(text: str, field: str = "password") -> str:
    """The password in the form that is hashed; refuses one that is too short or too common."""
    normal = unicodedata.normalize("NFKC", text)
    if len(normal) < PASSWORD_LENGTH.start:
        raise Invalid(FieldError(field, "too_short", N_("Use at least 8 characters.")))
    if len(normal) >= PASSWORD_LENGTH.stop:
        raise Invalid(FieldError(field, "too_long", N_("Use at most 128 characters.")))
    if normal.lower() in _common_passwords():
        message = N_("This password is on every list of common ones. Choose another.")
        raise Invalid(FieldError(field, "too_common", message))
    return normal


def presented_password(text: str) -> str:
    """A password as somebody typed it to sign in, in the form that is hashed."""
    return unicodedata.normalize("NFKC", text[: PASSWORD_LENGTH.stop])


def search_terms(email: str, name: str) -> list[str]:
    """What the people screen finds an account by: beginnings of any of these."""
    return sorted({email, *words_in(f"{email} {name}")})


def words_in(text: str) -> list[str]:
    """The parts of a name or address, each of which may begin what somebody looks for."""
    return [word for word in re.split(r"[\s.@_+-]+", text.casefold()) if word]


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])
