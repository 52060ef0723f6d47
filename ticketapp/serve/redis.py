"""Looks whether the given Redis can be used before anything is built on it."""

from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, RedisError

from ticketapp.core.errors import CannotStart
from ticketapp.core.settings import Settings


async def require_redis(settings: Settings) -> None:
    """Refuse with a sentence when a Redis is given and can't be used."""
    if not settings.redis_url:
        return
    place = urlsplit(settings.redis_url).netloc.rpartition("@")[2]
    try:
        async with Redis.from_url(settings.redis_url, socket_connect_timeout=3) as client:
            await client.execute_command("PING")
    except ValueError as error:
        raise CannotStart(f"TICKETAPP_REDIS_URL can't be used: {error}.") from None
    except AuthenticationError:
        raise CannotStart(
            f"Redis at {place} refuses the password in TICKETAPP_REDIS_URL."
        ) from None
    except (RedisError, OSError):
        raise CannotStart(
            f"Redis at {place} does not answer. Start it, or correct TICKETAPP_REDIS_URL."
        ) from None
