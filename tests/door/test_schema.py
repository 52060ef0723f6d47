"""A database that was made before the door's indexes were what they are."""

from ticketapp.core.migrations import Index
from ticketapp.door.schema import SCANS, keep_nonces_apart


async def test_two_scanners_may_send_one_nonce_to_an_older_database_too(ctx):
    scans, former = ctx.db.raw.scans, Index("event_id", "nonce", unique=True)
    await scans.create_indexes([former.model])
    for _ in range(2):  # two processes may start at once
        await keep_nonces_apart(ctx.db)
    kept = await scans.index_information()
    assert set(kept) == {"_id_", *(index.name for index in SCANS.indexes)}
