"""Measures every page of a large site, in a process of its own: ``python -m bench.site_child FOLDER SIZE``.

Prints one JSON object: by page the server's milliseconds of each answer, those of them that it worked (rather
than waited for a processor), and how many queries it cost.
"""

import json
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.site_home import AS_OF, LARGE, SMALL, Size, build, item_of, run_of, team_of

WARM, ROUNDS = 2, 20


def main(argv: list[str]) -> int:
    folder, size = Path(argv[1]), {"large": LARGE, "small": SMALL}[argv[2]]
    home = folder / f"site-{argv[2]}"
    if not (home / "whole").exists():
        build(home, size)
        (home / "whole").touch()
    print(json.dumps(_measured(home, size)))
    return 0


def _measured(home: Path, size: Size) -> dict[str, Any]:
    from stepin.ledger.setup import setup

    setup(home)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _fill(size)
    return {"published_s": _publish(size), "pages": {page: _page(path) for page, path in _pages(size)}}


def _publish(size: Size) -> float:
    from stepin.ledger.publishing import publish

    begun = time.perf_counter()
    publish(run_of(size, as_of=AS_OF + timedelta(seconds=1)), now=AS_OF, last_events={})
    return time.perf_counter() - begun


def _fill(size: Size) -> None:
    """The first publication, and what leaders have answered: a third looked back at, cards responded to."""
    from django.contrib.auth import get_user_model

    from stepin.ledger.actions.responses import respond
    from stepin.ledger.actions.step_ins import LookedBack, look_back
    from stepin.ledger.models import PatternCard, StepIn
    from stepin.ledger.publishing import publish

    by, _ = get_user_model().objects.get_or_create(
        username="director", defaults={"person": "director", "name": "Director", "is_administrator": True}
    )
    if publish(run_of(size), now=AS_OF, last_events={}) is None:
        return
    told = LookedBack({"owner": "yes", "priority": "no"}, same_kind=True)
    for step_in in StepIn.objects.filter(leader="director")[: size.step_ins // 15]:
        look_back(step_in, told, by=by, now=AS_OF, evidence={})
    for card in PatternCard.objects.filter(leader="")[:40]:
        respond(
            card, cause="owner", what="Name one owner", owner="director",
            check_on=(AS_OF + timedelta(days=40)).date(), by=by, now=AS_OF, before={},
        )  # fmt: skip


def _pages(size: Size) -> list[tuple[str, str]]:
    from django.urls import reverse

    from stepin.ledger.models import PatternCard, Response, StepIn

    quoted = item_of(3, size).replace("#", "%23")
    own = StepIn.objects.filter(leader="director").first()
    due = StepIn.objects.filter(leader="director", state="open", early=False).first()
    plain = ("now", "look_back", "patterns", "responses", "teams", "sources", "method", "my_data", "digests")
    told = [(name, reverse(name)) for name in plain]
    told.append(("as_my_lead_sees", reverse("as_my_lead_sees")))
    told.append(("item", f"{reverse('item')}?id={quoted}"))
    told.append(("team", f"{reverse('team')}?id={team_of(3, size)}"))
    told += [("step_in", f"{reverse('step_in')}?id={own.id}")] if own else []
    told += [("look_back_one", f"{reverse('look_back_one')}?id={due.id}")] if due else []
    told += [(name, reverse(name, args=(model.objects.all()[0].pk,))) for name, model in (
        ("pattern", PatternCard), ("response", Response))]  # fmt: skip
    return [*told, ("log_step_in", reverse("log_step_in"))]


def _page(path: str) -> dict[str, Any]:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="localhost")
    client.force_login(get_user_model().objects.get(username="director"))
    took, worked = [], []
    for _ in range(WARM + ROUNDS):
        begun, work = time.perf_counter(), time.process_time()
        answer = client.get(path)
        took.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - work) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return {
        "status": answer.status_code,
        "ms": took[WARM:],
        "cpu_ms": worked[WARM:],
        "queries": len(queries),
        "bytes": len(answer.content),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv))
