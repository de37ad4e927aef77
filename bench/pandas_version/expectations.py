"""How long a spell is expected to take: as configured, else as learned, frozen per quarter."""

import pandas as pd

from bench.pandas_version.clocks import Clocks
from bench.pandas_version.events import AROUND_THE_CLOCK, HOUR_US
from stepin.org.organisation import Expect

LOOKS_BACK = 8
AT_LEAST = 30
STILL_RUNNING = 0.25 + 1e-12  # rounding
NEVER = 2**62
DAY_US = 8 * HOUR_US
QUARTER_HOUR_US = HOUR_US // 4


def _defaults(
    alert: int, incident: int, promised: int, change: int, decision: int, other: int
) -> dict[str, int]:
    """By kind; ``promised``: slo, dependency and request."""
    return {
        "alert": alert,
        "incident": incident,
        **dict.fromkeys(("slo", "dependency", "request"), promised),
        "change": change,
        "decision": decision,
        **dict.fromkeys(("issue", "plan", "document"), other),
    }


DEFAULTS = {
    "first": _defaults(QUARTER_HOUR_US, QUARTER_HOUR_US, DAY_US, DAY_US, 2 * DAY_US, 2 * DAY_US),
    "next": _defaults(4 * HOUR_US, 4 * HOUR_US, 3 * DAY_US, 2 * DAY_US, 5 * DAY_US, 5 * DAY_US),
    "done": _defaults(16 * HOUR_US, 24 * HOUR_US, 20 * DAY_US, 10 * DAY_US, 20 * DAY_US, 40 * DAY_US),
}
CELL = ["item_kind", "quarter", "team"]


def expected_us(
    spells: pd.DataFrame,
    lives: pd.DataFrame,
    first_touch: pd.DataFrame,
    clocks: Clocks,
    expects: tuple[Expect, ...],
    teams: tuple[str, ...],
) -> pd.Series:
    """By spell. ``first_touch``: at and at_us of the first touch by a person, by spell."""
    last_quarter = spells["quarter"].max()
    following_steps = _figures(_next_steps(spells, first_touch), clocks, last_quarter)
    responses = _figures(_until(lives, clocks, lives["answered_at"]), clocks, last_quarter)
    cells = spells[CELL]
    first = _in_force(cells, responses, "first", expects, teams)
    return _in_force(cells, following_steps, "next", expects, teams).where(spells["responded"], first)


def done_us(
    lives: pd.DataFrame,
    clocks: Clocks,
    expects: tuple[Expect, ...],
    teams: tuple[str, ...],
    last_quarter: int,
) -> pd.Series:
    """By item: how long it is expected to take from its beginning to its first closing."""
    figures = _figures(_until(lives, clocks, lives["closed_at"]), clocks, last_quarter)
    return _in_force(lives[CELL], figures, "done", expects, teams)


def _next_steps(spells: pd.DataFrame, first_touch: pd.DataFrame) -> pd.DataFrame:
    touch = first_touch.reindex(spells.index)
    touched = touch["at_us"].notna()
    stop_us = touch["at_us"].where(touched, spells["end_us"]).astype("int64")
    return spells[[*CELL, "clock", "start_us"]].assign(
        length=stop_us - spells["start_us"],
        stop_at=touch["at"].where(touched, spells["ended_at"]).astype("int64"),
        over=~touched & spells["end"].isin(["PROGRESS", "PASS"]),
    )


def _until(lives: pd.DataFrame, clocks: Clocks, answered_at: pd.Series) -> pd.DataFrame:
    """From each item's beginning until it was answered, cut where it closed before."""
    closed_at = lives["closed_at"].fillna(NEVER).astype("int64")
    answered_at = answered_at.fillna(NEVER).astype("int64")
    over = (answered_at <= closed_at) & (answered_at < NEVER)
    stop_at = answered_at.where(over, closed_at)
    never = stop_at == NEVER
    stop_us = clocks.read(lives["clock"], stop_at.mask(never, lives["started_at"])).mask(never, NEVER)
    timed = lives[[*CELL, "clock", "start_us"]]
    return timed.assign(length=stop_us - lives["start_us"], stop_at=stop_at, over=over)


def _figures(timed: pd.DataFrame, clocks: Clocks, last_quarter: int) -> pd.DataFrame:
    """item_kind, quarter, team (−1: the organisation's), us: what each quarter learns."""
    timed = timed.sort_values("length", kind="stable")
    found = []
    for quarter in range(int(timed["quarter"].min()) + 1, last_quarter + 1):
        seen = timed[timed["quarter"].between(quarter - LOOKS_BACK, quarter - 1)]
        seen = _as_seen(seen, clocks, _quarter_start(quarter))
        own = _three_quarters_over(seen, ["item_kind", "team"])
        found.append(_three_quarters_over(seen, ["item_kind"]).assign(team=-1, quarter=quarter))
        found.append(own.assign(quarter=quarter))
    if not found:
        return pd.DataFrame(columns=[*CELL, "us"])
    figures = pd.concat(found)
    floor = figures["item_kind"].isin(AROUND_THE_CLOCK).map({True: HOUR_US // 12, False: 8 * HOUR_US})
    return figures.assign(us=figures["us"].clip(lower=floor))


def _as_seen(timed: pd.DataFrame, clocks: Clocks, instant: int) -> pd.DataFrame:
    """Cut at an instant, in order of length, ends before cuts of the same length."""
    later = timed[timed["stop_at"] >= instant]
    read = clocks.read(later["clock"], pd.Series(instant, index=later.index))
    cut = later.assign(length=read - later["start_us"], over=False)
    seen = pd.concat([timed[timed["stop_at"] < instant], cut])
    return seen.iloc[(seen["length"] * 2 + ~seen["over"]).argsort(kind="stable")]


def _three_quarters_over(seen: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """``by``, us: the Kaplan–Meier time (1958) of each group with enough ends that comes to it.

    Of ends at the same time each is taken on its own, which multiplies to the same.
    """
    ends = seen["over"].groupby([seen[name] for name in by], observed=True).transform("sum")
    enough = seen[ends >= AT_LEAST]
    keys = [enough[name] for name in by]
    at_risk = enough.groupby(keys, observed=True).cumcount(ascending=False) + 1
    surviving = (1 - enough["over"] / at_risk).groupby(keys, observed=True).cumprod()
    reached = enough[surviving <= STILL_RUNNING].drop_duplicates(by)
    return reached[[*by, "length"]].rename(columns={"length": "us"})


def _quarter_start(quarter: int) -> int:
    return pd.Timestamp(year=quarter // 4, month=quarter % 4 * 3 + 1, day=1, tz="UTC").value // 1000


def _in_force(
    cells: pd.DataFrame, figures: pd.DataFrame, sort: str, expects: tuple[Expect, ...], teams: tuple[str, ...]
) -> pd.Series:
    """For each row of ``cells``: as configured, else the organisation's or the team's own."""
    organisation = figures[figures["team"] == -1].drop(columns="team")
    of_all = cells.merge(organisation, on=["item_kind", "quarter"], how="left")["us"].set_axis(cells.index)
    of_team = cells.merge(figures, on=CELL, how="left")["us"].set_axis(cells.index)
    us = of_all.fillna(cells["item_kind"].map(DEFAULTS[sort]))
    us = us.where(of_team.isna() | (of_team >= us), of_team)
    for expect in sorted(expects, key=lambda each: (each.team != "*", each.kind != "*")):
        figure = {"first": expect.first_us, "next": expect.next_us, "done": expect.done_us}[sort]
        fits = (cells["item_kind"] == expect.kind) | (expect.kind == "*")
        fits &= (expect.team == "*") | cells["team"].isin(
            [code for code, team in enumerate(teams) if team == expect.team]
        )
        us = us if figure is None else us.mask(fits, figure)
    return us.astype("int64")
