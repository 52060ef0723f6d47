"""Password hashing: the one module that knows passlib.

Argon2id with 64 MiB, 3 passes and 2 lanes. `benchmarks/passwords.py` measures it.
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from passlib.context import CryptContext

Result = TypeVar("Result")

_SCHEME = CryptContext(
    schemes=["argon2"],
    argon2__type="ID",
    argon2__memory_cost=64 * 1024,
    argon2__time_cost=3,
    argon2__parallelism=2,
)


class PasswordHasher:
    """Hashes in a pool of its own, so that many sign-ins can't starve the event loop.

    At most `at_once` hashes run, which also bounds the memory that a flood of sign-ins takes.
    """

    def __init__(self, at_once: int = 1, scheme: CryptContext = _SCHEME) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="argon2")
        self._scheme = scheme
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        return await self._run(self._scheme.hash, password)

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether the password is right; takes the same time when there is nothing stored."""
        if stored is None:
            if self._nobodys is None:
                self._nobodys = await self.hash(secrets.token_urlsafe(16))
            await self._run(self._scheme.verify, password, self._nobodys)
            return False
        return await self._run(self._scheme.verify, password, stored)

    def is_outdated(self, stored: str) -> bool:
        """Whether the parameters have grown since this hash was made."""
        return self._scheme.needs_update(stored)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[..., Result], *args: str) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)
