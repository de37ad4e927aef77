"""The rest of the file: expectations, kinds, the order of statuses, what tells a comment's cues."""

import re
from collections.abc import Collection, Hashable

from stepin.org.durations import parse_duration
from stepin.org.kinds import EVERY, KINDS
from stepin.org.organisation import CuePatterns, Expect, KindRule, StatusOrder
from stepin.org.problems import did_you_mean
from stepin.org.reading import KEYS, Table

A_DURATION = 'a duration such as "15m", "4h", "2d" or "1d4h"'


def read_expects(file: Table, teams: Collection[str]) -> tuple[Expect, ...]:
    found: list[Expect] = []
    seen: set[Hashable] = set()
    for table in file.tables("expect"):
        expect = _expect(table, teams)
        if (expect.kind, expect.team) in seen:
            table.wrong(
                f'kind "{expect.kind}" and team "{expect.team}" have an [[expect]] already; join them.'
            )
        seen.add((expect.kind, expect.team))
        found.append(expect)
    return tuple(found)


def read_kind_rules(file: Table) -> tuple[KindRule, ...]:
    """Rules from label to kind. A rule's label may hold ``*``; the first that matches wins."""
    found: dict[str, KindRule] = {}
    for table in file.tables("kind"):
        kind = table.needed("is", '"request"')
        label = table.table("when", "kind.when").needed("label", '"request:*"')
        if label in found:
            table.wrong(f'the label "{label}" has a [[kind]] already.', "when")
        elif label is not None and kind is not None and _known_kind(table, "is", kind):
            found[label] = KindRule(kind, label)
    return tuple(found.values())


def read_statuses(file: Table) -> tuple[StatusOrder, ...]:
    found: dict[str, StatusOrder] = {}
    for table in file.tables("status"):
        source, order = table.needed("source", '"jira:CORE"'), table.texts("order")
        if not order:
            table.wrong('says no order; write order = ["To Do", "In Progress", "Done"].', "order")
        elif source is not None and source in found:
            table.wrong(f'"{source}" has a [[status]] already; join them.', "source")
        elif source is not None:
            found[source] = StatusOrder(source, order)
    return tuple(found.values())


def _expect(table: Table, teams: Collection[str]) -> Expect:
    kind, team = table.text("kind") or EVERY, table.text("team") or EVERY
    if kind != EVERY:
        _known_kind(table, "kind", kind)
    if team not in (EVERY, *teams):
        hint = did_you_mean(team, teams)
        table.wrong(
            f'no team is called "{team}".{hint or " Write a declared team, or * for every one."}', "team"
        )
    if not table.values.keys() & {"first", "next", "done"}:
        table.wrong('expects nothing; write first, next or done, such as next = "1d".')
    first, next_, done = (table.checked(key, parse_duration, A_DURATION) for key in ("first", "next", "done"))
    return Expect(kind, team, first_us=first, next_us=next_, done_us=done)


def _known_kind(table: Table, key: str, kind: str) -> bool:
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or f" Kinds: {', '.join(KINDS)}."
        table.wrong(f'"{kind}" is no kind of item.{hint}', key)
    return kind in KINDS


def read_cues(file: Table) -> CuePatterns:
    """``[cues]``: lists of regular expressions, each tried out here."""
    table = file.table("cues", "cues")
    return CuePatterns(**{name: _patterns(table, name) for name in KEYS["cues"]})


def _patterns(table: Table, name: str) -> tuple[str, ...]:
    found = table.texts(name) or ()
    for number, pattern in enumerate(found):
        try:
            re.compile(pattern)
        except re.error as problem:
            table.wrong(f"is no regular expression ({problem}).", name, number)
    return found
