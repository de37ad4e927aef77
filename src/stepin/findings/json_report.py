"""The report as JSON, version 1: docs/report.md describes it field by field."""

import json
import math
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from stepin.findings.views import View, need_by_cell, overall_need

VERSION = 1


def json_report(view: View, *, parts: tuple[str, ...] | None = None) -> str:
    """``parts``: only these of the lists, for the commands that show one; None is the whole report."""
    report = report_of(view)
    if parts is not None:
        kept = ("version", "as_of", "run", "view", *parts)
        report = {name: report[name] for name in kept}
    return json.dumps(to_json_values(report), indent=2, allow_nan=False)


def report_of(view: View) -> dict[str, Any]:
    found = view.findings
    needs = (overall_need(found), *need_by_cell(found))
    return {
        "version": VERSION,
        "as_of": found.as_of,
        "run": found.run,
        "log": {
            "events": found.log.events,
            "items": found.log.items,
            "people": found.log.people,
            "from": found.log.first_at,
            "to": found.log.last_at,
        },
        "stuck": [asdict(each) for each in found.stuck],
        "step_ins": [asdict(each) for each in found.step_ins],
        "need": [asdict(row) for row in needs],
        "patterns": [asdict(each) for each in found.patterns],
        "controls": [asdict(each) for each in found.controls],
        "expectations": [asdict(each) for each in found.expectations],
        "notes": list(found.notes),
        "stuck_counts": [asdict(each) for each in view.stuck_counts],
        "view": {
            "scope": view.scope,
            "viewer": view.names.viewer,
            "teams": list(view.teams),
            "says": list(view.says),
        },
    }


def to_json_values(value: Any) -> Any:
    """Times as ISO 8601 in UTC with a Z; numbers that JSON has no word for as null."""
    if isinstance(value, dict):
        return {name: to_json_values(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [to_json_values(inner) for inner in value]
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def iso(at: datetime) -> str:
    """``2024-06-10T09:30:00Z``, with microseconds only where there are any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
