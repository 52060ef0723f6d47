"""Password hashing: the one module that knows passlib.

Argon2id with 64 MiB and 2 passes, in one lane, which leaves the other processors to everybody else;
`make bench` prints what a hash takes.
"""

import asyncio
import os
import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar, cast

from passlib.context import CryptContext

Result = TypeVar("Result")
_NICENESS = 10


class Scheme(Protocol):
    """The part of passlib's context that is used here, with its types."""

    def hash(self, secret: str) -> str: ...
    def verify(self, secret: str, hash: str) -> bool: ...  # noqa: A002 - passlib's name
    def needs_update(self, hash: str) -> bool: ...  # noqa: A002 - passlib's name


def argon2id(*, memory_kib: int = 64 * 1024, passes: int = 2, lanes: int = 1) -> Scheme:
    return cast(
        "Scheme",
        CryptContext(
            schemes=["argon2"],
            argon2__type="ID",
            argon2__memory_cost=memory_kib,
            argon2__time_cost=passes,
            argon2__parallelism=lanes,
        ),
    )


class PasswordHasher:
    """Hashes in a pool of its own, so that many sign-ins can't starve the event loop.

    At most `at_once` hashes run, which also bounds the memory that a flood of sign-ins takes. They
    wait for the event loop and the database where there are not processors enough for all.
    """

    def __init__(self, scheme: Scheme | None = None, *, at_once: int = 1) -> None:
        self._pool = ThreadPoolExecutor(
            at_once, thread_name_prefix="argon2", initializer=_step_back
        )
        self._scheme = scheme or argon2id()
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


def _step_back() -> None:
    """Give this thread, and those it starts, a lower priority; only Linux has one per thread."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        niceness = max(_NICENESS, os.getpriority(os.PRIO_PROCESS, thread))
        os.setpriority(os.PRIO_PROCESS, thread, niceness)
