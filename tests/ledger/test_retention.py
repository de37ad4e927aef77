"""What is kept for a time goes when it is over; what people wrote has no age."""

from datetime import timedelta

import pytest

from stepin.findings.runs import list_runs
from stepin.ledger.models import Publication, Read, Refresh
from stepin.ledger.retention import forget_old
from stepin.org.organisation import Keep
from tests.ledger.homes import NOW, home, refreshed

pytestmark = pytest.mark.django_db


def test_reads_and_refreshes_go_by_age(tmp_path):
    for days in (1, 364, 366):
        Read.objects.create(at=NOW - timedelta(days=days), page="team", about="ana")
        Refresh.objects.create(started_at=NOW - timedelta(days=days), ended_at=NOW)
    forget_old(tmp_path, Keep(reads_days=365, refreshes_days=100, runs=1), now=NOW)
    assert [(NOW - each.at).days for each in Read.objects.all()] == [1, 364]
    assert [(NOW - each.started_at).days for each in Refresh.objects.all()] == [1]


def test_the_newest_analyses_stay_and_the_one_that_is_shown(tmp_path):
    home(tmp_path)
    runs = [refreshed(tmp_path, NOW + timedelta(days=day))[0].run for day in range(3)]
    Publication.objects.exclude(run=runs[0]).delete()
    forget_old(tmp_path, Keep(runs=1), now=NOW)
    assert list_runs(tmp_path) == (runs[0], runs[2])
    assert sorted(each.name for each in (tmp_path / "findings").iterdir()) == [runs[0], runs[2]]


def test_a_refresh_keeps_as_many_as_the_file_says(tmp_path):
    home(tmp_path)
    with (tmp_path / "stepin.toml").open("a") as file:
        file.write("[keep]\nruns = 2\n")
    for day in range(3):
        refreshed(tmp_path, NOW + timedelta(days=day))
    assert len(list_runs(tmp_path)) == 2
