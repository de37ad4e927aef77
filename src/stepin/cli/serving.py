"""``stepin serve``: a home that is ready, somebody who can get in, and the server, until it is ended."""

import os
import signal
import socket
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Any

import typer

from stepin import settings
from stepin.cli.console import answer, remark
from stepin.cli.errors import CertificateError, PagesEndedError, PortError
from stepin.cli.ledger_home import ready_ledger


@dataclass(frozen=True, slots=True)
class Serving:
    """Where and how to serve. ``certificate`` and ``key``: both or neither."""

    host: str
    port: int
    workers: int = 1
    certificate: Path | None = None
    key: Path | None = None
    opens: bool = False
    quiet: bool = False

    @property
    def address(self) -> str:
        """What a browser on this machine opens."""
        scheme = "https" if self.certificate else "http"
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"


def serve_pages(home: Path | None, serving: Serving) -> None:
    """Serves until it is asked to end: with 0, or with 130 where it was Ctrl-C."""
    ip = _free_address(serving)
    _check_certificate(serving)
    settings.serve_at(serving.address)
    folder = ready_ledger(home)
    where = _way_in() or settings.site_url()
    ended_by = _run(serving, ip, started=lambda: _tell(serving, folder, where))
    if ended_by == signal.SIGINT:
        raise typer.Exit(128 + signal.SIGINT)
    remark("Ended.", quiet=serving.quiet)


def print_link(home: Path | None, name: str) -> None:
    """A new link for the account of this person or sign-in name, on standard output."""
    ready_ledger(home)
    from stepin.cli.letting_in import link_for

    answer(link_for(name))


def _way_in() -> str | None:
    """A link for the first leader, while nobody has signed in yet."""
    from stepin.cli.letting_in import link_to
    from stepin.ledger.actions.accounts import first_leader

    first = first_leader()
    return None if first is None else link_to(first)


def _tell(serving: Serving, folder: Path, where: str) -> None:
    site = settings.site_url()
    answer(f"stepin is open at {site} and keeps everything in {folder}.")
    if where != site:
        answer(f"Nobody has signed in yet. This link does, once, within a day:\n\n  {where}\n")
    for warning in _warnings(serving, site):
        remark(warning, quiet=serving.quiet)
    remark("Ctrl-C ends it.", quiet=serving.quiet)
    if serving.opens:
        webbrowser.open(where)


def _warnings(serving: Serving, site: str) -> list[str]:
    if _is_own_machine(serving.host):
        return []
    told = []
    if site == serving.address:
        told.append("Other machines reach it only by the address in STEPIN_URL: set it to what they open.")
    if not site.startswith("https://"):
        told.append(
            "What travels between them and this machine can be read on the way. Give --certificate and "
            "--key, or put a server with https before it, and begin STEPIN_URL with https://."
        )
    return told


def _is_own_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _free_address(serving: Serving) -> str:
    """The address to listen on, as numbers: the server takes no names. And it would share a port that is
    taken, so that each of the two got half of the readers."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            serving.host, serving.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            tried.listen(1)
            return str(address[0])
    except OSError as error:
        raise PortError(serving.host, serving.port, error) from None


def _check_certificate(serving: Serving) -> None:
    if serving.certificate is None and serving.key is None:
        return
    import ssl

    if serving.certificate is None or serving.key is None:
        raise CertificateError("one of --certificate and --key is missing")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(serving.certificate, serving.key)
    except (ssl.SSLError, OSError) as error:
        raise CertificateError(error.strerror or str(error)) from None


def _run(serving: Serving, ip: str, *, started: Callable[[], None]) -> int | None:
    """The signal that ended it. The workers begin anew (spawn): no connection is shared with this process."""
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "stepin.web.wsgi:application",
        address=ip,
        port=serving.port,
        interface=Interfaces.WSGI,
        workers=serving.workers,
        blocking_threads=_threads(serving.workers),
        ssl_cert=serving.certificate,
        ssl_key=serving.key,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    return _until_ended(server, started)


def _until_ended(server: Any, started: Callable[[], None]) -> int | None:
    ended_by: list[int] = []
    interrupt = server.signal_handler_interrupt

    def note(number: int, frame: FrameType | None) -> None:
        ended_by.append(number)
        interrupt(number, frame)

    server.signal_handler_interrupt = note
    server.on_startup(started)
    try:
        server.serve()
    except SystemExit:  # also where a worker was a little quicker than the server to end
        if not ended_by:
            raise PagesEndedError from None
    return ended_by[0] if ended_by else None


def _threads(workers: int) -> int:
    """Answers are short; a few more than the processors keep one that waits on the disk from holding all."""
    return max(4, 2 * (os.cpu_count() or 1) // workers)
