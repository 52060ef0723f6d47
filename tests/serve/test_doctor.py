"""What `ticketapp doctor` finds in a database, each fault planted first."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ticketapp.core.clock import SystemClock
from ticketapp.core.schema_check import deviations, mend
from ticketapp.domains import COLLECTIONS, MIGRATIONS
from ticketapp.serve.doctor import CHECKS, examine

USERS = next(spec for spec in COLLECTIONS if spec.name == "users")


async def found_in_users(ctx) -> list[str]:
    return [deviation async for deviation in deviations(ctx.db, USERS)]


async def faults(settings) -> dict[str, str]:
    """Every fault that is found, by its subject; whether pages are built is another matter."""
    findings = [finding async for finding in examine(settings)]
    return {
        finding.subject: finding.fault
        for finding in findings
        if finding.fault and finding.subject != "pages for the browser"
    }


async def test_a_fresh_database_is_as_specified(ctx, settings):
    assert await faults(settings) == {}


async def test_examining_mends_nothing(ctx, settings):
    await ctx.db.users.drop_index("email_1")
    await faults(settings)

    assert await found_in_users(ctx) == ["index email_1 of users is missing"]


async def test_a_missing_index_is_named_with_what_to_do(ctx, settings):
    await ctx.db.users.drop_index("email_1")

    assert await faults(settings) == {
        "collection users": (
            "index email_1 of users is missing; `ticketapp doctor --mend` puts it right"
        )
    }


async def test_an_index_that_lost_its_uniqueness_is_named_and_mended(ctx):
    await ctx.db.users.drop_index("email_1")
    await ctx.db.users.create_index("email", name="email_1")
    assert await found_in_users(ctx) == ["index email_1 of users is different"]

    await mend(ctx.db, USERS)

    assert await found_in_users(ctx) == []


async def test_a_missing_validator_is_named_and_mended(ctx):
    await ctx.db.raw.command("collMod", "users", validator={})
    assert await found_in_users(ctx) == ["the validator of users is missing or different"]

    await mend(ctx.db, USERS)

    assert await found_in_users(ctx) == []


async def test_a_missing_collection_is_named_and_mended(ctx):
    await ctx.db.users.drop()
    assert await found_in_users(ctx) == ["collection users is missing"]

    await mend(ctx.db, USERS)

    assert await found_in_users(ctx) == []


async def test_a_migration_that_was_not_applied_is_named(ctx, settings):
    await ctx.db.migrations.delete_one({"_id": MIGRATIONS[0].number})

    assert await faults(settings) == {
        "migrations": f"not applied yet: {MIGRATIONS[0].name}; starting ticketapp applies them"
    }


async def test_a_database_that_a_newer_version_used_is_named(ctx, settings):
    await ctx.db.migrations.insert_one({"_id": 9999, "name": "of tomorrow"})

    assert await faults(settings) == {
        "migrations": "the database was used by a newer version of ticketapp; run that one"
    }


class WrongClock:
    """Goes evenly, but shows another time."""

    def __init__(self, apart: timedelta) -> None:
        self.apart = apart

    def now(self) -> datetime:
        return SystemClock().now() + self.apart


@pytest.mark.parametrize("apart", [timedelta(seconds=-60), timedelta(seconds=60)])
async def test_clocks_that_are_apart_are_named(ctx, apart):
    mistaken = replace(ctx, clock=WrongClock(apart))

    findings = [finding for check in CHECKS async for finding in check(mistaken)]

    [clock] = [finding for finding in findings if finding.subject == "clock of the database"]
    assert clock.fault == "it is 60 s apart from this machine's; set both by NTP"


async def test_a_secret_that_others_can_read_is_named_with_the_command_that_helps(ctx, settings):
    settings.data_dir.mkdir()
    (settings.data_dir / "secrets.json").write_text("{}")
    (settings.data_dir / "secrets.json").chmod(0o640)

    assert await faults(settings) == {
        f"data folder {settings.data_dir}": (
            f"others can read what is secret; run: cd {settings.data_dir} && chmod go= secrets.json"
        )
    }
