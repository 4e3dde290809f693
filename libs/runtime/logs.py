"""any service: one JSON object a line on standard output, or colours where a person looks on."""

import logging
import sys
from typing import Any

import structlog

SECRET = ("token", "secret", "password", "authorization", "api_key", "dsn")
LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def hide_secrets(_logger: Any, _method: str, event: Any) -> Any:
    """Replace the value of every member whose name says that it is a secret."""
    for name in event:
        if any(word in name.lower() for word in SECRET):
            event[name] = "…"
    return event


def configure(service: str, level: str) -> None:
    """Set up structlog and the standard library's logging alike."""
    person = sys.stdout.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            hide_secrets,
            *([] if person else [structlog.processors.dict_tracebacks]),
            structlog.dev.ConsoleRenderer() if person else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS.get(level.lower(), 20)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stdout, format="%(levelname)s %(name)s %(message)s"
    )
