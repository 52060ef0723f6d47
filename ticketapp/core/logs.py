"""Structured logs: one event per line, with the request id bound to it, and never a secret."""

import logging
import logging.config
from typing import Any, cast

import structlog
from structlog.types import EventDict, Processor

from ticketapp.core.settings import Settings

_SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie", "otp", "api_key")
_LONGEST = 8_000
_CONTROLS = {
    number: f"\\x{number:02x}"
    for number in (*range(32), *range(127, 160))
    if chr(number) not in "\n\t"
}
_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_logs(settings: Settings) -> None:
    """Send everything, libraries included, through one format to standard error."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            _hide_secrets,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(log_config(settings))


def log_config(settings: Settings) -> dict[str, Any]:
    """The same as a `logging` configuration, for servers that want to be told."""
    renderer: list[Processor] = (
        [_tracebacks_as_data(), _harmless, structlog.processors.JSONRenderer()]
        if settings.log_format == "json"
        else [
            structlog.processors.format_exc_info,
            _harmless,
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *renderer,
                ],
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "structured",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": settings.log_level.upper()},
        "loggers": {
            "apscheduler": {"level": "ERROR"},  # it warns whenever a job outlasts its interval
            "engineio.server": {"level": "CRITICAL"},  # a traceback for all that a client garbles
            "fontTools": {"level": "WARNING"},  # some thirty lines for every PDF
            **{
                name: {"level": "WARNING"}
                for name in ("pymongo", "socketio", "engineio", "asyncio", "mail.log")
            },
        },
    }


def _tracebacks_as_data() -> Processor:
    """Tracebacks without local variables: those hold passwords, tokens and cookies."""
    return structlog.processors.ExceptionRenderer(
        structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    )


def _harmless(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Clients have a say in some of this: none of it may fill a disk, or pass for another line."""
    event["event"] = str(event["event"]).replace("\n", "\\n")
    return {key: _cleaned(value) for key, value in event.items()}


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cleaned(part) for key, part in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_cleaned(part) for part in cast("list[Any]", value)]
    if not isinstance(value, str):
        return value
    if len(value) > _LONGEST:
        value = f"{value[: _LONGEST // 2]} … {value[-_LONGEST // 2 :]}"
    return value.translate(_CONTROLS)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    return structlog.stdlib.get_logger(name)


def _hide_secrets(_logger: object, _method: str, event: EventDict) -> EventDict:
    for key in event:
        if any(word in key.lower() for word in _SECRET_WORDS):
            event[key] = "(hidden)"
    return event
