"""The demo's last step: the pages on the invented organisation, signed in, with a history."""

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import httpx

from stepin.cli.console import answer, remark
from stepin.cli.errors import PagesDoNotOpenError
from stepin.cli.ledger_home import ready_ledger
from stepin.cli.serving import Serving, serve_pages

PATIENCE_S = 60
TRIED = ("/", "/look-back/", "/patterns/", "/responses/", "/teams/", "/method/", "/my-data/")


def open_site(folder: Path, *, now: datetime, port: int, quiet: bool) -> None:
    """In a terminal it serves until Ctrl-C; without one it starts, tries each page and ends."""
    remark("Answering as its head of engineering would have, over the last months.", quiet=quiet)
    ready_ledger(folder)
    _tell(folder, now)
    serving = Serving("127.0.0.1", port, opens=True, quiet=quiet)
    if sys.stdin.isatty() and sys.stdout.isatty():
        answer(f"\nThe pages, already signed in as the head of engineering: {serving.address}")
        serve_pages(folder, serving)
        return
    _try(folder, serving)
    answer(
        f"\nThe pages open, and were closed again: {', '.join(TRIED)}. To stay: stepin serve --home {folder}"
    )


def _tell(folder: Path, now: datetime) -> None:
    from stepin.cli.demo_ledger import tell_history
    from stepin.ledger.actions.accounts import first_leader
    from stepin.ledger.models import Account
    from stepin.ledger.organisation import organisation

    org = organisation(folder)
    names = {person.id: person for person in org.people}
    owner = names[str(org.owner)]
    account = first_leader() or Account(username=owner.id)
    account.username = account.person = owner.id
    account.name, account.is_administrator = owner.name, True
    account.timezone = owner.timezone or "UTC"
    account.set_unusable_password()
    account.save()
    tell_history(folder, by=account, now=now)


def _try(folder: Path, serving: Serving) -> None:
    """Raises PagesDoNotOpenError with what went wrong."""
    told = ("serve", "--home", str(folder), "--port", str(serving.port), "--no-open", "--quiet")
    server = subprocess.Popen(
        [sys.executable, "-m", "stepin", *told],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(serving.address, server)
        with httpx.Client(base_url=serving.address, follow_redirects=True, timeout=PATIENCE_S) as client:
            for page in TRIED:
                if (status := client.get(page).status_code) != httpx.codes.OK:
                    raise PagesDoNotOpenError(f"{page} answered {status}")
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < until:
        try:
            httpx.get(f"{address}/accounts/login/", timeout=PATIENCE_S)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise PagesDoNotOpenError(f"the server {'did not answer in time' if server.poll() is None else 'ended'}")
