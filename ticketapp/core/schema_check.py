"""Compares what a database has with what the domains specified, and mends it."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from ticketapp.core.db import Database, Document
from ticketapp.core.migrations import CollectionSpec, Index, ensure

_COMPARED = ("unique", "partialFilterExpression", "expireAfterSeconds")


async def deviations(db: Database, spec: CollectionSpec) -> AsyncGenerator[str]:
    """What is missing or different, each in a few words; nothing when all is as specified."""
    listed = await db.raw.command("listCollections", filter={"name": spec.name})
    found: list[Document] = listed["cursor"]["firstBatch"]
    if not found:
        yield f"collection {spec.name} is missing"
        return
    if found[0]["options"].get("validator") != {"$jsonSchema": _plain(spec.schema)}:
        yield f"the validator of {spec.name} is missing or different"
    indexes = await db.raw[spec.name].index_information()
    for index in spec.indexes:
        if index.name not in indexes:
            yield f"index {index.name} of {spec.name} is missing"
        elif _differs(index, indexes[index.name]):
            yield f"index {index.name} of {spec.name} is different"


async def mend(db: Database, spec: CollectionSpec) -> None:
    """Bring the collection to its specification; an index that differs is made anew."""
    if spec.name in await db.raw.list_collection_names():
        indexes = await db.raw[spec.name].index_information()
        for index in spec.indexes:
            if index.name in indexes and _differs(index, indexes[index.name]):
                await db.raw[spec.name].drop_index(index.name)
    await ensure(db, spec)


def _differs(index: Index, actual: Mapping[str, Any]) -> bool:
    wanted = index.model.document
    return any(_plain(wanted.get(name)) != actual.get(name) for name in _COMPARED)


def _plain(value: Any) -> Any:
    """The value as the database hands it back."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
    return value
