"""Small parts of HTTP that several answers share: encodings and validators."""

from starlette.datastructures import Headers


def best_encoding(headers: Headers, available: tuple[str, ...]) -> str:
    """The first of `available` that the client takes, or "" for none."""
    accepted = {
        token.strip().lower(): parameters.replace(" ", "").lower()
        for token, _, parameters in (
            part.partition(";") for part in headers.get("accept-encoding", "").split(",")
        )
    }
    for encoding in available:
        weight = accepted.get(encoding, accepted.get("*"))
        if weight is not None and not _is_zero(weight):
            return encoding
    return ""


def _is_zero(weight: str) -> bool:
    return weight.startswith("q=0") and not weight.removeprefix("q=0").strip(".0")


def has_current(headers: Headers, etag: str) -> bool:
    """Whether the client already holds what `etag` names (If-None-Match, weak comparison)."""
    stated = headers.get("if-none-match")
    if stated is None:
        return False
    if stated.strip() == "*":
        return True
    return etag.removeprefix("W/") in {
        part.strip().removeprefix("W/") for part in stated.split(",")
    }
