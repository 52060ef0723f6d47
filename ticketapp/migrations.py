"""Every change of the database's shape, oldest first. Never edit one that has been released."""

from ticketapp.core.migrations import Migration

MIGRATIONS: tuple[Migration, ...] = ()
