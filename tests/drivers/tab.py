"""A browser's tab as the states see it: events go the way Reflex sends them, no page is drawn."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.utils.format import format_event_handler

from ticketapp.core.context import Context, set_context
from ticketapp.ticketapp import app

StateT = TypeVar("StateT", bound=BaseState)


@dataclass
class Tab:
    """One tab: its cookies, its address, and what it was sent."""

    processor: BaseStateEventProcessor
    manager: StateManagerMemory
    path: str = "/"
    cookies: dict[str, str] = field(default_factory=dict)
    accept_language: str = "en"
    address: str = "192.0.2.7"
    host: str = "tickets.test"
    token: str = field(default_factory=lambda: uuid4().hex)
    connection: str = field(default_factory=lambda: uuid4().hex)
    sent: list[StateUpdate] = field(default_factory=list)
    unexpected: list[Exception] = field(default_factory=list)

    async def load(self) -> None:
        """What a browser does first: the state is sent, and the page's own loading runs."""
        await self.call(rx.State.event_handlers["hydrate_and_load"])
        self.sent.clear()

    async def call(self, handler: Any, **arguments: Any) -> None:
        """Call a handler as any client may: with whatever arguments, from whatever page."""
        name = format_event_handler(handler)
        event = Event(name=name, payload=arguments, router_data=self._router_data())
        await (await self.processor.enqueue(self.token, event)).wait_all()

    async def state(self, state: type[StateT]) -> StateT:
        """The state as it is now on the server."""
        token = BaseStateToken(ident=self.token, cls=state)
        found = await (await self.manager.get_state(token)).get_state(state)
        assert isinstance(found, state)
        return found

    def reconnect(self) -> None:
        """The connection is a new one, with the cookies and headers of now."""
        self.connection = uuid4().hex

    @property
    def redirects(self) -> list[str]:
        """Where the tab was told to go."""
        return [
            event.payload["path"]
            for update in self.sent
            for event in update.events or []
            if event.name == "_redirect"
        ]

    def _router_data(self) -> Mapping[str, Any]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            "pathname": self.path,
            "asPath": self.path,
            "query": {},
            "token": self.token,
            "sid": self.connection,
            "ip": self.address,
            "headers": {
                "host": self.host,
                "origin": f"http://{self.host}",
                "user-agent": "a browser",
                "accept-language": self.accept_language,
                "cookie": cookie,
            },
        }


@asynccontextmanager
async def open_tab(ctx: Context, **facts: Any) -> AsyncGenerator[Tab]:
    """A tab on the application `ctx`; what escapes a handler fails the test that opened it."""
    manager = StateManagerMemory()
    escaped: list[Exception] = []

    def note(exception: Exception) -> None:
        escaped.append(exception)

    processor = BaseStateEventProcessor(middleware=app, backend_exception_handler=note)
    tab = Tab(processor, manager, unexpected=escaped, **facts)
    set_context(ctx)
    try:
        with app.set_contexts():
            async with processor.configure(state_manager=manager, event_namespace=_Socket(tab)):
                await tab.load()
                yield tab
    finally:
        set_context(None)
    assert not escaped, escaped


@dataclass
class _Socket:
    """What Reflex sends through."""

    tab: Tab

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        assert token == self.tab.token
        self.tab.sent.append(update)


def handlers_of(state: type[rx.State]) -> list[str]:
    """The names any client can call on this state."""
    return sorted(name for name in state.event_handlers if not name.startswith("_"))
