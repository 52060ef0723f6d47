"""One-time links: only the hash of what is in the link is kept, and using it uses it up."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ticketapp.core.context import Context
from ticketapp.core.db import Session
from ticketapp.core.ids import digest

RESET_LIFETIME = timedelta(minutes=30)
SETUP_LIFETIME = timedelta(hours=24)
_LONGEST = 200


class Purpose(StrEnum):
    first_admin = "first_admin"
    password = "password"  # noqa: S105 - a name, not a password


@dataclass(frozen=True, slots=True)
class Link:
    purpose: Purpose
    user_id: str | None


async def issue(
    ctx: Context, session: Session | None, purpose: Purpose, user_id: str | None, *,
    lifetime: timedelta,
) -> str:  # fmt: skip
    """Make a link's secret part. It is known to whoever gets it from here, and to nobody else."""
    secret = ctx.ids.secret()
    await ctx.db.links.insert_one(
        {
            "_id": digest(secret),
            "purpose": purpose.value,
            "user_id": user_id,
            "expires_at": ctx.clock.now() + lifetime,
        },
        session=session,
    )
    return secret


async def look_up(ctx: Context, secret: str, purpose: Purpose) -> Link | None:
    """What a link is for, without using it up."""
    found = await ctx.db.links.find_one(_live(ctx, secret, purpose))
    return Link(purpose, found["user_id"]) if found else None


async def use_up(ctx: Context, session: Session, secret: str, purpose: Purpose) -> Link | None:
    """Use a link: of two at the same moment one gets it, the other gets None."""
    found = await ctx.db.links.find_one_and_delete(_live(ctx, secret, purpose), session=session)
    return Link(purpose, found["user_id"]) if found else None


async def drop_all(ctx: Context, session: Session, user_id: str) -> None:
    await ctx.db.links.delete_many({"user_id": user_id}, session=session)


async def drop_purpose(ctx: Context, session: Session | None, purpose: Purpose) -> None:
    await ctx.db.links.delete_many({"purpose": purpose.value}, session=session)


def _live(ctx: Context, secret: str, purpose: Purpose) -> dict[str, object]:
    return {
        "_id": digest(secret[:_LONGEST]),
        "purpose": purpose.value,
        "expires_at": {"$gt": ctx.clock.now()},
    }
