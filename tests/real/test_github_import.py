"""What the two real repositories hold, against the counts that were checked when they were recorded."""

import lzma
import tarfile
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import stamina

from stepin.log.home import LogHome
from stepin.sources.github.client import Cursor, changed, payload
from stepin.sources.github.folder import Unread, parsed, readings
from stepin.sources.github.importing import import_github
from stepin.sources.github.payloads import Reading, read
from stepin.sources.github.web import Settings, Web, connect
from tests.github_server import GitHub, serving

DATA = Path(__file__).parents[3] / "shared" / "data" / "github" / "secp256k1-and-gui.tar.xz"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.exists(), reason="the real repositories are not beside the checkout"),
]
CORE, GUI = "bitcoin-core/secp256k1", "bitcoin-core/gui"


@cache
def read_all() -> dict[str, Reading | Unread]:
    return dict(readings(DATA))


def raw() -> dict[str, Any]:
    with lzma.open(DATA) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        return {m.name: parsed(tar.extractfile(m).read()) for m in tar if m.isfile()}


def test_every_file_is_an_item_and_no_entry_is_bad() -> None:
    found = read_all().values()
    assert [r for r in found if isinstance(r, Unread)] == []
    assert [r.rejected for r in found if r.rejected] == []
    assert Counter((r.item.container, r.item.kind) for r in found) == {
        (CORE, "issue"): 517,
        (CORE, "change"): 1308,
        (GUI, "issue"): 341,
        (GUI, "change"): 537,
    }


def test_every_entry_is_an_event_left_out_or_a_duplicate() -> None:
    found = read_all().values()
    entries = Counter(
        {repo: sum(r.entries for r in found if r.item.container == repo) for repo in (CORE, GUI)}
    )
    assert entries == {CORE: 36_934 + 6_018, GUI: 19_604 + 2_308}
    started = sum(":opened" in e.event_id for r in found for e in r.events)
    fixes = sum(":fixes/" in e.event_id for r in found for e in r.events)  # from the pulls' titles and texts
    events = sum(len(r.events) for r in found)
    left_out = sum(sum(r.left_out.values()) for r in found)
    duplicates = sum(r.duplicates for r in found)
    assert events - started - fixes + left_out + duplicates == entries.total()
    assert (events, started, fixes, left_out, duplicates) == (46_997, 2_941, 209, 21_012, 5)


def test_what_pulls_say_they_fix_is_mostly_issues() -> None:
    kinds = {r.item.item_id: r.item.kind for r in read_all().values()}
    values = [e.value for r in read_all().values() for e in r.events if ":fixes/" in e.event_id]
    told = Counter(kinds[value.removeprefix("fixes:")] for value in values)
    assert told == {"issue": 204, "change": 5}


def test_no_two_events_have_one_id() -> None:
    ids = Counter(e.event_id for r in read_all().values() for e in r.events)
    assert [i for i, n in ids.items() if n > 1] == []


def test_nothing_happens_before_its_item_is_opened() -> None:
    for r in read_all().values():
        assert r.events[0].event_id.endswith(":opened")
        assert all(e.occurred_at >= r.item.opened_at for e in r.events)


def test_who_is_in_the_timelines_is_who_was_counted() -> None:
    actors: dict[str, set[str]] = {CORE: set(), GUI: set()}
    for name, told in raw().items():
        repo = GUI if "-gui/" in name else CORE
        users = ((e.get("actor") or e.get("user") or {}) for e in told["events"])
        actors[repo] |= {user["login"] for user in users if user}
    assert {repo: len(names) for repo, names in actors.items()} == {CORE: 544, GUI: 359}


def test_of_the_pushes_few_have_nobody_known() -> None:
    pushes = [e for r in read_all().values() for e in r.events if e.kind == "pushed"]
    known = sum(e.actor is not None for e in pushes)
    assert len(pushes) == 4_591 + 3_930
    assert known / len(pushes) > 0.95


def test_the_log_holds_them_all(tmp_path: Path) -> None:
    report = import_github(DATA, LogHome(tmp_path), now=datetime(2026, 9, 1, tzinfo=UTC))
    taken = report.appended
    assert report.read == {"files": 2_703, "issues": 858, "pull requests": 1_845, "entries": 64_864}
    assert (taken.events.new, taken.events.duplicate, taken.items.new) == (46_997, 0, 2_703)
    assert report.rejected.count == 0


def test_a_sync_gives_the_same_events_as_the_folder() -> None:
    """A fixed sample: every twelfth item of the first repository, with faults on the way."""
    sample = [
        told for n, (name, told) in enumerate(sorted(raw().items())) if "secp256k1/" in name and n % 12 == 0
    ]
    faults = {5: (429, {"Retry-After": "0"}, "{}"), 40: "cut", 90: (502, {}, ""), 200: "cut"}
    github = GitHub(CORE, sample, faults=faults, largest_page=30)
    with stamina.set_testing(True, attempts=6, cap=True), serving(github):
        settings = Settings(CORE, api_url=github.url)
        with connect(settings) as client:
            web = Web(client, settings)
            told = [payload(web, row) for page in changed(web, Cursor()) for row in page.issues]
    synced = {r.item.item_id: r for r in map(read, told)}
    assert len(sample) > 140
    assert synced == {r.item.item_id: r for r in map(read, sample)}
