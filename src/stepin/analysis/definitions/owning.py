"""Which team owns an item at each of its events."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encoded import KIND, Rows
from stepin.analysis.definitions.segments import first_rows, last_where
from stepin.analysis.records import Bools, Ints
from stepin.org.organisation import Organisation
from stepin.org.ownership import TEAM_LABEL, TWO_TEAMS, Container, ContainerRules, container_rules, team_codes

NEITHER = "matched by two teams"


@dataclass(frozen=True, slots=True)
class Ownership:
    """The organisation's rules, and what each value is as a label to them.

    ``teams`` are the rules' and, last, NEITHER. ``label``: by value, the index in ``rules.labels``;
    ``team_label``: by value, which label ``team:X`` it is; −1 where none, as in the last row, of no value.
    """

    rules: ContainerRules
    teams: tuple[str, ...]
    label: Ints
    team_label: Ints


def ownership(
    organisation: Organisation, containers: Sequence[Container], labels: Sequence[str]
) -> Ownership:
    """``labels``: by value, its text where it occurs as a label, else nothing."""
    of_team = [label for label in labels if label.startswith(TEAM_LABEL)]
    rules = container_rules(organisation, containers, team_labels=of_team)
    place = {label: number for number, label in enumerate(rules.labels)}
    team = {label: number for number, label in enumerate(of_team)}
    return Ownership(
        rules=rules,
        teams=(*rules.teams, NEITHER),
        label=np.array([*(place.get(label, -1) for label in labels), -1], np.int64),
        team_label=np.array([*(team.get(label, -1) for label in labels), -1], np.int64),
    )


def team_at(rows: Rows, container: Ints, owned: Ownership) -> Ints:
    """The owning team at each event of a batch of whole items; ``container`` is by row."""
    first = first_rows(rows.item)
    code = team_codes(
        owned.rules,
        container=container.astype(np.int64),
        at_us=rows.at.astype(np.int64),
        has_label=_borne(rows, first, owned),
        team_label=_team_label(rows, first, owned),
    )
    return np.where(code == TWO_TEAMS, len(owned.teams) - 1, code)


def _borne(rows: Rows, first: Ints, owned: Ownership) -> Bools | None:
    """Whether the item bears each of the rules' labels at each event; None where no rule asks."""
    if not owned.rules.labels:
        return None
    return np.stack(
        [bears(rows, first, owned.label[rows.value] == n) for n in range(len(owned.rules.labels))]
    )


def bears(rows: Rows, first: Ints, named: Bools) -> Bools:
    """Whether the item bears the label after each event; ``named``: the event is about that label."""
    put = last_where(named & (rows.kind == KIND["labelled"]), first)
    return put > last_where(named & (rows.kind == KIND["unlabelled"]), first)


def _team_label(rows: Rows, first: Ints, owned: Ownership) -> Ints:
    """The last label ``team:X``, unless it was taken off again; −1 where there is none."""
    named = owned.team_label[rows.value]
    put = last_where((named >= 0) & (rows.kind == KIND["labelled"]), first)
    label = np.where(put >= 0, named[put], -1)
    taken = last_where((named >= 0) & (named == label) & (rows.kind == KIND["unlabelled"]), first)
    return np.where(put > taken, label, -1)
