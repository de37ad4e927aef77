"""What else there was in the team at each late step-in, for the evidence beside a look back's questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np

from stepin.analysis.definitions.encoded import KIND, kind_table
from stepin.analysis.records import HOUR_US, End, Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose.naming import Names, microseconds
from stepin.findings.model import Around, StepIn
from stepin.findings.priorities import rank

WEEK_US, YEAR_US = 7 * 24 * HOUR_US, 365 * 24 * HOUR_US
USUAL_WEEKS, FEWEST_WEEKS = 12, 4
LISTED = 20
_NONE = -1


@dataclass(frozen=True, slots=True)
class Runs:
    """Rows by group, in time order: those of group g are ``row[start[g]:start[g + 1]]``; ``at`` likewise."""

    at: Ints
    row: Ints
    start: Ints

    @staticmethod
    def of(group: Ints, at: Ints, row: Ints, groups: int) -> "Runs":
        order = np.lexsort((at, group))
        start = np.searchsorted(group[order], np.arange(groups + 1))
        return Runs(at[order], row[order], start)

    def before(self, group: int, at: Ints) -> Ints:
        """How many of the group lie at or before each moment."""
        return np.searchsorted(self.at[self._slice(group)], at, side="right")

    def between(self, group: int, low: int, high: int) -> Ints:
        """The rows of the group in [low, high)."""
        of = self._slice(group)
        first, last = np.searchsorted(self.at[of], [low, high])
        return self.row[of][first:last]

    def _slice(self, group: int) -> slice:
        return slice(int(self.start[group]), int(self.start[group + 1]))


@dataclass(frozen=True, slots=True)
class Ranks:
    """Changes of priority in the order of the log; ``rank`` −1 where one was taken away."""

    item: Ints
    at: Ints
    rank: Ints

    def of(self, items: Ints, at: int) -> Ints:
        """The rank of each item just before then, −1 for none."""
        if not len(self.item):
            return np.full(len(items), _NONE)
        items = items.astype(self.item.dtype)  # else the whole log's are converted at every call
        low = np.searchsorted(self.item, items)
        last = np.searchsorted(self.item, items, side="right") - 1
        while (later := (last >= low) & (self.at[np.maximum(last, 0)] >= at)).any():
            last = last - later
        return np.where(last >= low, self.rank[np.maximum(last, 0)], _NONE)


@dataclass(frozen=True, slots=True)
class Team:
    """All that is asked of a whole log, made ready once."""

    first_at: int  # of the log's events
    opened: Runs  # by team
    ended: Runs
    moved: Runs  # by team: waits that ended in progress
    movers: Runs  # by container and kind: the same, ``row`` being who moved it
    ranks: Ranks
    first_rank: Ints  # by container: when an item of it first had a priority
    first_date: Ints


def around(found: Analysed, names: Names, step_ins: tuple[StepIn, ...]) -> tuple[Around, ...]:
    """In the order of ``step_ins``, of those that are not early."""
    return tuple(_around(found, names, step_ins))


def _around(found: Analysed, names: Names, step_ins: tuple[StepIn, ...]) -> Iterator[Around]:
    late = [each for each in step_ins if not each.early and each.since is not None]
    if not late:
        return
    team = _ready(found)
    item_code = {names.item(code): code for code in np.unique(found.work.acts.item).tolist()}
    team_code = {name: code for code, name in enumerate(found.log.cast.teams)}
    containers = found.log.table
    for each in late:
        code = item_code[each.item]
        source, container = (containers[name][code].as_py() for name in ("source", "container"))
        yield _one(found, names, team, each, code, team_code[each.team], f"{source}:{container or ''}")


def _one(
    found: Analysed, names: Names, team: Team, each: StepIn, item: int, of: int, container: str
) -> Around:
    at, since = microseconds(each.at), microseconds(each.since or each.at)
    members = _members(found, of, at)
    open_items, usual = _open(team, of, at)
    moved = np.unique(found.work.waits.item[team.moved.between(of, since, at)])
    moved = moved[moved != item]
    place = int(found.log.items.container[item])
    ranked, lower = _against(team, item, moved, at)
    cell = place * _kinds(found) + int(found.log.items.kind[item])
    return Around(
        step_in=each.id,
        container=container,
        members=len(members),
        movers=int(np.isin(members, team.movers.between(cell, at - YEAR_US, at)).sum()),
        open_items=open_items,
        open_usual=usual,
        moved=len(moved),
        lower=tuple(names.item(code) for code in lower[:LISTED].tolist()),
        ranked=ranked,
        uses_priority=bool(team.first_rank[place] < at),
        uses_dates=bool(team.first_date[place] < at),
    )


def _ready(found: Analysed) -> Team:
    w, rows, cast = found.work.waits, found.log.rows, found.log.cast
    teams, every = len(cast.teams) + 1, np.arange(len(w))
    forward = np.flatnonzero(w.end == End.PROGRESS)
    container = found.log.items.container
    cell = container[w.item[forward]] * _kinds(found) + w.kind[forward]
    containers = int(container.max(initial=0)) + 1
    ranks, ranked = _ranks(found)
    dated = np.flatnonzero(rows.kind == KIND["due_changed"])
    return Team(
        first_at=int(rows.at.min()),
        opened=Runs.of(w.team, w.started_at, every, teams),
        ended=Runs.of(w.team, np.where(w.end == End.OPEN, np.int64(2**62), w.ended_at), every, teams),
        moved=Runs.of(w.team[forward], w.ended_at[forward], forward, teams),
        movers=Runs.of(cell, w.ended_at[forward], rows.actor[w.end_row[forward]], containers * _kinds(found)),
        ranks=ranks,
        first_rank=_first(container[rows.item[ranked]], rows.at[ranked], containers),
        first_date=_first(container[rows.item[dated]], rows.at[dated], containers),
    )


def _kinds(found: Analysed) -> int:
    return int(found.log.items.kind.max(initial=0)) + 1


def _ranks(found: Analysed) -> tuple[Ranks, Ints]:
    """The changes of priority, and the rows of those that set one."""
    log = found.log.rows
    telling = kind_table("priority_changed", "labelled", "unlabelled")
    rows = np.flatnonzero(telling[log.kind])
    kind, value = log.kind[rows], log.value[rows]
    by_label, set_ = _by_value(found, label=True)[value], kind == KIND["priority_changed"]
    changes = set_ | (by_label >= 0)
    told = np.where(set_, _by_value(found, label=False)[value], by_label)
    told[kind == KIND["unlabelled"]] = _NONE
    rows, told = rows[changes], told[changes]
    return Ranks(log.item[rows], log.at[rows], told), rows[told >= 0]


def _by_value(found: Analysed, *, label: bool) -> Ints:
    told = (rank(value, label=label) for value in found.log.values)
    return np.array([*(_NONE if each is None else each for each in told), _NONE])


def _first(group: Ints, at: Ints, groups: int) -> Ints:
    first = np.full(groups, np.int64(2**62))
    np.minimum.at(first, group, at)
    return first


def _members(found: Analysed, team: int, at: int) -> Ints:
    post = found.log.cast.member
    low, high = np.searchsorted(post.team, [team, team + 1])
    holds = (post.from_us[low:high] <= at) & (at < post.until_us[low:high])
    return np.unique(post.person[low:high][holds])


def _open(team: Team, of: int, at: int) -> tuple[int, float | None]:
    """How many items of the team are open then, and usually."""
    earlier = [at - WEEK_US * n for n in range(1, USUAL_WEEKS + 1) if at - WEEK_US * n >= team.first_at]
    moments = np.array([at, *earlier])
    number = (team.opened.before(of, moments) - team.ended.before(of, moments)).tolist()
    usual = float(median(number[1:])) if len(earlier) >= FEWEST_WEEKS else None
    return number[0], usual


def _against(team: Team, item: int, moved: Ints, at: int) -> tuple[int, Ints]:
    """How many of those moved have a priority, and which of them a lower one than the item."""
    own = int(team.ranks.of(np.array([item]), at)[0])
    if own == _NONE or not len(moved):
        return 0, moved[:0]
    ranks = team.ranks.of(moved, at)
    return int((ranks != _NONE).sum()), moved[ranks > own]
