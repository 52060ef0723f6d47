"""Bringing a database up to date, by many processes at once."""

import asyncio

from ticketapp.core.db import connect
from ticketapp.core.migrations import migrate
from ticketapp.domains import COLLECTIONS, MIGRATIONS


async def test_many_processes_may_start_at_once_on_an_empty_database(settings, clock):
    """Fails when one creates a collection between another's look and its own creating."""
    databases = [connect(settings) for _ in range(6)]
    try:
        await asyncio.gather(*(migrate(each, clock, MIGRATIONS) for each in databases))
        names = await databases[0].raw.list_collection_names()
        assert {spec.name for spec in COLLECTIONS} <= set(names)
    finally:
        await databases[0].drop()
        for each in databases:
            each.close()
