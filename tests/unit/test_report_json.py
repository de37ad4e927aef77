import json
from datetime import UTC, datetime, timedelta

from stepin.findings.json_report import iso, json_report
from stepin.findings.model import LogSummary
from stepin.findings.views import view_for
from tests.builders import acme, estimate, example, findings, need_row, pattern, step_in, stuck

CONTRACT = {
    "stuck": "item team kind idle_hours expected_hours waiting_on passed",
    "step_ins": "id item team kind leader level at early forms idle_hours asked_before justified_by outcome "
    "after_hours need",
    "need": "team kind step_ins progressed carried anyway anyone you reason",
    "patterns": "team kind step_ins exposure_hours rate_ratio probability first_at last_at",
}


def report(found=None, person=None):
    return json.loads(json_report(view_for(found or example(), acme(), person=person)))


def test_the_contract_s_keys_are_all_there():
    told = report()
    assert set(told) >= {"version", "as_of", "run", "log", *CONTRACT}
    assert list(told["log"]) == ["events", "items", "people", "from", "to"]
    for part, keys in CONTRACT.items():
        assert told[part]
        assert set(told[part][0]) >= set(keys.split()), part


def test_a_stuck_item_is_told_exactly():
    (told,) = report(findings(stuck=(stuck(forecast=None, asked=()),)))["stuck"]
    assert told == {
        "item": "github:acme/pay#12",
        "title": "Refunds are rounded down",
        "url": "https://github.com/acme/pay/issues/12",
        "team": "payments",
        "kind": "issue",
        "idle_hours": 32.0,
        "expected_hours": 8.0,
        "past": "next",
        "since": "2024-06-06T09:00:00Z",
        "waiting_on": {"role": "nobody", "who": None},
        "passed": 0,
        "asked": [],
        "customer_impact": "unknown",
        "forecast": None,
        "advice": "ask the lead",
        "reason": "Nobody owns it.",
        "open_hours": 96.0,
        "done_hours": 320.0,
    }


def test_shares_and_intervals_have_the_contract_s_names():
    told = report(findings(step_ins=(step_in(),), need=(need_row(),), patterns=(pattern(),)))
    assert told["step_ins"][0]["need"] == {
        "anyway": 0.5,
        "anyone": 0.3,
        "you": 0.2,
        "low": {"anyway": 0.4, "anyone": 0.2, "you": 0.1},
        "high": {"anyway": 0.65, "anyone": 0.4, "you": 0.3},
    }
    assert told["step_ins"][0]["within"] == {"left_alone": 0.2, "anyone": 0.32, "lead": 0.4}
    assert told["need"][0]["you"] == {"mean": 0.25, "low": 0.1, "high": 0.4}
    assert told["patterns"][0]["rate_ratio"] == {"mean": 3.4, "low": 2.1, "high": 5.0}


def test_the_overall_row_comes_first_wherever_the_run_has_it():
    rows = (need_row(team="payments", kind="alert"), need_row())
    assert [(r["team"], r["kind"]) for r in report(findings(need=rows))["need"]] == [
        ("*", "*"),
        ("payments", "alert"),
    ]
    assert [(r["team"], r["step_ins"]) for r in report(findings(need=()))["need"]] == [("*", 0)]


def test_shares_that_cannot_be_told_are_null_with_a_reason():
    (told,) = report(findings())["need"]
    assert [told[name] for name in ("anyway", "anyone", "you", "reason")] == [
        None,
        None,
        None,
        "No step-ins yet.",
    ]


def test_times_are_utc_with_a_z():
    assert iso(datetime.fromisoformat("2024-06-10T11:30:00+02:00")) == "2024-06-10T09:30:00Z"
    assert iso(datetime(2024, 6, 10, tzinfo=UTC) + timedelta(microseconds=5)) == "2024-06-10T00:00:00.000005Z"


def test_an_empty_log_has_no_dates_and_still_has_every_key():
    told = report(findings(log=LogSummary(0, 0, 0, None, None)))
    assert told["log"] == {"events": 0, "items": 0, "people": 0, "from": None, "to": None}


def test_a_number_json_cannot_hold_is_null():
    found = findings(patterns=(pattern(rate_ratio=estimate(1.0, 0.0, float("inf"))),))
    assert report(found)["patterns"][0]["rate_ratio"]["high"] is None


def test_one_list_can_be_asked_for_alone():
    told = json.loads(json_report(view_for(example(), acme(), person="ana"), parts=("stuck",)))
    assert list(told) == ["version", "as_of", "run", "view", "stuck"]
