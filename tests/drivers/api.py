"""The API as a program speaks it: paths below /api/v1, access tokens in the header."""

from typing import Any

import httpx

from tests.builders.people import PASSWORD, signed_in
from ticketapp.accounts import sessions
from ticketapp.accounts.models import SessionKind, TokenPair, User
from ticketapp.core.context import Context

PREFIX = "/api/v1"


async def tokens_of(ctx: Context, user: User) -> TokenPair:
    """A program of this person signs in."""
    secret = await signed_in(ctx, user, SessionKind.api)
    return sessions.token_pair(ctx, user, secret.partition(".")[0], secret)


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class Api:
    """Calls by one person, or by nobody: ``await api.get("/me")``."""

    def __init__(self, client: httpx.AsyncClient, token: str | None = None) -> None:
        self._client = client
        self._headers = bearing(token) if token else {}

    async def call(self, method: str, path: str, **given: Any) -> httpx.Response:
        headers = {**self._headers, **given.pop("headers", {})}
        return await self._client.request(method, f"{PREFIX}{path}", headers=headers, **given)

    async def get(self, path: str, **given: Any) -> httpx.Response:
        return await self.call("GET", path, **given)

    async def post(self, path: str, body: Any = None, **given: Any) -> httpx.Response:
        return await self.call("POST", path, json=body, **given)

    async def patch(self, path: str, body: Any, **given: Any) -> httpx.Response:
        return await self.call("PATCH", path, json=body, **given)

    async def delete(self, path: str, **given: Any) -> httpx.Response:
        return await self.call("DELETE", path, **given)

    def bearing(self, token: str | None) -> "Api":
        """The same client with another token, or none."""
        return Api(self._client, token)

    async def sign_in(self, user: User, **given: Any) -> httpx.Response:
        return await self.post("/auth/login", {"email": user.email, "password": PASSWORD, **given})
