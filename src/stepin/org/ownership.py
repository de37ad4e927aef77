"""Which team owns an item at a moment: the most specific selector in force, its label, or its container.

Selectors are matched once per distinct container; what is left per item is a comparison of integers.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stepin.org.organisation import Organisation, Selector
from stepin.org.teams import ALWAYS_US, bounds_us

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TEAM_LABEL = (
    "team:"  # an item labelled ``team:payments`` belongs to payments where no selector says otherwise
)
TWO_TEAMS = -1
_OPEN = -2
_NO_TEAM = -3


@dataclass(frozen=True, slots=True)
class Container:
    """Where a source keeps an item: a repository, project or service. ``name`` is None where it has none."""

    source: str
    name: str | None

    def __str__(self) -> str:
        return f"{self.source}:{self.name}" if self.name else self.source


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector that matches a container; ``rank`` is greater for the more specific. Half-open in UTC µs."""

    team: int
    label: int | None  # index into ContainerRules.labels
    rank: int
    from_us: int
    until_us: int


@dataclass(frozen=True, slots=True)
class ContainerRules:
    """What the organisation says about each container.

    ``teams``: the declared teams in file order, then those that only labels or containers name. ``labels``:
    the labels that selectors ask for. ``rules``: per container, the most specific first. ``of_container``:
    per container, the team it is when nothing else says. ``of_label``: per team label, its team, or
    less than 0 for a label that names none.
    """

    teams: tuple[str, ...]
    labels: tuple[str, ...]
    rules: tuple[tuple[Rule, ...], ...]
    of_container: Ints
    of_label: Ints


def container_rules(
    organisation: Organisation, containers: Sequence[Container], *, team_labels: Sequence[str] = ()
) -> ContainerRules:
    """Matches every selector with every container; ``team_labels`` are full labels, ``team:payments``."""
    codes = {team.id: code for code, team in enumerate(organisation.teams)}
    named = [label.removeprefix(TEAM_LABEL).strip() for label in team_labels]
    of_label = [codes.setdefault(name, len(codes)) if name else _NO_TEAM for name in named]
    of_container = [codes.setdefault(str(container), len(codes)) for container in containers]
    labels = tuple(sorted({each.label for each in organisation.selectors if each.label is not None}))
    ranks = sorted({each.specificity for each in organisation.selectors})
    return ContainerRules(
        teams=tuple(codes),
        labels=labels,
        rules=tuple(
            tuple(
                _rule(selector, codes, labels, ranks)
                for selector in sorted(
                    organisation.selectors, key=lambda each: each.specificity, reverse=True
                )
                if matches(selector.pattern, container)
            )
            for container in containers
        ),
        of_container=np.array(of_container, dtype=np.int64),
        of_label=np.array(of_label, dtype=np.int64),
    )


def team_codes(
    rules: ContainerRules,
    *,
    container: Ints,
    at_us: Ints,
    has_label: Bools | None = None,
    team_label: Ints | None = None,
) -> Ints:
    """Who owns each row, as an index into ``rules.teams``; ``TWO_TEAMS`` (-1) where two match equally.

    ``container`` indexes the containers the rules were made for. ``has_label``, shape (labels, rows): whether
    the item had each of ``rules.labels`` at that moment; None is none of them. ``team_label``: which of the
    team labels given to ``container_rules`` it had then, -1 for none.
    """
    owner = _owned_always(rules)[container]
    rest = np.flatnonzero(owner == _OPEN)
    by_container = rest[np.argsort(container[rest], kind="stable")]
    cuts = np.flatnonzero(np.diff(container[by_container])) + 1
    for rows in np.split(by_container, cuts) if len(rest) else ():
        here = rules.rules[int(container[rows[0]])]
        owner[rows] = _decided(here, at_us[rows], None if has_label is None else has_label[:, rows])
    return _defaulted(rules, owner, container, team_label)


def matches(pattern: str, container: Container) -> bool:
    """Whether ``source:container`` fits the pattern, in which only ``*`` is special: any text, or none."""
    text = f"{container.source}:{container.name or ''}"
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


def rival_teams(
    rules: ContainerRules, *, container: int, at_us: int, labels: Collection[str]
) -> tuple[str, ...]:
    """The teams whose selectors match equally there and then, in file order; empty where one wins or none."""
    held = [
        rule
        for rule in rules.rules[container]
        if rule.from_us <= at_us < rule.until_us
        and (rule.label is None or rules.labels[rule.label] in labels)
    ]
    teams = sorted({rule.team for rule in held if rule.rank == held[0].rank})
    return tuple(rules.teams[team] for team in teams) if len(teams) > 1 else ()


def _rule(
    selector: Selector,
    codes: dict[str, int],
    labels: tuple[str, ...],
    ranks: Sequence[tuple[bool, bool, int]],
) -> Rule:
    from_us, until_us = bounds_us(selector.since, selector.until)
    label = None if selector.label is None else labels.index(selector.label)
    return Rule(codes[selector.team], label, ranks.index(selector.specificity), from_us, until_us)


def _owned_always(rules: ContainerRules) -> Ints:
    """Per container, its owner where the first rule settles it for all times and labels, else ``_OPEN``."""
    owners = np.full(len(rules.rules), _OPEN, dtype=np.int64)
    for container, here in enumerate(rules.rules):
        if here and here[0].label is None and (here[0].from_us, here[0].until_us) == ALWAYS_US:
            first = {rule.team for rule in here if rule.rank == here[0].rank}
            owners[container] = here[0].team if len(first) == 1 else _OPEN
    return owners


def _decided(rules: tuple[Rule, ...], at_us: Ints, has_label: Bools | None) -> Ints:
    """The owner of each row of one container by its rules; ``_OPEN`` where none is in force."""
    owner = np.full(len(at_us), _OPEN, dtype=np.int64)
    rank = np.full(len(at_us), -1, dtype=np.int64)
    for rule in rules:
        holds = (rule.from_us <= at_us) & (at_us < rule.until_us)
        if rule.label is not None:
            holds &= False if has_label is None else has_label[rule.label]
        owner[holds & (rank == rule.rank) & (owner != rule.team)] = TWO_TEAMS
        first = holds & (rank == -1)
        owner[first], rank[first] = rule.team, rule.rank
    return owner


def _defaulted(rules: ContainerRules, owner: Ints, container: Ints, team_label: Ints | None) -> Ints:
    """Fills the rows that no rule decided: the team that a label names, else the container itself."""
    undecided = owner == _OPEN
    owner[undecided] = rules.of_container[container[undecided]]
    if team_label is not None:
        named = undecided & (team_label >= 0)
        named[named] = rules.of_label[team_label[named]] != _NO_TEAM
        owner[named] = rules.of_label[team_label[named]]
    return owner
