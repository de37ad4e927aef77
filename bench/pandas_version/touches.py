"""Acts on a spell by somebody not waited on, and a lead's among them as step-ins."""

import pandas as pd

from bench.pandas_version import people
from bench.pandas_version.clocks import Clocks
from bench.pandas_version.columns import among, at, following
from bench.pandas_version.endings import asked_as
from bench.pandas_version.events import CLARIFYING, HOUR_US, SAYING, Log
from bench.pandas_version.usual import PLACE, Usual
from bench.pandas_version.waiting import NOBODY, Waiting

WINDOW_US = 24 * HOUR_US
DELIBERATE = (
    "pushed", "assigned", "unassigned", "review_requested", "escalated", "priority_changed", "due_changed",
    "blocked", "unblocked", "status_changed", "acknowledged",
)  # fmt: skip
HASTY = ("assigned", "unassigned", "review_requested", "escalated", "priority_changed")
EARLY_ROLES = ["owner", "reviewer", "requester", "other_team"]
ROLES = {
    "closed": "nobody", "unclaimed": "nobody", "nobody": "nobody", "merge_usual": "reviewer",
    "requested": "reviewer", "reviewers": "reviewer", "pool": "reviewer", "merge_leads": "lead",
    "unclaimed_led": "lead", "blocked": "other_team", "requester": "requester", "draft": "owner",
    "label": "owner", "feedback": "owner", "merge_owner": "owner", "paged": "owner", "acked": "owner",
    "team": "owner", "owned": "owner",
}  # fmt: skip


def acts(
    log: Log, ended: pd.DataFrame, spell: pd.Series, spells: pd.DataFrame, clocks: Clocks, as_of_us: int
) -> pd.DataFrame:
    """One row per touch and per carrying, indexed by position.

    spell, at, at_us, who, carries, outcome (a carrying has itself, at once), until_us, by_self.
    """
    e, ending = log.e, ended["ending"]
    rows = (spell >= 0) & (_by_people(e, ended["party"], spell) | _by_bots(e))
    found = e.loc[rows, ["item", "actor", "at", "level"]].assign(spell=spell[rows])
    found["carries"] = ending[rows].isin(["CARRIED", "ABANDONED"])
    after = following(e, ending.notna() & (ending != "REDIRECTED"))[rows]
    after = after.mask(found["carries"], found.index.to_series())
    clock = spells["clock"].reindex(found["spell"]).set_axis(found.index)
    found["at_us"] = clocks.read(clock, found["at"])
    found["until_us"] = clocks.read(clock, at(e["at"], after, missing=as_of_us)) - found["at_us"]
    found["by_self"] = at(e["actor"], after, missing=-2) == found["actor"]
    outcome = ending.reindex(after).set_axis(found.index).fillna("OPEN")
    found["outcome"] = outcome.mask(found["by_self"] & outcome.isin(["PROGRESS", "PASS"]), "CARRIED")
    found["who"] = _who(e[rows])
    return found


def _by_people(e: pd.DataFrame, party: pd.Series, spell: pd.Series) -> pd.Series:
    does = e["progress"] | e["passing"] | e["kind"].isin(CLARIFYING)
    echoes = (at(e["actor"], spell, missing=-2) == e["actor"]) & (e["at"] - at(e["at"], spell) <= HOUR_US)
    return e["acting"] & does & ~party & ~echoes


def _by_bots(e: pd.DataFrame) -> pd.Series:
    return (e["actor"] >= 0) & ~e["human"] & (e["kind"] == "commented")


def _who(e: pd.DataFrame) -> pd.Series:
    leads = (e["level"] > 0) & (e["actor"] != e["author"]) & (e["actor"] != e["owner_before"])
    return pd.Series("PEER", index=e.index).mask(leads, "LEAD").mask(~e["human"], "BOT")


def step_ins(
    log: Log, usual: Usual, waiting: Waiting, ended: pd.DataFrame, acts: pd.DataFrame, spells: pd.DataFrame
) -> pd.DataFrame:
    """One row per step-in, late or early, indexed by its first act: spell, actor, early, level, acts,
    idle_us, outcome, after_us.
    """
    led = acts[acts["who"] == "LEAD"]
    led = led[_deliberate(log, usual, waiting, ended, led)]
    of = spells.loc[led["spell"], ["start_us", "expected_us"]].set_axis(led.index)
    led = led.assign(idle_us=led["at_us"] - of["start_us"])
    late = (led["idle_us"] >= of["expected_us"]) & (led["idle_us"] > 0)
    e = log.e.loc[led.index]
    hasty = led["carries"] | (e["kind"].isin(SAYING) & e["decide"]) | e["kind"].isin(HASTY)
    early = ~late & hasty & _role(log, usual, ended.loc[led.index]).isin(EARLY_ROLES)
    led = led.assign(early=~late)[late | early]
    by = ["spell", "actor", "early"]
    first = led.assign(acts=led.groupby(by)["at"].transform("size")).drop_duplicates(by)
    outcome = _outcome(first)
    after_us = first["until_us"].where(outcome != "still", -1)
    columns = ["spell", "actor", "early", "level", "acts", "idle_us"]
    return first[columns].assign(outcome=outcome, after_us=after_us)


def _outcome(first: pd.DataFrame) -> pd.Series:
    carried = first["by_self"] & first["outcome"].isin(["CARRIED", "ABANDONED"])
    outcome = first["outcome"].map({"PROGRESS": "moved", "PASS": "answered"}).fillna("still")
    return outcome.mask(carried, "carried").where(first["until_us"] <= WINDOW_US, "still")


def _deliberate(
    log: Log, usual: Usual, waiting: Waiting, ended: pd.DataFrame, led: pd.DataFrame
) -> pd.Series:
    """Meant to get the work moving, rather than part of an ordinary conversation or review."""
    e, rule = log.e.loc[led.index], ended["rule"][led.index]
    keys = e[[*PLACE, "actor"]].rename(columns={"actor": "person"})
    seen = keys.merge(usual.merging, on=PLACE, how="left")["seen"].fillna(0).set_axis(e.index)
    theirs = (e["kind"] == "merged") & ((seen < 5) | among(keys, usual.mergers))
    theirs |= e["review"] & among(keys, usual.reviewers)
    tidying = (e["kind"] == "closed") & ~e["change"]
    decides = e["decide"] & ~e["change"] & ~rule.isin(["nobody", "requester"])
    directed = e.index.to_series().isin(waiting.targets["question"]) & (rule != "nobody")
    spoken = e["kind"].isin(SAYING) & (directed | e["chase"] | decides)
    meant = (led["carries"] & ~theirs & ~tidying) | e["kind"].isin(DELIBERATE) | spoken
    return meant | e["around_the_clock"]


def _role(log: Log, usual: Usual, then: pd.DataFrame) -> pd.Series:
    """In which capacity somebody was waited on just before each event of ``then``."""
    e = log.e.loc[then.index - 1].set_axis(then.index)
    asked = then.loc[then["rule"] == "asked", "who"]
    role = then["rule"].map(ROLES).fillna(asked_as(log, asked, asked.index.to_series() - 1))
    role = role.mask((role == "owner") & (then["who"] == NOBODY) & (then["rule"] != "team"), "nobody")
    keys = pd.DataFrame({"team": e["team"], "person": then["who"], "at": e["at"]})
    led = (people.level(log.leads, keys) > 0) & (then["rule"] != "pool")
    return role.mask((role == "reviewer") & (led | _led_pool(log, usual, e[then["rule"] == "pool"])), "lead")


def _led_pool(log: Log, usual: Usual, pool: pd.DataFrame) -> pd.Series:
    """Whether everybody but the author who usually reviews there leads the item's team."""
    each = pool[[*PLACE, "team", "at", "author"]].rename_axis("row").reset_index()
    each = each.merge(usual.reviewers, on=PLACE)
    each = each[each["person"] != each["author"]]
    led = people.level(log.leads, each[["team", "person", "at"]]) > 0
    return led.groupby(each["row"]).all().reindex(pool.index, fill_value=True)
