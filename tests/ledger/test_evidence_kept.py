"""Evidence is gathered once, out of the log as of the step-in, and kept as it was seen."""

from datetime import timedelta

import pytest

from stepin.findings.model import Around
from stepin.ledger.actions.step_ins import Logged, log_step_in
from stepin.ledger.evidence_kept import evidence_of, gather
from stepin.ledger.models import Evidence, StepIn
from stepin.ledger.organisation import organisation
from stepin.ledger.publishing import publish
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.log.records import Event, Item
from stepin.log.writing import append
from tests.cast import MONDAY, account, organise, run, step_in

pytestmark = pytest.mark.django_db
ITEM = "github:acme/payments#1"
CAME = step_in(1).at
AROUND = Around(
    "github:1", "github:acme/payments", 5, 0, 9, 9.0, 0, (), 0, uses_priority=False, uses_dates=False
)


def event(id_, days, actor, kind, value=None):
    return Event(id_, ITEM, CAME + timedelta(days=days), 0, f"github:{actor}", kind, value)


@pytest.fixture
def home(tmp_path):
    """Li is assigned on the day before Ana comes, and again on the day after."""
    home = organise(tmp_path)
    events = [
        event("github:a", -3, "li", "opened"),
        event("github:b", -1, "li", "assigned", "github:sam"),
        event("github:1", 0, "ana", "commented", "ask"),
        event("github:c", 1, "li", "blocked"),
    ]
    append(
        LogHome(home),
        items=[Item(ITEM, "github", "change", container="acme/payments")],
        events=events,
        now=MONDAY,
    )
    publish(run(step_ins=(step_in(1, kind="issue"), step_in(2, early=True))), now=MONDAY, last_events={})
    return home


def gathered(home, now=MONDAY):
    return gather(open_log(LogHome(home)), organisation(home), around=(AROUND,), now=now)


def test_it_is_as_of_the_step_in_and_gathered_once(home):
    assert (gathered(home), gathered(home, MONDAY + timedelta(days=1))) == (1, 0)
    said = {(row["cause"], row["side"]): row for row in Evidence.objects.get().rows}
    assert said["blocked", "against"]["says"].startswith("Nobody had marked it as blocked")
    assert said["owner", "against"]["events"] == ["github:b"]
    assert said["knowledge", "for"]["says"].startswith("Nobody in the team had moved such work")
    assert [row["items"] for row in said.values() if row["cause"] in ("blocked", "owner")] == [[ITEM], [ITEM]]


def test_before_it_is_due_it_is_gathered_again_once_it_is(home):
    StepIn.objects.update(due_at=MONDAY + timedelta(days=1))
    assert [gathered(home, MONDAY + timedelta(days=n)) for n in (0, 0, 2, 3)] == [1, 0, 1, 0]


def test_what_was_looked_back_at_keeps_what_was_seen(home):
    gathered(home)
    StepIn.objects.update(state="looked_back", due_at=MONDAY + timedelta(days=1))
    assert gathered(home, MONDAY + timedelta(days=2)) == 0


def test_where_no_refresh_gathered_it_the_page_does_from_the_item_alone(home):
    shown = evidence_of(StepIn.objects.get(early=False), home, organisation(home), now=MONDAY)
    assert "owner" in {row["cause"] for row in shown}
    assert "knowledge" not in {row["cause"] for row in shown}
    assert Evidence.objects.get().rows == shown


def test_a_step_in_of_free_text_has_what_the_organisation_says_alone(home):
    told = Logged(team="payments", about="A rota", forms=("decided",))
    logged = log_step_in(told, by=account("ana"), now=MONDAY)
    shown = evidence_of(logged, home, organisation(home), now=MONDAY)
    assert {row["cause"] for row in shown} == {"ownership", "lead_below"}


def test_with_no_log_at_all_the_page_still_opens(tmp_path):
    home = organise(tmp_path / "empty")
    publish(run(step_ins=(step_in(1),)), now=MONDAY, last_events={})
    shown = evidence_of(StepIn.objects.get(), home, organisation(home), now=MONDAY)
    assert {row["cause"] for row in shown} == {"ownership", "lead_below"}
