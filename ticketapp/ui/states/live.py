"""Pages that stay true by themselves while they are open.

A page names a background handler last among what loads it. Reflex ends that handler when the
person goes to another page or is gone; should any client call it otherwise, it ends when it finds
no tab to tell.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from reflex.utils import prerequisites

from ticketapp.core import metrics
from ticketapp.core.clock import Clock
from ticketapp.core.db import refusal_for
from ticketapp.core.errors import Refusal
from ticketapp.core.live import Watcher
from ticketapp.core.logs import get_logger

log = get_logger(__name__)

# What changes many times a second is shown a few times a second.
PAUSE = 0.25
# What is read for one person alone, a little less often: a whole line may be looking.
OWN_PAUSE = 1.0
RETRY_AFTER = 2.0
LOOK_FOR_THE_TAB = 60.0


class NothingToKeepUp(Exception):  # noqa: N818 - not an error
    """What was followed is no more, or another thing now."""


CatchUp = Callable[[float], Awaitable[datetime | None]]


async def keep_up(
    token: str, clock: Clock, watcher: Watcher, catch_up: CatchUp, *, pause: float = PAUSE
) -> bool:
    """Call `catch_up` now, and again whenever the watcher hears something or the time has come.

    It is told when the change was heard of, by the event loop's clock, and answers when the page
    will change by the clock alone. What can't be read now is tried again. This ends with True
    when `catch_up` raises `NothingToKeepUp`, with False when the tab is gone.
    """
    loop = asyncio.get_running_loop()
    while _is_open(token):
        heard_at = loop.time()
        try:
            due = await catch_up(heard_at)
        except NothingToKeepUp:
            return True
        except Exception as error:  # noqa: BLE001 - the page is shown as it was, and tried again
            _note(error)
            await asyncio.sleep(RETRY_AFTER)
            continue
        while not await _something_happened(watcher, clock, due) and _is_open(token):
            pass
        await asyncio.sleep(pause)
    return False


async def _something_happened(watcher: Watcher, clock: Clock, due: datetime | None) -> bool:
    """Wait for a change or for the time to come; False when it is time to look for the tab."""
    wait = LOOK_FOR_THE_TAB
    if due is not None:
        wait = min(wait, max((due - clock.now()) / timedelta(seconds=1), 0))
    try:
        async with asyncio.timeout(wait):
            await watcher.changed()
    except TimeoutError:
        return due is not None and clock.now() >= due
    return True


def _is_open(token: str) -> bool:
    namespace: Any = prerequisites.get_app().app.event_namespace
    return namespace is not None and token in namespace.token_to_sid


def _note(error: Exception) -> None:
    if isinstance(error, Refusal) or refusal_for(error):
        return
    metrics.unexpected_errors.inc()
    log.error("unexpected error", handler="a live page", exc_info=error)
