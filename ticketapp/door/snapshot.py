"""What a scanner needs to work without network: every ticket of the event, but nobody's name.

It is compact, because phones fetch it again and again. `keys` are the Ed25519 public keys that
tokens may be signed with, by the number in a token's first byte. `tickets` are records of 20
bytes, in base64, in the order of the tickets' ids:

    10   the ticket's id, as it stands in the token
     1   its version: a token of a smaller one is void, of a larger one invalid
     1   0 not used, 1 inside, 2 was in and left, 3 void
     8   the beginning of SHA-256 of ``<event id>/<code>``, for codes that are typed

A genuine token of the event whose ticket is not among them was issued after `as_of`.
"""

import asyncio
import base64
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from ticketapp.bookings import tickets
from ticketapp.bookings.models import TicketStatus
from ticketapp.core.clock import to_rfc3339
from ticketapp.core.context import Context
from ticketapp.door.access import require_door
from ticketapp.door.models import Doorkeeper
from ticketapp.door.rules import event_seen
from ticketapp.events.models import Event, EventStatus
from ticketapp.events.service import get_event
from ticketapp.tickets.tokens import fingerprint_of, signer_for

RECORD_LENGTH = 20
CODE_LENGTH = 8
_AT_ONCE = 5_000


class State(IntEnum):
    """Where a ticket stands, as a record says it."""

    unused = 0
    inside = 1
    left = 2
    void = 3


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot as it is sent; `tag` is another one when anything but the time differs."""

    as_of: datetime
    tag: str
    body: bytes
    compressed: bytes


async def take_snapshot(ctx: Context, keeper: Doorkeeper, event_id: str) -> Snapshot:
    """The event's tickets as they are now. Devices that ask at the same time share one."""
    require_door(keeper, event_id)
    event = await get_event(ctx, keeper.actor, event_id)

    async def work(asked: Sequence[Any]) -> Sequence[Snapshot]:
        return [await _taken(ctx, event)] * len(asked)

    return await ctx.lanes.submit(f"snapshot/{event.id}", "snapshot", None, work)


def record_of(event: Event, ticket: Mapping[str, Any]) -> bytes:
    """A ticket's document as 20 bytes."""
    code = hashlib.sha256(f"{event.id}/{ticket['code']}".encode()).digest()[:CODE_LENGTH]
    head = bytes((ticket["version"], _state_of(event, ticket)))
    return base64.b32decode(ticket["id"].upper()) + head + code


def _state_of(event: Event, ticket: Mapping[str, Any]) -> State:
    if ticket["status"] != TicketStatus.valid or event.status is EventStatus.cancelled:
        return State.void
    if ticket.get("inside"):
        return State.inside
    return State.left if ticket["checked_in_at"] else State.unused


async def _taken(ctx: Context, event: Event) -> Snapshot:
    as_of = ctx.clock.now()
    records: list[bytes] = []
    async for some in tickets.walk(ctx.db, event.id, _AT_ONCE):
        records += [record_of(event, ticket) for ticket in some]
    return await asyncio.to_thread(_packed, _facts(ctx, event), records, as_of)


def _facts(ctx: Context, event: Event) -> dict[str, Any]:
    seen = event_seen(event)
    keys = signer_for(ctx.settings).public_keys
    return {
        "event": {
            "id": seen.id,
            "name": seen.name,
            "starts_at": to_rfc3339(seen.starts_at),
            "doors_open_at": to_rfc3339(seen.doors_open_at),
            "ends_at": to_rfc3339(seen.ends_at),
            "timezone": seen.timezone,
        },
        "reentry": event.reentry,
        "fingerprint": _base64(fingerprint_of(event.id)),
        "keys": [{"id": number, "key": _base64(key)} for number, key in sorted(keys.items())],
    }


def _packed(facts: dict[str, Any], records: list[bytes], as_of: datetime) -> Snapshot:
    records.sort()
    content = {**facts, "count": len(records), "tickets": _base64(b"".join(records))}
    plain = json.dumps(content, separators=(",", ":")).encode()
    tag = hashlib.sha256(plain).hexdigest()[:32]
    body = b'{"as_of":"' + to_rfc3339(as_of).encode() + b'",' + plain[1:]
    return Snapshot(as_of, tag, body, gzip.compress(body, compresslevel=1, mtime=0))


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
