"""Event handlers: checked on the way in, and never failing without a word.

Any client can call any public handler of any state with any JSON, from any page. So a handler is
made with `action`, which checks its arguments against their annotations, and authorises by
itself. What begins with an underscore can't be called from outside.
"""

import functools
import inspect
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, get_type_hints

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from ticketapp.core import metrics
from ticketapp.core.db import refusal_for
from ticketapp.core.errors import InternalError, Invalid, Refusal
from ticketapp.core.field_errors import describe
from ticketapp.core.i18n import Locale
from ticketapp.core.logs import get_logger

log = get_logger(__name__)


def action(handler: Callable[..., Any]) -> Any:
    """Make an event handler of an async method (or async generator) of a `PageState`.

    Its arguments are checked against their annotations, pydantic's included. A refusal ends in
    the state's `_refused`; so does the database being away, and any bug, which is logged once.
    Whatever happens, the button that began it is told that the work is over.
    """
    check = _checks_of(handler)

    @functools.wraps(handler)
    async def acted(self: Any, *values: Any, **named: Any) -> AsyncGenerator[Any]:
        try:
            self._begin()
            arguments = check(values, named, self._locale())
            async for event in _events_of(handler(self, **arguments)):
                yield event
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told
            event = self._refused(_as_refusal(error, handler.__qualname__))
            if event is not None:
                yield event
        finally:
            self.finished += 1

    # Reflex would convert arguments by itself, and log those it can't with their values.
    acted.__annotations__ = {}
    return rx.event(acted)


def _checks_of(handler: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    hints = get_type_hints(handler, include_extras=True)
    parameters = [
        parameter
        for parameter in inspect.signature(handler).parameters.values()
        if parameter.name != "self"
    ]
    adapters = {parameter.name: TypeAdapter(hints[parameter.name]) for parameter in parameters}
    defaults = {
        parameter.name: parameter.default
        for parameter in parameters
        if parameter.default is not parameter.empty
    }

    def checked(
        values: tuple[Any, ...], named: Mapping[str, Any], locale: Locale
    ) -> dict[str, Any]:
        given = defaults | dict(zip(adapters, values, strict=False)) | dict(named)
        try:
            return {
                name: adapter.validate_python(given.get(name)) for name, adapter in adapters.items()
            }
        except ValidationError as error:
            raise Invalid(*describe(error.errors(), locale)) from None

    return checked


async def _events_of(running: Any) -> AsyncGenerator[Any]:
    if inspect.isasyncgen(running):
        async for event in running:
            yield event
    elif (event := await running) is not None:
        yield event


def _as_refusal(error: Exception, name: str) -> Refusal:
    """What a person is told. Only what nobody planned for is logged."""
    if isinstance(error, Refusal):
        return error
    if away := refusal_for(error):
        return away
    metrics.unexpected_errors.inc()
    log.error("unexpected error", handler=name, exc_info=error)
    return InternalError()
