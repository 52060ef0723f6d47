"""Versioned, idempotent migrations of the database, run at every start.

Running one twice, or in two processes at once, does no harm: creating what exists is a no-op.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pymongo
from pymongo import ASCENDING, DESCENDING, TEXT, IndexModel
from pymongo.errors import CollectionInvalid, OperationFailure

from ticketapp.core.clock import Clock
from ticketapp.core.db import Database
from ticketapp.core.logs import get_logger

log = get_logger(__name__)

_LONGEST_BUILD = 3600.0
_EXISTS = 48
_NO_SUCH_INDEX = 27


class Index:
    """An index on fields, named as ``"email"``, descending ``"-at"``, or by words ``"~name"``.

    `only` limits it to documents that match; `expires` makes the database delete a document at
    the time its (one) field holds.
    """

    def __init__(
        self,
        *fields: str,
        unique: bool = False,
        only: Mapping[str, Any] | None = None,
        expires: bool = False,
    ) -> None:
        options: dict[str, Any] = {"unique": True} if unique else {}
        if only is not None:
            options["partialFilterExpression"] = only
        if expires:
            options["expireAfterSeconds"] = 0
        directions = {"-": DESCENDING, "~": TEXT}
        keys = [(name.lstrip("-~"), directions.get(name[0], ASCENDING)) for name in fields]
        self.model = IndexModel(keys, **options)

    @property
    def name(self) -> str:
        return self.model.document["name"]


@dataclass(frozen=True, slots=True)
class CollectionSpec:
    """A collection's validator and indexes, as its domain wants them."""

    name: str
    schema: Mapping[str, Any]
    indexes: Sequence[Index] = ()


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    apply: Callable[[Database], Awaitable[None]]


def create(*specs: CollectionSpec) -> Callable[[Database], Awaitable[None]]:
    """A migration step that brings these collections to their specification."""

    async def apply(db: Database) -> None:
        for spec in specs:
            await ensure(db, spec)

    return apply


async def ensure(db: Database, spec: CollectionSpec) -> None:
    """Create the collection, or give the existing one this validator and these indexes.

    An index over a large collection takes longer than any other operation may.
    """
    validator = {"$jsonSchema": spec.schema}
    with pymongo.timeout(_LONGEST_BUILD):
        try:
            await db.raw.create_collection(spec.name, validator=validator)
        except CollectionInvalid:
            await db.raw.command("collMod", spec.name, validator=validator)
        except OperationFailure as error:  # another process made it since the driver looked
            if error.code != _EXISTS:
                raise
            await db.raw.command("collMod", spec.name, validator=validator)
        if spec.indexes:
            await db.raw[spec.name].create_indexes([index.model for index in spec.indexes])


async def drop_index(db: Database, spec: CollectionSpec, former: Index) -> None:
    """Let go of an index that the specification has no more."""
    try:
        await db.raw[spec.name].drop_index(former.name)
    except OperationFailure as error:
        if error.code != _NO_SUCH_INDEX:
            raise


async def migrate(db: Database, clock: Clock, migrations: Sequence[Migration]) -> list[str]:
    """Apply what this database has not seen yet, in order; answer the names of those."""
    seen = {document["_id"] async for document in db.migrations.find({}, {"_id": 1})}
    applied: list[str] = []
    for migration in sorted(migrations, key=lambda each: each.number):
        if migration.number in seen:
            continue
        await migration.apply(db)
        await db.migrations.update_one(
            {"_id": migration.number},
            {"$setOnInsert": {"name": migration.name, "applied_at": clock.now()}},
            upsert=True,
        )
        applied.append(migration.name)
        log.info("migration applied", number=migration.number, name=migration.name)
    return applied
