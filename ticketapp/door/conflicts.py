"""People let in by scanners without network whom the log would not have let in."""

from dataclasses import dataclass

from ticketapp.core.context import Context
from ticketapp.core.errors import Forbidden
from ticketapp.core.paging import Page, PageRequest
from ticketapp.door import repository
from ticketapp.door.access import require_door
from ticketapp.door.log import standing_against, tickets_in
from ticketapp.door.models import Doorkeeper, LogEntry, TicketSeen
from ticketapp.door.repository import LogFilter
from ticketapp.events.service import get_event


@dataclass(frozen=True, slots=True)
class Conflict:
    """An admission that was uploaded later, and what stands against it: both are kept."""

    admitted: LogEntry
    against: LogEntry | None
    ticket: TicketSeen | None


async def find_conflicts(
    ctx: Context, keeper: Doorkeeper, event_id: str, part: PageRequest
) -> Page[Conflict]:
    """An event's conflicts, the latest first; for admins."""
    require_door(keeper, event_id)
    if not keeper.is_admin:
        raise Forbidden
    event = await get_event(ctx, keeper.actor, event_id)
    page = await repository.page_of_log(ctx.db, event.id, LogFilter(conflicts=True), part)
    against = await standing_against(ctx, page.items)
    seen = await tickets_in(ctx, page.items)
    return page.map(
        lambda each: Conflict(each, against.get(each.id), seen.get(each.ticket_id or ""))
    )
