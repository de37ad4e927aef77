"""What a refresh brings in and when, and for how long things are kept: ``[[source]]``, ``[refresh]``,
``[keep]``."""

import re

from stepin.org.organisation import Keep, Refreshing, Source
from stepin.org.problems import did_you_mean
from stepin.org.reading import Table

HOUR_S = 3600
LEAST_S, MOST_S = 60, 7 * 24 * HOUR_S
OFF, ALWAYS, WORKING_HOURS = "off", "always", "working hours"
A_WHILE = 'a while from "1m" to "7d" such as "15m", "1h" or "1d" (a day is 24 hours here), or "off"'
_EVERY = re.compile(r"(\d{1,5})([mhd])", re.ASCII)
_DAYS = re.compile(r"([1-9]\d{0,4})d", re.ASCII)
_REPO = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_ONLY_WITH = {"github": ("api_url", "titles"), "table": ("items", "map")}


def read_sources(file: Table) -> tuple[Source, ...]:
    """In file order. Each is either ``github`` or ``table``; two of one name are a mistake."""
    found: dict[str, Source] = {}
    for table in file.tables("source"):
        source = _source(table)
        if source is None:
            continue
        if source.name in found:
            table.wrong(f'"{source.name}" is a [[source]] already; take one of them out.')
        else:
            found[source.name] = source
    return tuple(found.values())


def _source(table: Table) -> Source | None:
    given = [key for key in _ONLY_WITH if key in table.values]
    if len(given) != 1:
        table.wrong('names no one thing to read; write either github = "owner/repo" or table = "events.csv".')
        return None
    for other in _ONLY_WITH.keys() - set(given):
        for key in _ONLY_WITH[other]:
            if key in table.values:
                table.wrong(f"goes with {other}, not with {given[0]}; take it out.", key)
    github, events = table.checked("github", _repo, '"owner/repo"'), table.text("table")
    source = Source(
        github=github,
        table=events,
        items=table.text("items"),
        map=table.text("map"),
        api_url=table.text("api_url") or Source().api_url,
        titles=table.flag("titles") is not False,
    )
    return source if github or events else None


def _repo(text: str) -> str | None:
    return text if _REPO.fullmatch(text) else None


def read_refreshing(file: Table) -> Refreshing:
    """Without the table: every hour, within working hours."""
    table = file.table("refresh", "refresh")
    within = table.text("within") or WORKING_HOURS
    if within not in (ALWAYS, WORKING_HOURS):
        hint = did_you_mean(within, (ALWAYS, WORKING_HOURS))
        table.wrong(f'should be "{ALWAYS}" or "{WORKING_HOURS}", not "{within}".{hint}', "within")
    every = table.checked("every", _seconds, A_WHILE)
    return Refreshing(every_s=HOUR_S if every is None else every or None, in_working_hours=within != ALWAYS)


def _seconds(text: str) -> int | None:
    """0 is off; None cannot be read."""
    if text == OFF:
        return 0
    match = _EVERY.fullmatch(text)
    if match is None:
        return None
    seconds = int(match[1]) * {"m": 60, "h": HOUR_S, "d": 24 * HOUR_S}[match[2]]
    return seconds if LEAST_S <= seconds <= MOST_S else None


def read_keep(file: Table) -> Keep:
    table, usual = file.table("keep", "keep"), Keep()
    reads, refreshes = (
        table.checked(key, _days, 'whole days such as "365d"') for key in ("reads", "refreshes")
    )
    return Keep(
        reads_days=reads or usual.reads_days,
        refreshes_days=refreshes or usual.refreshes_days,
        runs=_runs(table) or usual.runs,
    )


def _days(text: str) -> int | None:
    match = _DAYS.fullmatch(text)
    return int(match[1]) if match else None


def _runs(table: Table) -> int | None:
    value = table.values.get("runs")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        table.wrong("should be a number of analyses, at least 1, such as runs = 50.", "runs")
        return None
    return value
