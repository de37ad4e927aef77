"""What a server writes to its error output: one JSON object a line, with ids and never a name.

Addresses are told by the page's name alone: an item's, a person's id and the secret of a link are in their
path and query. Of an error its kind and its places in the code are told, and not its message, which may quote
what somebody wrote.
"""

import logging
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any, TextIO
from uuid import uuid4

import structlog
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse

from stepin.web.metrics import count_request

Respond = Callable[[HttpRequest], HttpResponse]
_log = structlog.get_logger("stepin.web")
_SHARED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def write_logs(to: TextIO) -> None:
    """From here on, of the whole process, other libraries' lines too."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    written = logging.StreamHandler(to)
    written.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [written]
    root.setLevel(logging.INFO)
    # It writes whole paths, which hold the secrets of links; what failed is told below instead.
    logging.getLogger("django.request").setLevel(logging.CRITICAL + 1)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    got_request_exception.connect(_tell_failure, dispatch_uid="stepin.web.logging")


def requests(respond: Respond) -> Respond:
    """One line for each request, and its id in the answer, to be named to whoever looks after stepin."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began, request_id = time.perf_counter(), uuid4().hex
        with structlog.contextvars.bound_contextvars(request=request_id):
            response = respond(request)
            took = time.perf_counter() - began
            page = page_of(request)
            method = request.method or ""
            count_request(page, method, response.status_code, took)
            account = getattr(getattr(request, "user", None), "pk", None)
            status, ms = response.status_code, round(took * 1000, 1)
            _log.info("request", page=page, method=method, status=status, ms=ms, account=account)
        response["X-Request-ID"] = request_id
        return response

    return middleware


def page_of(request: HttpRequest) -> str:
    """The name of the address, ``none`` where there is no such page."""
    match = request.resolver_match
    return (match.view_name or "unnamed") if match else "none"


def _tell_failure(**_: Any) -> None:
    error = sys.exc_info()[1]
    if error is not None:
        places = traceback.extract_tb(error.__traceback__)
        where = [f"{each.filename}:{each.lineno} {each.name}" for each in places[-8:]]
        _log.error("failed", error=type(error).__name__, where=where)
