"""Tabs for tests of states."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.builders.people import a_user, signed_in
from tests.drivers.tab import Tab, open_tab
from ticketapp.accounts.models import User
from ticketapp.core.actor import Role
from ticketapp.core.context import Context
from ticketapp.web.session_cookie import cookie_name


@pytest.fixture
async def tab(ctx: Context) -> AsyncGenerator[Tab]:
    async with open_tab(ctx) as opened:
        yield opened


@asynccontextmanager
async def tab_of(ctx: Context, user: User | None, **facts: Any) -> AsyncGenerator[Tab]:
    """A tab in which this person, or nobody, is signed in."""
    cookies = {cookie_name(ctx.settings): await signed_in(ctx, user)} if user else {}
    async with open_tab(ctx, cookies=cookies, **facts) as opened:
        yield opened


@pytest.fixture
async def ada(ctx: Context) -> User:
    """An admin."""
    return await a_user(ctx, role=Role.admin, name="Ada Admin", email="ada@example.org")


@pytest.fixture
async def admin_tab(ctx: Context, ada: User) -> AsyncGenerator[Tab]:
    async with tab_of(ctx, ada) as opened:
        yield opened
