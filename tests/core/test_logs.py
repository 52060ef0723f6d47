import json
import logging
from io import StringIO

import pytest
import structlog

from ticketapp.core.logs import log_config

MEGABYTE = 1_000_000
FORGED = "a\n2026 [info] a forged line\x1b[2J\x00"


class Log:
    """A library's logger and one of ours, writing as the app does, to be read."""

    def __init__(self, settings) -> None:
        how = dict(log_config(settings)["formatters"]["structured"])
        self._written = StringIO()
        handler = logging.StreamHandler(self._written)
        handler.setFormatter(how.pop("()")(**how))
        self.library = logging.Logger("a.library")  # noqa: LOG001 - of this test alone
        self.library.addHandler(handler)
        self.ours = structlog.wrap_logger(
            self.library,
            [structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
            structlog.stdlib.BoundLogger,
        )

    @property
    def text(self) -> str:
        return self._written.getvalue()


@pytest.fixture(params=["console", "json"])
def log(request, settings) -> Log:
    return Log(settings.model_copy(update={"log_format": request.param}))


def fail(said: str) -> None:
    raise ValueError(said)


def test_what_a_client_sent_never_fills_the_log(log):
    log.library.warning("It said %s", "x" * MEGABYTE)
    log.ours.warning("It said", path="x" * MEGABYTE)
    try:
        fail("x" * MEGABYTE)
    except ValueError:
        log.library.exception("It failed")
    assert "ValueError" in log.text
    assert len(log.text) < 50_000


def test_what_a_client_sent_is_no_line_of_its_own_and_commands_no_terminal(log):
    log.library.warning("It said %s", FORGED)
    log.ours.warning("It said", path=FORGED)
    assert len(log.text.splitlines()) == 2
    assert log.text.replace("\n", "").isprintable()


def test_a_traceback_stays_readable(log):
    try:
        fail("as planned")
    except ValueError:
        log.library.exception("It failed")
    if log.text.startswith("{"):
        assert json.loads(log.text)["exception"][0]["exc_value"] == "as planned"
    else:
        assert log.text.splitlines()[-1] == "ValueError: as planned"


def test_a_pdf_writes_no_lines_into_the_log(settings):
    config = log_config(settings)
    assert config["root"]["level"] == "INFO"
    assert config["loggers"]["fontTools"]["level"] == "WARNING"
