"""Which team owns an item at each of its events."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from stepin.analysis.definitions.encoded import KIND, Rows
from stepin.analysis.definitions.segments import first_rows, last_where
from stepin.analysis.records import Bools, Ints
from stepin.org.organisation import Organisation, Selector
from stepin.org.teams import bounds_us

NO_TEAM = -1
TEAM_LABEL = "team:"
Claim = tuple[int, int, int, int]  # team, label's value code or NO_LABEL, from and until in UTC microseconds
NO_LABEL = -1


@dataclass(frozen=True, slots=True)
class Ownership:
    """``claims``: by container, the most specific first; ``default``: the team of each container that nobody
    claims; ``team_label``: by value, the team that a label ``team:X`` names, or −1.
    """

    claims: tuple[tuple[Claim, ...], ...]
    default: Ints
    team_label: Ints


@dataclass(frozen=True, slots=True)
class Teams:
    """Every team by code: the organisation's in file order, those that labels name, then containers."""

    names: tuple[str, ...]
    ownership: Ownership


def ownership(organisation: Organisation, containers: Sequence[str], labels: Sequence[str]) -> Teams:
    """``containers`` as ``source:container``; ``labels`` are the values that labels bear, others empty."""
    code = {team.id: number for number, team in enumerate(organisation.teams)}
    for label in labels:
        if label.startswith(TEAM_LABEL):
            code.setdefault(label.removeprefix(TEAM_LABEL), len(code))
    value = {label: number for number, label in enumerate(labels) if label}
    claims = tuple(_claims(name, organisation, code, value) for name in containers)
    default = np.array(
        [code.setdefault(name.partition(":")[2] or name.partition(":")[0], len(code)) for name in containers],
        np.int64,
    )
    named = [
        code.get(label.removeprefix(TEAM_LABEL), NO_TEAM) if label.startswith(TEAM_LABEL) else NO_TEAM
        for label in labels
    ]
    return Teams(tuple(code), Ownership(claims, default, np.array([*named, NO_TEAM], np.int64)))


def _claims(
    name: str, organisation: Organisation, code: dict[str, int], value: dict[str, int]
) -> tuple[Claim, ...]:
    fitting = [s for s in organisation.selectors if fnmatchcase(name, s.pattern) and _can_bear(s, value)]
    fitting.sort(key=lambda s: s.specificity, reverse=True)
    return tuple(
        (code[s.team], NO_LABEL if s.label is None else value[s.label], *bounds_us(s.since, s.until))
        for s in fitting
    )


def _can_bear(selector: Selector, value: dict[str, int]) -> bool:
    return selector.label is None or selector.label in value


def team_at(rows: Rows, container: Ints, ownership: Ownership) -> Ints:
    """The owning team at each event of a batch of whole items; ``container`` is by row."""
    first = first_rows(rows.item)
    team = _by_label(rows, first, ownership)
    team = np.where(team == NO_TEAM, ownership.default[container], team)
    borne: dict[int, Bools] = {}
    for which in np.unique(container):
        ours = container == which
        for owner, label, since, until in reversed(ownership.claims[which]):
            holds = ours & (rows.at >= since) & (rows.at < until)
            if label != NO_LABEL:
                holds &= borne.setdefault(label, _bears(rows, first, label))
            team[holds] = owner
    return team


def _bears(rows: Rows, first: Ints, label: int) -> Bools:
    named = rows.value == label
    put = last_where(named & (rows.kind == KIND["labelled"]), first)
    return put > last_where(named & (rows.kind == KIND["unlabelled"]), first)


def _by_label(rows: Rows, first: Ints, ownership: Ownership) -> Ints:
    """The team that the last label ``team:X`` names, unless it was taken off again."""
    named = ownership.team_label[rows.value]
    put = last_where((named != NO_TEAM) & (rows.kind == KIND["labelled"]), first)
    team = np.where(put >= 0, named[put], NO_TEAM)
    taken = last_where((named != NO_TEAM) & (named == team) & (rows.kind == KIND["unlabelled"]), first)
    return np.where(put > taken, team, NO_TEAM)
