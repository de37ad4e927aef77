"""The analysis's own answers as the tables the pandas version gives, and where the two differ."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from bench.pandas_version import Answers
from stepin.analysis.definitions.facts import quarters
from stepin.analysis.definitions.reasons import Reason
from stepin.analysis.definitions.roles import Role
from stepin.analysis.definitions.step_ins import OUTCOMES, Form
from stepin.analysis.records import End, Ints, Who
from stepin.analysis.run import Analysed


def answers_of(analysed: Analysed, event_ids: pa.ChunkedArray) -> Answers:
    """``event_ids``: of the events that were analysed, in their order."""
    ids = _by_row(analysed, event_ids)
    return Answers(
        _spells(analysed, ids), _touches(analysed, ids), _step_ins(analysed, ids), _open_items(analysed, ids)
    )


def _by_row(a: Analysed, event_ids: pa.ChunkedArray) -> pd.Series:
    """With what the pandas version calls the rows that are no events of the log."""
    ids = np.empty(len(a.log.rows), object)
    added = a.log.added.rows
    ids[np.setdiff1d(np.arange(len(ids)), added, assume_unique=True)] = event_ids.to_pylist()
    moments = Counter[tuple[int, int]]()
    for row in added.tolist():
        moment = int(a.log.rows.item[row]), int(a.log.rows.at[row])
        at = pd.Timestamp(moment[1], unit="us", tz="UTC").isoformat()
        ids[row] = f"{a.log.item_ids[moment[0]]} added {at} {moments[moment]}"
        moments[moment] += 1
    return pd.Series(ids)


def _origins(a: Analysed) -> Ints:
    """By spell: what its clock shows at the log's first event; the programs start their clocks elsewhere."""
    clock = a.work.waits.clock
    return a.clocks.read(clock, np.full(len(clock), a.log.rows.at.min()))


def _spells(a: Analysed, ids: pd.Series) -> pd.DataFrame:
    w, spells, strata, origin = a.work.waits, a.spells, a.strata, _origins(a)
    return pd.DataFrame(
        {
            "started_by": ids.to_numpy()[w.start_row],
            "ended_by": ids.reindex(w.end_row).to_numpy(),
            "team": np.array(strata.teams)[spells.stratum],
            "kind": np.array(strata.kinds)[spells.stratum],
            "quarter": spells.quarter,
            "start_us": spells.start_us - origin,
            "end_us": spells.end_us - origin,
            "end": _names(End)[spells.end],
            "expected_us": spells.expected_us,
            "before_lead": spells.before_lead,
        }
    )


def _touches(a: Analysed, ids: pd.Series) -> pd.DataFrame:
    done, touches = a.work.acts, a.touches
    return pd.DataFrame(
        {
            "event_id": ids.to_numpy()[done.row[~done.carries]],
            "started_by": ids.to_numpy()[a.work.waits.start_row[touches.spell]],
            "at_us": touches.at_us - _origins(a)[touches.spell],
            "who": _names(Who)[touches.who],
            "until_us": touches.until_us,
            "outcome": _names(End)[touches.outcome],
            "deliberate": touches.deliberate,
        }
    )


def _step_ins(a: Analysed, ids: pd.Series) -> pd.DataFrame:
    done, found = a.work.acts, a.step_ins
    people = np.array([person.id for person in a.log.who.people])
    return pd.DataFrame(
        {
            "event_id": ids.to_numpy()[done.row[found.act]],
            "leader": people[done.actor[found.act]],
            "early": found.early,
            "level": done.level[found.act],
            "acts": found.touches,
            "forms": _flags(found.forms, Form),
            "idle_us": found.idle_us,
            "role": _roles(done.role[found.act]),
            "waited": _waited(a, done.waited[found.act]),
            "reasons": _flags(done.reasons[found.act], Reason),
            "outcome": np.array(OUTCOMES)[found.outcome],
            "after_us": found.after_us,
        }
    )


def _open_items(a: Analysed, ids: pd.Series) -> pd.DataFrame:
    standing, lives = a.work.standing, a.work.lives
    life = np.searchsorted(lives.item, standing.item)
    began_at, clock = lives.began_at[life], lives.clock[life]
    quarter, now = quarters(began_at), np.full(len(life), a.as_of_us)
    return pd.DataFrame(
        {
            "item_id": a.log.item_ids.take(pa.array(standing.item)).to_pandas(),
            "started_by": ids.to_numpy()[a.work.waits.start_row[standing.spell]],
            "role": _roles(standing.role),
            "waited": _waited(a, standing.waited),
            "reasons": _flags(standing.reasons, Reason),
            "open_us": a.clocks.read(clock, now) - a.clocks.read(clock, began_at),
            "done_us": a.expectations.of("done", lives.kind[life], quarter, lives.team[life]),
        }
    )


def _roles(codes: Ints) -> np.ndarray:
    return np.array([role.name.lower() for role in Role])[codes]


def _waited(a: Analysed, who: Ints) -> np.ndarray:
    names = [*(person.id for person in a.log.who.people), None, *a.log.values, None]
    return np.array(names, object)[who]


def _flags(codes: Ints, of: type[Form] | type[Reason]) -> np.ndarray:
    """The names of the flags that hold, in the order of the definitions, separated by spaces."""
    every = range(sum(of) + 1)
    words = [" ".join(flag.name.lower() for flag in of if flag & code) for code in every]
    return np.array(words, object)[codes]


def _names(codes: type[End] | type[Who]) -> np.ndarray:
    return np.array([code.name for code in codes])


def differences(one: Answers, other: Answers) -> tuple[str, ...]:
    """What differs, as sentences, the first row of each table told; empty where they are the same."""
    return (
        *_between("spells", one.spells, other.spells, ["started_by"]),
        *_between("touches", one.touches, other.touches, ["event_id"]),
        *_between("open items", one.open_items, other.open_items, ["item_id"]),
        *_between("step-ins", one.step_ins, other.step_ins, ["event_id", "leader", "early"]),
    )


def _between(name: str, one: pd.DataFrame, other: pd.DataFrame, keys: list[str]) -> tuple[str, ...]:
    both = one.merge(other, on=keys, how="outer", suffixes=("", " there"), indicator="_in")
    here, there = (both[both["_in"] == side] for side in ("left_only", "right_only"))
    lonely = [
        f"{len(rows)} {name} only {where}, first {rows[keys].iloc[0].tolist()}"
        for rows, where in ((here, "in the first"), (there, "in the second"))
        if len(rows)
    ]
    paired = both[both["_in"] == "both"]
    return (*lonely, *_differing(name, paired, keys, [c for c in one.columns if c not in keys]))


def _differing(name: str, paired: pd.DataFrame, keys: list[str], columns: list[str]) -> list[str]:
    found = []
    for column in columns:
        mine, theirs = paired[column], paired[f"{column} there"]
        unlike = (mine != theirs) & ~(mine.isna() & theirs.isna())
        if unlike.any():
            row = unlike.idxmax()
            which = f"{paired.loc[row, keys].tolist()}: {mine[row]} against {theirs[row]}"
            found.append(f"{int(unlike.sum())} {name} differ in {column}, first {which}")
    return found


TABLES = ("spells", "touches", "step_ins", "open_items")


def keep(answers: Answers, folder: Path) -> dict[str, int]:
    """Writes the three tables into the folder; how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        getattr(answers, name).to_parquet(folder / f"{name}.parquet")
    return {name: len(getattr(answers, name)) for name in TABLES}


def kept(folder: Path) -> Answers:
    return Answers(*(pd.read_parquet(folder / f"{name}.parquet") for name in TABLES))
