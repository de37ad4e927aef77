"""What whoever looks after the server asks, and what it writes: how things stand, and nobody's name."""

import json
import logging
from datetime import timedelta
from io import StringIO

import pytest
import structlog
from django.core.signals import got_request_exception
from django.db import connection
from django.db.utils import OperationalError
from prometheus_client.parser import text_string_to_metric_families

from stepin.ledger.models import Refresh, SourceState, StepIn
from stepin.ledger.publishing import publish
from stepin.web import health
from stepin.web.logging import write_logs
from tests.cast import MONDAY, account, organise, run, step_in

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("STEPIN_NOW", NOW.isoformat())
    settings.HOME = organise(tmp_path)


def samples(client, **headers):
    text = client.get("/metrics", **headers).content.decode()
    return {
        (each.name, *sorted(each.labels.items())): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
    }


def test_a_new_home_is_healthy_and_says_that_it_was_never_refreshed(client):
    told = client.get("/healthz")
    assert (told.status_code, told.json()) == (
        200,
        {"ok": True, "database": "answers", "refresh": "never", "refresh_age_hours": None},
    )


def test_how_long_ago_the_last_refresh_ended_is_told_and_that_it_failed(client):
    Refresh.objects.create(started_at=MONDAY, ended_at=NOW - timedelta(hours=2), error="github: no")
    told = client.get("/healthz").json()
    assert (told["ok"], told["refresh"], told["refresh_age_hours"]) == (True, "failed", 2.0)


def test_a_database_that_does_not_answer_is_a_503(client):
    def broken(execute, sql, params, many, context):
        raise OperationalError("gone")

    with connection.execute_wrapper(broken):
        told = client.get("/healthz")
    assert (told.status_code, told.json()) == (503, {"ok": False, "database": "does not answer"})


def test_a_database_that_waits_for_its_upgrade_is_a_503(client, monkeypatch):
    monkeypatch.setattr(health, "_upgraded", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ledger'")
    told = client.get("/healthz")
    assert (told.status_code, told.json()) == (503, {"ok": False, "database": "waits for its upgrade"})


def test_metrics_tell_requests_by_page_and_what_is_due_in_total(client):
    publish(run(MONDAY, step_ins=(step_in(1), step_in(2))), now=MONDAY, last_events={})
    StepIn.objects.update(due_at=MONDAY)
    SourceState.objects.create(name="github:acme/payments", error="no")
    Refresh.objects.create(started_at=MONDAY, ended_at=NOW - timedelta(hours=2))
    before = samples(client)
    client.get("/healthz")
    after = samples(client)
    asked = ("stepin_requests_total", ("method", "GET"), ("page", "healthz"), ("status", "200"))
    assert after[asked] == before.get(asked, 0) + 1
    assert {name: after[(name,)] for name in ("stepin_look_backs_due", "stepin_sources_failing")} == {
        "stepin_look_backs_due": 2,
        "stepin_sources_failing": 1,
    }
    assert (after[("stepin_refresh_age_seconds",)], after[("stepin_refresh_ok",)]) == (7200, 1)


def test_no_person_and_no_address_is_in_a_metric(client):
    client.force_login(account("ana"))
    client.get("/step-in/?id=github:1")
    client.get("/calendar/a-secret.ics")
    text = client.get("/metrics").content.decode()
    assert [word for word in ("ana", "Ana", "github:1", "a-secret") if word in text.split('"')] == []
    assert "a-secret" not in text


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        (None, {"REMOTE_ADDR": "127.0.0.1"}, 200),
        (None, {"REMOTE_ADDR": "::1"}, 200),
        (None, {"REMOTE_ADDR": "10.0.0.7"}, 404),
        (None, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 404),
        ("s3cret", {"REMOTE_ADDR": "127.0.0.1"}, 404),
        ("s3cret", {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer s3cret"}, 200),
        ("s3cret", {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer other"}, 404),
    ],
)
def test_metrics_are_for_the_token_or_for_this_machine(client, monkeypatch, token, headers, status):
    if token:
        monkeypatch.setenv("STEPIN_METRICS_TOKEN", token)
    assert client.get("/metrics", **headers).status_code == status


@pytest.fixture
def written():
    """What the server wrote so far, line by line; logging is as it was afterwards."""
    root, quiet, to = logging.getLogger(), logging.getLogger("django.request"), StringIO()
    before = (root.handlers[:], root.level, quiet.level)
    write_logs(to)
    yield lambda: [json.loads(line) for line in to.getvalue().splitlines()]
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    quiet.setLevel(before[2])
    structlog.reset_defaults()
    got_request_exception.disconnect(dispatch_uid="stepin.web.logging")


def test_a_request_is_one_line_with_ids_and_without_its_address(client, written):
    ana = account("ana")
    client.force_login(ana)
    answered = client.get("/sign-in/a-secret/?who=ana")
    line = next(each for each in written() if each["event"] == "request")
    assert (line["method"], line["status"], line["request"]) == (
        "GET",
        answered.status_code,
        answered["X-Request-ID"],
    )
    assert "a-secret" not in json.dumps(line)
    assert "ana" not in line.values()


def test_of_an_error_its_kind_and_place_are_written_and_not_its_message(client, written, monkeypatch):
    def broken(now):
        raise RuntimeError("Ana wrote: a note")

    monkeypatch.setattr(health, "_last_refresh", broken)
    client.raise_request_exception = False
    assert client.get("/healthz").status_code == 500
    told = written()
    failed = next(each for each in told if each["event"] == "failed")
    assert (failed["error"], failed["where"][-1].split()[-1]) == ("RuntimeError", "broken")
    assert "note" not in json.dumps(told)
