"""An import's report in words: what was read, what was left out and why, what the log took in."""

from collections.abc import Iterator, Mapping

from stepin.findings.page import one_line
from stepin.findings.plain import count, listed
from stepin.log.rejects import Rejects
from stepin.log.writing import Counts
from stepin.sources.report import ImportReport

_EXAMPLES = 10
# what nearly always stands behind a whole column of them
_REMEDIES = {
    "time without a zone": "Times without a zone: name theirs in a map (--map), as [time] zone.",
    "in the future": "Times in the future: set the clock, or name the zone, of what wrote them.",
    "unknown event kind": "Unknown kinds: write one that docs/bring-your-own-table.md lists, or other.",
}


def told(report: ImportReport, *, first: bool) -> Iterator[str]:
    """Line by line; ``first``: there is no stepin.toml yet."""
    read = listed(tuple(count(number, _one(things), things) for things, number in report.read.items()))
    yield f"Read {one_line(report.source)}: {read or 'nothing'}."
    yield f"Events: {_counts(report.appended.events)}."
    yield f"Items: {_counts(report.appended.items)}."
    yield from _left_out(report.left_out)
    yield from _rejected(report.rejected)
    if report.bots:
        yield f"Machines, kept as such in people.toml: {listed(tuple(one_line(bot) for bot in report.bots))}."
    yield from report.notes
    yield "Next: stepin init" if first else "Next: stepin analyse"


def _one(things: str) -> str:
    return f"{things[:-3]}y" if things.endswith("ies") else things[:-1]


def _counts(counts: Counts) -> str:
    told = f"{counts.new:,} new, {counts.changed:,} changed, {counts.same:,} in the log already"
    return f"{told}, {count(counts.duplicate, 'came twice', 'came twice')}" if counts.duplicate else told


def _left_out(reasons: Mapping[str, int]) -> Iterator[str]:
    if reasons:
        yield "Left out:"
    for reason, number in sorted(reasons.items(), key=lambda each: (-each[1], each[0])):
        yield f"  {number:,} × {one_line(reason)}"


def _rejected(rejects: Rejects) -> Iterator[str]:
    if not rejects.count:
        return
    yield f"Bad, and left out: {rejects.count:,}"
    for bad in rejects.examples[:_EXAMPLES]:
        yield f"  {one_line(str(bad))}"
    if rejects.count > _EXAMPLES:
        yield f"  and {rejects.count - _EXAMPLES:,} more; --strict refuses all of it instead"
    for reason, remedy in _REMEDIES.items():
        if any(each.endswith(f": {reason}") for each in rejects.by_reason):
            yield remedy
