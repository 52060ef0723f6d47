"""Lists in pages: by number for people, by cursor to any depth at flat cost.

A cursor is the position of the last item in the sort order, signed together with what the list
was asked for. So nobody can make one up, and one from another list or filter is refused.
"""

import hmac
import json
import math
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from ticketapp.core.db import Collection, Document, Session
from ticketapp.core.keys import derive_key
from ticketapp.core.settings import Settings

Item = TypeVar("Item")
Other = TypeVar("Other")
Position = tuple[Any, ...]

_SIGNATURE_BYTES = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadCursor(Exception):  # noqa: N818 - reads as what it is
    """Made up, changed, or from a list that was asked for differently."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is wanted: page number `page`, or what stands next to a position.

    A walk by position knows the `total` that its first page counted, and isn't charged again.
    `count_up_to` bounds what counting may cost: a total of that size means "at least".
    """

    limit: int = 20
    page: int = 1
    after: Position | None = None
    total: int | None = None
    before: Position | None = None
    count_up_to: int | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Part of a list, and the positions to go on from, in both directions, if there is more."""

    items: Sequence[Item]
    number: int
    limit: int
    total: int
    next: Position | None
    previous: Position | None = None

    def map(self, change: Callable[[Item], Other]) -> "Page[Other]":
        items = [change(item) for item in self.items]
        return Page(items, self.number, self.limit, self.total, self.next, self.previous)


async def find_page(
    collection: Collection,
    query: Mapping[str, Any],
    sort: Sequence[str],
    wanted: PageRequest,
    session: Session | None = None,
    *,
    unique: str = "_id",
    totals: "Totals | None" = None,
) -> Page[Document]:
    """Part of what fits `query`, in the order of `sort` (``"-starts_at"`` is descending).

    The field `unique`, which no two documents share, is added to the order so that it is total.
    An index on the sort's fields (after those that `query` compares by equality) and that one
    makes the cost of going on independent of the depth. The fields must be there in every
    document and never null. `totals` spares counting a long list for every reader of it.
    """
    order = _total_order(sort, unique)
    totals = totals or Totals()
    backwards = wanted.before is not None
    walked = [(name, -direction) for name, direction in order] if backwards else order
    start = wanted.before or wanted.after
    skipped = 0 if start is not None else (wanted.page - 1) * wanted.limit
    found = await _found(collection, query, walked, start, skipped, wanted.limit + 1, session)
    items = found[: wanted.limit]
    more = len(found) > wanted.limit
    if backwards:
        items.reverse()
    total = wanted.total
    if total is None:
        total = await totals.count(collection, query, wanted.count_up_to, session)
    before_it = more if backwards else wanted.after is not None or wanted.page > 1
    return Page(
        items,
        max(wanted.page, 1),
        wanted.limit,
        total,
        next=_position(order, items, -1) if backwards or more else None,
        previous=_position(order, items, 0) if before_it else None,
    )


def _position(
    order: Sequence[tuple[str, int]], items: Sequence[Document], index: int
) -> Position | None:
    return tuple(items[index][name] for name, _ in order) if items else None


def _total_order(sort: Sequence[str], unique: str) -> list[tuple[str, int]]:
    order = [(name.removeprefix("-"), -1 if name.startswith("-") else 1) for name in sort]
    if all(name != unique for name, _ in order):
        order.append((unique, order[-1][1] if order else 1))
    return order


async def _found(
    collection: Collection,
    query: Mapping[str, Any],
    order: Sequence[tuple[str, int]],
    start: Position | None,
    skipped: int,
    limit: int,
    session: Session | None,
) -> list[Document]:
    """Up to `limit` documents: what is behind `start`, stretch by stretch, or from the top."""
    if start is None:
        cursor = collection.find(query, session=session).sort(order).skip(skipped).limit(limit)
        return await cursor.to_list(None)
    found: list[Document] = []
    for stretch, sort in _behind(order, start):
        here = {"$and": [query, stretch]}
        cursor = collection.find(here, session=session).sort(sort).limit(limit - len(found))
        found += await cursor.to_list(None)
        if len(found) == limit:
            break
    return found


def _behind(
    order: Sequence[tuple[str, int]], position: Position
) -> list[tuple[Document, Sequence[tuple[str, int]]]]:
    """What comes later, stretch by stretch, each with its order: equal in all fields but the last
    and beyond in that, then equal in fewer.

    Each is one tight range of an index, also beside an `$in`. As one `$or` the server would read
    all that comes before; with fields in the order that are equal anyway it would sort.
    """
    if len(position) != len(order):
        raise BadCursor
    stretches: list[tuple[Document, Sequence[tuple[str, int]]]] = []
    same: Document = {}
    for index, ((name, direction), value) in enumerate(zip(order, position, strict=True)):
        beyond = {"$gt" if direction > 0 else "$lt": value}
        stretches.insert(0, ({**same, name: beyond}, order[index:]))
        same[name] = value
    return stretches


class Totals:
    """How long lists are. Short ones are counted each time; counting a long one may take up one
    hundredth of a process's time, so that the length of a list never shows in how fast it is.
    """

    COUNTED_EACH_TIME = 1_000
    _SHARE = 100
    _LONGEST = 60.0
    _KEPT = 512

    def __init__(self) -> None:
        self._counted: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def count(
        self,
        collection: Collection,
        query: Mapping[str, Any],
        up_to: int | None,
        session: Session | None = None,
    ) -> int:
        """How many fit `query`. From `up_to` on it says just that."""
        few = min(up_to or math.inf, self.COUNTED_EACH_TIME + 1)
        total = await collection.count_documents(query, session=session, limit=int(few))
        if total <= self.COUNTED_EACH_TIME or total == up_to:
            return total
        asked = f"{collection.full_name} {query} {up_to}"
        known, until = self._counted.get(asked, (0, 0.0))
        began = time.monotonic()
        if began < until:
            return known
        if known:  # whoever asks while it is counted anew gets what was counted last
            self._counted[asked] = known, math.inf
        bound = {"limit": up_to} if up_to else {}
        try:
            total = await collection.count_documents(query, session=session, **bound)
        except BaseException:
            self._counted.pop(asked, None)
            raise
        now = time.monotonic()
        self._counted[asked] = total, now + min(self._SHARE * (now - began), self._LONGEST)
        self._counted.move_to_end(asked)
        if len(self._counted) > self._KEPT:
            self._counted.popitem(last=False)
        return total


class Cursors:
    """Turns positions into cursors and back, for one secret."""

    def __init__(self, settings: Settings) -> None:
        self._key = derive_key(settings.jwt_secret.get_secret_value(), "cursors")

    def seal(self, page: Page[Any], asked: str) -> str | None:
        """The cursor to what follows `page` in the list that `asked` describes, if anything."""
        return self._sealed(page.next, page.number + 1, page, asked, forwards=True)

    def seal_back(self, page: Page[Any], asked: str) -> str | None:
        """The cursor to what stands before `page`, if anything."""
        return self._sealed(page.previous, page.number - 1, page, asked, forwards=False)

    def open(self, cursor: str, asked: str, limit: int) -> PageRequest:
        """The request that `cursor` stands for; `BadCursor` unless it belongs to this list."""
        try:
            raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except ValueError:
            raise BadCursor from None
        signature, text = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(text, asked)):
            raise BadCursor
        forwards, number, total, *values = json.loads(text)
        position = tuple(_from_json(value) for value in values)
        if forwards:
            return PageRequest(limit, number, after=position, total=total)
        return PageRequest(limit, number, before=position, total=total)

    def _sealed(
        self, position: Position | None, number: int, page: Page[Any], asked: str, *, forwards: bool
    ) -> str | None:
        if position is None:
            return None
        parts = [forwards, number, page.total, *(_to_json(value) for value in position)]
        text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()
        return urlsafe_b64encode(self._signature(text, asked) + text).rstrip(b"=").decode()

    def _signature(self, text: bytes, asked: str) -> bytes:
        message = len(text).to_bytes(4, "big") + text + asked.encode()
        return hmac.digest(self._key, message, "sha256")[:_SIGNATURE_BYTES]


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"ms": (value - _EPOCH) // timedelta(milliseconds=1)}
    if isinstance(value, str | int | float):
        return value
    raise TypeError(f"a list can't be walked by values of type {type(value).__name__}")


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        return _EPOCH + timedelta(milliseconds=value["ms"])  # pyright: ignore[reportUnknownArgumentType]
    return value
