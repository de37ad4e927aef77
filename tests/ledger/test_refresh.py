"""A refresh brings in what is new, hands back what people wrote, analyses and publishes; or says why not."""

from datetime import timedelta

import pytest
from filelock import FileLock

from stepin.findings.corrections import read_corrections
from stepin.findings.runs import list_runs
from stepin.ledger.actions.step_ins import Logged, correct, log_step_in, undo_correction
from stepin.ledger.locking import RefreshIsRunningError
from stepin.ledger.models import Publication, Refresh, SourceState, StepIn, Stuck
from stepin.ledger.refreshing import CUT_SHORT, NoSuchSourceError
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from tests.cast import account
from tests.ledger.homes import NOW, TOML, home, refreshed, write_table

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def test_it_reads_the_sources_analyses_and_publishes(tmp_path):
    done, said = refreshed(home(tmp_path))
    assert said == ["events.csv: 24 new or changed events."]
    assert done.failed == ()
    assert Publication.objects.get().run == done.run
    assert StepIn.objects.filter(leader="ana").count() == 6
    state = SourceState.objects.get()
    assert (state.name, state.events, state.error, state.synced_at) == ("events.csv", 24, "", NOW)
    assert [(each.run, each.error) for each in Refresh.objects.all()] == [(done.run, "")]


def test_where_nothing_is_new_it_says_so_and_makes_no_analysis_unless_it_is_forced(tmp_path):
    first, _ = refreshed(home(tmp_path))
    again, said = refreshed(tmp_path, NOW + timedelta(hours=1))
    assert (again.run, list_runs(tmp_path)) == (None, (first.run,))
    assert said[-1].startswith("Nothing is new")
    forced, _ = refreshed(tmp_path, NOW + timedelta(hours=1), force=True)
    assert Publication.objects.first().run == forced.run != first.run


def test_a_day_alone_is_reason_enough_since_waits_grow_older(tmp_path):
    refreshed(home(tmp_path))
    before = {each.item: each.idle_hours for each in Stuck.objects.all()}
    done, _ = refreshed(tmp_path, LATER)
    assert done.run is not None
    assert all(each.idle_hours > before[each.item] for each in Stuck.objects.all())


def test_new_rows_of_a_table_are_brought_in(tmp_path):
    refreshed(home(tmp_path))
    write_table(tmp_path, 7)
    done, said = refreshed(tmp_path, NOW + timedelta(minutes=5))
    assert (said[0], StepIn.objects.count()) == ("events.csv: 4 new or changed events.", 7)
    assert done.run is not None


def test_a_source_that_cannot_be_read_is_told_and_the_others_go_on(tmp_path):
    toml = TOML.replace("[[source]]", '[[source]]\ntable = "gone.csv"\n[[source]]')
    done, _ = refreshed(home(tmp_path, toml=toml))
    assert [name for name, _ in done.failed] == ["gone.csv"]
    assert "gone.csv is not there" in SourceState.objects.get(name="gone.csv").error
    assert Publication.objects.get().run == done.run
    assert Refresh.objects.get().error.startswith("gone.csv: ")


def test_one_source_alone_is_read_where_it_is_named(tmp_path):
    toml = TOML + '[[source]]\ntable = "gone.csv"\n'
    done, _ = refreshed(home(tmp_path, toml=toml), only="events.csv")
    assert done.failed == ()
    with pytest.raises(NoSuchSourceError, match=r"Its sources: events\.csv, gone\.csv"):
        refreshed(tmp_path, only="other.csv")


def test_a_home_without_anything_says_what_to_do(tmp_path):
    done, said = refreshed(tmp_path)
    assert done.run is None
    assert said == ["There is nothing to analyse yet. Name what to read as a [[source]] in stepin.toml."]


def test_a_second_refresh_is_told_that_one_runs(tmp_path):
    with FileLock(home(tmp_path) / ".refresh.lock"), pytest.raises(RefreshIsRunningError):
        refreshed(tmp_path)
    assert Refresh.objects.count() == 0


def test_a_refresh_that_was_killed_is_told_as_cut_short(tmp_path):
    Refresh.objects.create(started_at=NOW - timedelta(hours=1))
    refreshed(home(tmp_path))
    assert [each.error for each in Refresh.objects.all()] == ["", CUT_SHORT]


def test_an_analysis_that_was_never_published_is_published_and_not_made_again(tmp_path):
    first, _ = refreshed(home(tmp_path))
    Publication.objects.all().delete()
    again, _ = refreshed(tmp_path, NOW + timedelta(hours=1))
    assert (again.run, list_runs(tmp_path)) == (first.run, (first.run,))
    assert Publication.objects.get().run == first.run


def test_how_a_refresh_failed_is_kept(tmp_path):
    home(tmp_path)
    (tmp_path / "corrections.json").write_text("{")
    with pytest.raises(Exception, match="cannot be read"):
        refreshed(tmp_path)
    assert "corrections.json cannot be read" in Refresh.objects.get().error
    assert Refresh.objects.get().ended_at is not None


def test_what_was_corrected_goes_back_to_the_analysis_and_comes_back_when_it_is_undone(tmp_path):
    refreshed(home(tmp_path))
    first = StepIn.objects.order_by("at").first()
    fact = correct(first, "not_a_step_in", by=account("ana"), now=NOW)
    refreshed(tmp_path, NOW + timedelta(minutes=5))
    assert [(each.fact, each.event_id, each.by) for each in read_corrections(tmp_path)] == [
        ("not_a_step_in", first.id, "ana")
    ]
    assert StepIn.objects.get(pk=first.pk).withdrawn_because == "It was corrected: no step-in"
    undo_correction(fact, by=account("ana"), now=NOW)
    refreshed(tmp_path, NOW + timedelta(minutes=10))
    assert read_corrections(tmp_path) == ()
    assert StepIn.objects.get(pk=first.pk).withdrawn_at is None


def logged(**told):
    return log_step_in(
        Logged(team="payments", about="A call", forms=("chased",), **told), by=account("ana"), now=NOW
    )


def test_a_logged_step_in_is_an_event_of_its_item_once_and_ends_no_wait(tmp_path):
    refreshed(home(tmp_path))
    before = [(each.item, each.since) for each in Stuck.objects.all()]
    one = logged(item="desk:1", kind="issue")
    for minutes in (5, 10):
        refreshed(tmp_path, NOW + timedelta(minutes=minutes))
    timeline = open_log(LogHome(tmp_path)).timeline("desk:1").to_pylist()
    assert [(each["event_id"], each["kind"], each["actor"]) for each in timeline][-1:] == [
        (one.id, "other", "desk:ana")
    ]
    assert len(timeline) == 5
    assert [(each.item, each.since) for each in Stuck.objects.all()] == before
    assert StepIn.objects.get(pk=one.pk).source == StepIn.Source.LOGGED


def test_a_step_in_told_in_free_text_becomes_an_item_of_which_nothing_is_analysed(tmp_path):
    refreshed(home(tmp_path))
    before = Stuck.objects.count()
    one = logged()
    refreshed(tmp_path, NOW + timedelta(minutes=5))
    log = open_log(LogHome(tmp_path))
    found = [each for each in log.items().to_pylist() if each["item_id"] == one.id]
    assert [(each["source"], each["container"], each["title"]) for each in found] == [
        ("manual", "payments", "A call")
    ]
    assert (log.timeline(one.id).num_rows, Stuck.objects.count()) == (0, before)


def test_a_step_in_logged_about_an_item_from_before_its_first_event_stays_in_the_ledger(tmp_path):
    refreshed(home(tmp_path))
    one = logged(item="desk:5", at=NOW - timedelta(days=300))
    refreshed(tmp_path, NOW + timedelta(minutes=5))
    assert open_log(LogHome(tmp_path)).places([one.id]) == {}
    assert StepIn.objects.filter(pk=one.pk).exists()
