"""Which team owns an item at each of its events, and what kind its labels make it."""

import re
from fnmatch import fnmatchcase

import pandas as pd

from bench.pandas_version.columns import at, last
from stepin.org.organisation import Organisation, Selector
from stepin.org.teams import bounds_us

TEAM_LABEL = "team:"
NEITHER = "matched by two teams"


def places(items: pd.DataFrame) -> tuple[pd.Series, pd.Index]:
    """A code for each item's ``source:container``, and the names of the codes."""
    codes, names = pd.factorize(items["source"] + ":" + items["container"].fillna(""))
    return pd.Series(codes, index=items.index), pd.Index(names)


def borne(e: pd.DataFrame, named: pd.Series) -> pd.Series:
    """Whether the item bears, after each event, the label that ``named`` events put on or take off."""
    turns = last(e, on=named & (e["kind"] == "labelled"), off=named & (e["kind"] == "unlabelled"))
    return turns["on"] > turns["off"]


def ruled(e: pd.DataFrame, organisation: Organisation) -> pd.Series:
    """The kind of the item: by the first rule whose label it bears at the end, else its own."""
    kind = e["item_kind"]
    for rule in reversed(organisation.kind_rules):
        fitting = [label for label in e["value"].cat.categories if fnmatchcase(label, rule.label)]
        at_the_end = bears_any(e, fitting).groupby(e["item"], sort=False).transform("last")
        kind = kind.mask(at_the_end, rule.kind)
    return kind


def bears_any(e: pd.DataFrame, labels: list[str]) -> pd.Series:
    """Whether the item bears one of the labels after each event."""
    on = pd.Series(False, index=e.index)
    used = e.loc[e["kind"].isin(["labelled", "unlabelled"]) & e["value"].isin(labels), "value"].unique()
    for label in used:
        on |= borne(e, e["value"] == label)
    return on


def team_at(
    e: pd.DataFrame, names: pd.Index, organisation: Organisation
) -> tuple[pd.Series, tuple[str, ...]]:
    """The team's code at each event, and the teams by code: the organisation's first, in file order."""
    code = {team.id: number for number, team in enumerate(organisation.teams)}
    team = _named_by_label(e, code)
    own = {place: code.setdefault(name.removesuffix(":"), len(code)) for place, name in enumerate(names)}
    neither = code.setdefault(NEITHER, len(code))
    team = team.where(team >= 0, e["place"].map(own))
    ranks = sorted({selector.specificity for selector in organisation.selectors})
    always = _always(names, organisation, code, ranks)
    rank = e["place"].map(always["rank"]).fillna(-1).astype("int64")
    team = e["place"].map(always["team"]).fillna(team).astype("int64")
    at_times = [selector for selector in organisation.selectors if not _holds_always(selector)]
    for selector in sorted(at_times, key=lambda each: each.specificity):
        number, owner = ranks.index(selector.specificity), code[selector.team]
        holds = e["place"].isin(_fitting(selector, names)) & (rank <= number) & _holds(e, selector)
        clash = holds & (rank == number) & (team != owner)
        team, rank = team.mask(holds, owner).mask(clash, neither), rank.mask(holds, number)
    return team, tuple(code)


def _always(
    names: pd.Index, organisation: Organisation, code: dict[str, int], ranks: list[tuple[bool, bool, int]]
) -> pd.DataFrame:
    """By place: rank and team of the most specific selector that holds at all times, whatever the labels."""
    fitting = [
        (place, ranks.index(selector.specificity), code[selector.team])
        for selector in organisation.selectors
        if _holds_always(selector)
        for place in _fitting(selector, names)
    ]
    found = pd.DataFrame(fitting, columns=["place", "rank", "team"], dtype="int64").drop_duplicates()
    best = found[found["rank"] == found.groupby("place")["rank"].transform("max")]
    clash = best.duplicated("place", keep=False)
    return (
        best.assign(team=best["team"].mask(clash, code[NEITHER])).drop_duplicates("place").set_index("place")
    )


def _fitting(selector: Selector, names: pd.Index) -> list[int]:
    """The places whose name fits the pattern, in which only ``*`` is special."""
    pattern = ".*".join(map(re.escape, selector.pattern.split("*")))
    return names.str.fullmatch(pattern, flags=re.DOTALL).nonzero()[0].tolist()


def _holds_always(selector: Selector) -> bool:
    return selector.label is None and selector.since is None and selector.until is None


def _holds(e: pd.DataFrame, selector: Selector) -> pd.Series:
    since, until = bounds_us(selector.since, selector.until)
    holds = (e["at"] >= since) & (e["at"] < until)
    return holds if selector.label is None else holds & borne(e, e["value"] == selector.label)


def _named_by_label(e: pd.DataFrame, code: dict[str, int]) -> pd.Series:
    """The team of the last label ``team:X`` that was not taken off again; −1 where there is none."""
    labelling = e["kind"].isin(["labelled", "unlabelled"])
    labels = e["value"].where(labelling & e["value"].str.startswith(TEAM_LABEL))
    teams = {
        label: code.setdefault(label.removeprefix(TEAM_LABEL), len(code))
        for label in labels.dropna().unique()
    }
    named = labels.map(teams).astype("float64").fillna(-1).astype("int64")
    put = last(e, at=(named >= 0) & (e["kind"] == "labelled"))["at"]
    team = at(named, put)
    taken = last(e, at=(named >= 0) & (named == team) & (e["kind"] == "unlabelled"))["at"]
    return team.where(put > taken, -1)
