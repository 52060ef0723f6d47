"""What happened at an event's doors, in figures: counted as it happens, so that asking costs the
same however many came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ticketapp.core.context import Context
from ticketapp.door import repository
from ticketapp.door.access import require_door
from ticketapp.door.models import Doorkeeper, Result
from ticketapp.events.service import get_event

_SHOWN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class GateStats:
    gate: str
    entered: int
    left: int
    refused: int


@dataclass(frozen=True, slots=True)
class MinuteStats:
    at: datetime
    entered: int
    left: int
    refused: int


@dataclass(frozen=True, slots=True)
class DoorStats:
    """What happened at an event's doors. `admitted` and `inside` count tickets, the rest scans.

    `logged` is how many entries the log has.
    """

    capacity: int
    booked: int
    admitted: int
    inside: int
    refused: int
    refused_by_result: Mapping[Result, int]
    by_gate: Sequence[GateStats]
    per_minute: Sequence[MinuteStats]
    logged: int = 0


async def stats(ctx: Context, keeper: Doorkeeper, event_id: str) -> DoorStats:
    """An event's door in figures; by minute for the last 24 hours in which anything happened."""
    require_door(keeper, event_id)
    event = await get_event(ctx, keeper.actor, event_id)
    totals = await repository.totals(ctx.db, event.id)
    by_gate: dict[str, GateStats] = {}
    by_minute: dict[datetime, MinuteStats] = {}
    by_result: dict[Result, int] = {}
    for each in await repository.minutes(ctx.db, event.id):
        refused = each.get("refused", {})
        entered, left, no = each.get("entered", 0), each.get("left", 0), sum(refused.values())
        at, gate = each["at"], each["gate"]
        of_gate = by_gate.get(gate, GateStats(gate, 0, 0, 0))
        by_gate[gate] = GateStats(
            gate, of_gate.entered + entered, of_gate.left + left, of_gate.refused + no
        )
        then = by_minute.get(at, MinuteStats(at, 0, 0, 0))
        by_minute[at] = MinuteStats(at, then.entered + entered, then.left + left, then.refused + no)
        for result, number in refused.items():
            by_result[Result(result)] = by_result.get(Result(result), 0) + number
    last = max(by_minute, default=ctx.clock.now())
    return DoorStats(
        capacity=event.capacity,
        booked=event.booked,
        admitted=totals.admitted,
        inside=totals.inside,
        refused=sum(by_result.values()),
        refused_by_result=by_result,
        by_gate=list(by_gate.values()),
        per_minute=[each for at, each in by_minute.items() if last - at < _SHOWN],
        logged=totals.number,
    )


async def admitted(ctx: Context, event_id: str) -> int:
    """How many tickets of the event were let in at least once; for everybody."""
    return (await repository.totals(ctx.db, event_id)).admitted
