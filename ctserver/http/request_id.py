"""A short name for the request in hand, on every log line that it causes and in the answer to a crash."""

import logging
import secrets
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="-")


def request_id() -> str:
    return _current.get()


def new_request_id() -> str:
    identifier = secrets.token_hex(4)
    _current.set(identifier)
    return identifier


class RequestIdFilter(logging.Filter):
    """Gives each record its `request` attribute, for the formatter."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request = _current.get()
        return True
