"""Which booking a page's address means, and what opens it."""

import re
from dataclasses import dataclass

from ticketapp.core.errors import NotFound

MANAGE = "/manage/"
_ID = re.compile(r"[0-9A-Za-z]{1,64}")
_KEY = re.compile(r"[0-9a-z]{1,100}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A booking's id, and with a guest's link the key that opens it."""

    booking_id: str
    key: str | None = None


def asked_by_path(path: str) -> Asked:
    """What ``/me/bookings/{id}`` or ``/manage/{id}.{key}`` means; refuses what can be neither."""
    id_, _, key = path.rstrip("/").rsplit("/", 1)[-1].partition(".")
    is_guest = path.startswith(MANAGE)
    if not _ID.fullmatch(id_) or bool(key) != is_guest or (is_guest and not _KEY.fullmatch(key)):
        raise NotFound
    return Asked(id_, key if is_guest else None)
