"""Pages whose address is a key: no search engine shall list what somebody let it see."""

import re

from ticketapp.core.actor import Origin
from ticketapp.web.head import Head

_OPENED_BY_ADDRESS = re.compile(r"/(transfer|reset|setup)/.*")


async def private_head(path: str, _origin: Origin) -> Head | None:
    """The head of a page that a mailed link opens; nothing is looked up for it."""
    return Head(indexed=False) if _OPENED_BY_ADDRESS.fullmatch(path) else None
