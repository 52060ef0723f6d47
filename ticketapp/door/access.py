"""Who may work at which door: the one place that decides."""

import re

from ticketapp.accounts.access import require_user
from ticketapp.core.actor import Actor, Role
from ticketapp.core.context import Context
from ticketapp.core.errors import Forbidden
from ticketapp.door.models import Doorkeeper
from ticketapp.events.service import get_event

_AN_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")


def require_door(keeper: Doorkeeper, event_id: str) -> None:
    """Somebody who works at this event's doors: admins, its staff, a device with its pass."""
    actor = keeper.actor
    if actor.is_system:
        return
    if keeper.pass_id is None:
        require_user(actor)
    elif keeper.event_id != event_id:
        raise Forbidden
    if not works_at(actor, event_id):
        raise Forbidden


def require_staff(keeper: Doorkeeper) -> None:
    """Somebody who works at any door."""
    actor = keeper.actor
    if actor.is_system:
        return
    if keeper.pass_id is None:
        require_user(actor)
    if actor.role not in {Role.staff, Role.admin}:
        raise Forbidden


def works_at(actor: Actor, event_id: str) -> bool:
    """Whether the person's role takes them to this event's doors."""
    if actor.role is Role.admin:
        return True
    is_free = actor.event_ids is None or event_id in actor.event_ids
    return actor.role is Role.staff and is_free


async def event_id_of(ctx: Context, keeper: Doorkeeper, known: str) -> str:
    """The id of the event that `known` names by id or slug, for who works at its doors.

    A scan is spared the look: what has the form of an id is taken for one.
    """
    event_id = known
    if not _AN_ID.fullmatch(known):
        require_staff(keeper)
        event_id = (await get_event(ctx, keeper.actor, known)).id
    require_door(keeper, event_id)
    return event_id
