"""The short code of a ticket: for reading out and typing, in Crockford's base 32.

Eleven random characters (55 bits) and a check character, in three groups of four, as in
``7K3M-9XQT-2VHD``. What is easily mistaken when typed counts as what was meant.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011")
_RANDOM = 11
_GROUP = 4
LENGTH = _RANDOM + 1


def new_code() -> str:
    """A code nobody can guess, without separators, as it is stored."""
    body = random_characters(_RANDOM)
    return body + check_character(body)


def random_characters(count: int) -> str:
    """So many characters of the alphabet, each as likely as any other."""
    return "".join(ALPHABET[byte & 31] for byte in secrets.token_bytes(count))


def grouped(code: str) -> str:
    """The code as people see it."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed_code(text: str) -> str | None:
    """The code that somebody typed, in any case and grouping; None if that is no code."""
    if len(text) > LENGTH * 4:
        return None
    code = "".join(sign for sign in text.upper() if sign.isalnum()).translate(_MEANT)
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def beginning_of_code(text: str) -> str | None:
    """What somebody typed of a code so far, in any case and grouping; None if no code begins so."""
    code = "".join(sign for sign in text.upper() if sign.isalnum()).translate(_MEANT)
    fits = 0 < len(code) <= LENGTH and all(sign in ALPHABET for sign in code)
    return code if fits else None


def check_character(body: str) -> str:
    """Finds every single wrong character and every swapped pair of neighbours.

    Weighted by powers of a primitive element of GF(32), so that no weight and no difference of
    two weights is zero.
    """
    total = 0
    for sign in reversed(body):
        total = _times_x(total ^ ALPHABET.index(sign))
    return ALPHABET[total]


def _times_x(value: int) -> int:
    """Multiply by x in GF(32), modulo x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
