"""What the process counts about itself, in Prometheus form."""

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

requests_seconds = Histogram(
    "ticketapp_request_seconds",
    "Time to answer HTTP requests",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
unexpected_errors = Counter("ticketapp_unexpected_errors", "Requests that ended in a bug")
refusals = Counter("ticketapp_refusals", "Requests that a rule refused", ["code"])
up = Gauge(
    "ticketapp_dependency_up",
    "1 while the dependency answers",
    ["part"],
    multiprocess_mode="mostrecent",
)
sales_stopped = Counter(
    "ticketapp_sales_stopped", "Events whose sale was stopped because their figures had drifted"
)
scans = Counter("ticketapp_scans", "Scans at doors, and scans taken back", ["kind", "result"])
door_batch_seconds = Histogram(
    "ticketapp_door_batch_seconds",
    "Time to judge and keep what scanners reported together",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
mails_sent = Counter("ticketapp_mails_sent", "Mails the mail server has taken", ["kind"])
mail_failures = Counter("ticketapp_mail_failures", "Tries to send a mail that failed", ["reason"])
outbox_oldest_seconds = Gauge(
    "ticketapp_outbox_oldest_seconds",
    "Age of the oldest mail that still waits to be sent",
    multiprocess_mode="mostrecent",
)


def exposition() -> tuple[bytes, str]:
    """All figures of all worker processes, and their content type."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return generate_latest(registry), CONTENT_TYPE_LATEST
