"""A lead's acts on one stuck spell, as one step-in; and those that came early."""

import pandas as pd

from bench.pandas_version.events import HOUR_US, SAYING, Log
from bench.pandas_version.roles import in_words, reasons, roles
from bench.pandas_version.usual import Usual
from bench.pandas_version.waiting import Waiting

WINDOW_US = 24 * HOUR_US
HASTY = ("assigned", "unassigned", "review_requested", "escalated", "priority_changed")
EARLY_ROLES = ["owner", "reviewer", "requester", "other_team"]
DECIDING = ("approved", "merged", "closed", "resolved", "status_changed", "unblocked")
LOOKING = ("reviewed", "changes_requested", "acknowledged")
CLARIFYING = (
    "assigned", "unassigned", "review_requested", "due_changed", "described", "priority_changed", "blocked",
)  # fmt: skip
EPISODE = ["spell", "actor", "early"]


def step_ins(
    log: Log, usual: Usual, waiting: Waiting, ended: pd.DataFrame, acts: pd.DataFrame, spells: pd.DataFrame
) -> pd.DataFrame:
    """One row per step-in, late or early, indexed by its first act: EPISODE, level, acts, forms, idle_us,
    role and waited (on whom the item waited), reasons, outcome, after_us.
    """
    led = acts[(acts["who"] == "LEAD") & acts["deliberate"]]
    of = spells.loc[led["spell"], ["start_us", "expected_us"]].set_axis(led.index)
    led = led.assign(idle_us=led["at_us"] - of["start_us"])
    late = (led["idle_us"] >= of["expected_us"]) & (led["idle_us"] > 0)
    e = log.e.loc[led.index]
    hasty = led["carries"] | (e["kind"].isin(SAYING) & e["decide"]) | e["kind"].isin(HASTY)
    then = ended.loc[led.index, ["rule", "who"]]
    led = led.assign(
        role=roles(log, usual, then.set_axis(led.index - 1)).set_axis(led.index), waited=then["who"]
    )
    early = ~late & hasty & led["role"].isin(EARLY_ROLES)
    led = led.assign(early=~late)[late | early]
    led = led.assign(forms=_forms(log, led), reasons=in_words(reasons(log, waiting).loc[led.index]))
    first = led.assign(acts=led.groupby(EPISODE)["at"].transform("size")).drop_duplicates(EPISODE)
    outcome = _outcome(first)
    columns = [*EPISODE, "level", "acts", "forms", "idle_us", "role", "waited", "reasons"]
    return first[columns].assign(outcome=outcome, after_us=first["until_us"].where(outcome != "still", -1))


def _forms(log: Log, led: pd.DataFrame) -> pd.Series:
    """The forms of the episode that each act belongs to."""
    e = log.e.loc[led.index]
    said, decides = e["kind"] == "commented", e["decide"] | e["approve"]
    forms = pd.DataFrame(
        {
            "wrote": e["kind"] == "pushed",
            "chased": said & (e["ask"] | e["chase"]),
            "decided": e["kind"].isin(DECIDING) | (said & decides),
            "investigated": e["kind"].isin(LOOKING) | (said & ~e["ask"] & ~decides & ~e["chase"]),
            "clarified": e["kind"].isin(CLARIFYING),
            "pressed": e["kind"] == "escalated",
        }
    )
    together = forms.groupby([led[name] for name in EPISODE]).transform("max")
    asks = (e["ask"] & e["kind"].isin(SAYING)).groupby([led[name] for name in EPISODE]).transform("sum")
    return in_words(together.assign(pressed=together["pressed"] | (asks >= 2)))


def _outcome(first: pd.DataFrame) -> pd.Series:
    carried = first["by_self"] & first["outcome"].isin(["CARRIED", "ABANDONED"])
    outcome = first["outcome"].map({"PROGRESS": "moved", "PASS": "answered"}).fillna("still")
    return outcome.mask(carried, "carried").where(first["until_us"] <= WINDOW_US, "still")
