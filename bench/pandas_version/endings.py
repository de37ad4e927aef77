"""Which events end a wait, and how."""

import pandas as pd

from bench.pandas_version import people
from bench.pandas_version.columns import among, before
from bench.pandas_version.events import ABANDONED, CLOSING, Log
from bench.pandas_version.roles import asked_as
from bench.pandas_version.usual import PLACE, Usual
from bench.pandas_version.waiting import NOBODY, Waiting

OWNER_OR_AUTHOR = ["draft", "label", "feedback", "merge_owner"]
MERGE = ["merge_leads", "merge_owner", "merge_usual"]
AS_OWNER = [*OWNER_OR_AUTHOR, "paged", "acked", "team", "owned"]
UNASKED = ["unclaimed", "unclaimed_led"]
AS_REVIEWER = ["unclaimed_led", "requested", "reviewers", "pool", "merge_leads", "merge_usual"]
UNOWNED = ["unclaimed", "nobody"]


def endings(log: Log, usual: Usual, waiting: Waiting) -> pd.DataFrame:
    """By event: rule, who and question just before it; party; ending, None where nothing ends."""
    e, now = log.e, waiting.state
    waited = e["open_before"] & (e.index != e["first"])
    then = pd.DataFrame(
        {
            "rule": before(e, now["rule"], missing="closed"),
            "who": before(e, now["who"]),
            "question": before(e, now["question"]),
        }
    )
    party = e["human"] & waited & _party(log, usual, waiting, then)
    deed = e["human"] & waited
    move = deed & party & (e["progress"] | e["passing"])
    closes = waited & e["kind"].isin(CLOSING)
    carried = ~move & (closes | (deed & ~party & _does_the_step(log, then)))
    redirected = waited & ~move & ~carried & e["open_after"] & _sits_elsewhere(then, now)
    ending = pd.Series(pd.NA, index=e.index, dtype="str")
    ending = ending.mask(redirected, "REDIRECTED").mask(carried, "CARRIED")
    ending = ending.mask(move & e["passing"], "PASS").mask(move & e["progress"], "PROGRESS")
    ending = ending.mask(closes & _abandons(e), "ABANDONED").mask(e["bulk"] & ending.notna(), "BULK")
    return then.assign(party=party, ending=ending)


def _party(log: Log, usual: Usual, waiting: Waiting, then: pd.DataFrame) -> pd.Series:
    """Whether the actor is one of those whose act it is, by the state just before the event."""
    e, rule, author = log.e, then["rule"], log.e["actor"] == log.e["author"]
    keys = e[[*PLACE, "actor"]].rename(columns={"actor": "person"})
    keys["quarter"] = before(e, e["quarter"])
    lead = e["level"] > 0
    pool, merging = rule.isin(["pool", "reviewers"]), rule == "merge_usual"
    found = rule.isin(OWNER_OR_AUTHOR) & ((e["actor"] == e["owner_before"]) | author)
    found |= rule.isin(["paged", "acked", "owned", "requester"]) & (e["actor"] == then["who"])
    found |= rule.isin(["merge_leads", "merge_usual", "unclaimed_led"]) & lead
    found |= among(keys[merging], usual.mergers).reindex(e.index, fill_value=False)
    found |= among(keys[pool & ~author], usual.reviewers).reindex(e.index, fill_value=False)
    found |= (rule == "team") & ~lead
    found |= rule.isin(UNOWNED) & ~lead & ~author & _takes_up(e)
    found |= _reviewer(e, waiting, rule)
    found |= _asked(e, waiting, then)
    return found | _unblocker(log, then)


def _takes_up(e: pd.DataFrame) -> pd.Series:
    speaks = (e["kind"] == "commented") & ~e["ask"]
    return e["progress"] | e["kind"].isin(["assigned", "review_requested"]) | speaks


def _reviewer(e: pd.DataFrame, waiting: Waiting, rule: pd.Series) -> pd.Series:
    some = e.loc[rule.isin(["requested", "reviewers"]), ["item", "actor"]].rename(columns={"actor": "person"})
    since = some.merge(waiting.reviewed, on=["item", "person"], how="left")["since"].set_axis(some.index)
    asked = some.assign(row=some.index - 1)[rule[some.index] == "requested"]
    wanted = among(asked[["row", "person"]], waiting.requests).reindex(some.index, fill_value=False)
    return ((since < since.index) | wanted).reindex(e.index, fill_value=False)


def _asked(e: pd.DataFrame, waiting: Waiting, then: pd.DataFrame) -> pd.Series:
    some = pd.DataFrame({"question": then["question"], "person": e["actor"]})[then["rule"] == "asked"]
    return among(some, waiting.targets).reindex(e.index, fill_value=False)


def _unblocker(log: Log, then: pd.DataFrame) -> pd.Series:
    """A member or lead of the team that the block names, else anyone but owner, author and leads."""
    blocked = then["rule"] == "blocked"
    e = log.e[blocked]
    values = e["value"].cat.categories.to_series(index=range(len(e["value"].cat.categories)))
    ever = pd.concat([log.members, log.leads])
    peopled = {f"team:{log.teams[code]}": code for code in ever["team"].unique()}
    named = (then.loc[blocked, "who"] - len(log.who.people) - 1).map(values).map(peopled)
    named = named.astype("float64").fillna(-1).astype("int64")
    keys = pd.DataFrame({"team": named, "person": e["actor"], "at": e["at"]})
    theirs = people.level(ever, keys) > 0
    outsider = (e["actor"] != e["owner_before"]) & (e["actor"] != e["author"]) & (e["level"] == 0)
    return theirs.where(named >= 0, outsider).reindex(log.e.index, fill_value=False)


def _does_the_step(log: Log, then: pd.DataFrame) -> pd.Series:
    e, rule = log.e, then["rule"]
    asked = then.loc[rule == "asked", "who"]
    role = asked_as(log, asked.set_axis(asked.index - 1)).set_axis(asked.index).reindex(e.index)
    as_owner = rule.isin(AS_OWNER) | (role == "owner")
    as_reviewer = rule.isin(AS_REVIEWER) | role.isin(["reviewer", "lead"])
    works = e["kind"].isin(["pushed", "acknowledged"]) | e["forward"]
    unblocks = (rule == "blocked") & (e["kind"] == "unblocked")
    to_self = (e["kind"] == "assigned") & (e["named"] == e["actor"])
    takes = rule.isin(UNOWNED) & (e["progress"] | to_self)
    return (as_owner & works) | (as_reviewer & e["review"]) | unblocks | takes


def _sits_elsewhere(then: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    both = (then["who"] != NOBODY) & (now["who"] != NOBODY)
    same = then["rule"] == now["rule"]
    for alike in (MERGE, UNASKED):
        same |= then["rule"].isin(alike) & now["rule"].isin(alike)
    return (then["who"] != now["who"]) | (~both & ~same)


def _abandons(e: pd.DataFrame) -> pd.Series:
    by_bot = (e["actor"] >= 0) & ~e["human"]
    reasons = [value for value in e["value"].cat.categories if value.casefold() in ABANDONED]
    return ((e["kind"] == "closed") & (e["change"] | by_bot)) | e["value"].isin(reasons)
