"""Which events end a wait, and how."""

import pandas as pd

from bench.pandas_version import people
from bench.pandas_version.columns import among, before
from bench.pandas_version.events import ABANDONED, CLOSING, Log
from bench.pandas_version.roles import asked_as
from bench.pandas_version.usual import PLACE, Usual
from bench.pandas_version.waiting import NOBODY, SPOKEN_FOR, Waiting

OWNER_OR_AUTHOR = ["draft", "label", "feedback", "merge_owner"]
MERGE = ["merge_leads", "merge_owner", "merge_usual"]
AS_OWNER = [*OWNER_OR_AUTHOR, "paged", "acked", "team", "owned"]
UNASKED = ["unclaimed", "unclaimed_led"]
BY_REVIEWERS = ["requested", "approvals", "reviewers", "pool", "merge_leads", "merge_usual"]
AS_REVIEWER = ["unclaimed_led", *BY_REVIEWERS]
UNOWNED = ["unclaimed", "nobody"]
ASKED_ABOUT = ["item", "place", "author", "owner_before", "team", "at", "actor", "level"]


def endings(log: Log, usual: Usual, waiting: Waiting) -> pd.DataFrame:
    """By event: rule, who and question just before it; party; reaches, whether it asks one of the party by
    name; ending, None where nothing ends."""
    e, now = log.e, waiting.state
    waited = e["open_before"] & (e.index != e["first"])
    then = pd.DataFrame(
        {
            "rule": before(e, now["rule"], missing="closed"),
            "who": before(e, now["who"]),
            "question": before(e, now["question"]),
        }
    )
    seen = e[ASKED_ABOUT].assign(position=e.index, quarter=before(e, e["quarter"]), **then)
    theirs = _party(log, usual, waiting, seen) & (~then["rule"].isin(UNOWNED) | _takes_up(e))
    party = e["human"] & waited & theirs & ~_urges(e, waiting, then)
    deed = e["human"] & waited
    move = deed & party & (e["progress"] | e["passing"])
    closes = waited & e["kind"].isin(CLOSING)
    carried = ~move & (closes | (deed & ~party & _does_the_step(log, then)))
    redirected = waited & ~move & ~carried & e["open_after"] & _sits_elsewhere(then, now)
    ending = pd.Series(pd.NA, index=e.index, dtype="str")
    ending = ending.mask(redirected, "REDIRECTED").mask(carried, "CARRIED")
    ending = ending.mask(move & e["passing"], "PASS").mask(move & e["progress"], "PROGRESS")
    ending = ending.mask(closes & _abandons(e), "ABANDONED").mask(e["bulk"] & ending.notna(), "BULK")
    return then.assign(party=party, reaches=waited & _reaches(log, usual, waiting, seen), ending=ending)


def _urges(e: pd.DataFrame, waiting: Waiting, then: pd.DataFrame) -> pd.Series:
    """Whether a lead chases others, where reviewing or merging may be theirs or the lead's."""
    asks = e["you"] | e.index.isin(waiting.targets["question"])
    chases = (e["kind"] == "commented") & e["chase"] & ~e["review"]
    other = (e["actor"] != e["author"]) & (e["actor"] != then["who"])
    return asks & chases & (e["level"] > 0) & other & then["rule"].isin(BY_REVIEWERS)


def _reaches(log: Log, usual: Usual, waiting: Waiting, seen: pd.DataFrame) -> pd.Series:
    """Whether a directed question names somebody whose act it is, by the state just before it."""
    question, person = waiting.targets["question"], waiting.targets["person"].to_numpy()
    named = seen.loc[question].assign(actor=person).reset_index(drop=True)
    keys = named[["team", "actor", "at"]].rename(columns={"actor": "person"})
    named["level"] = people.level(log.leads, keys)
    reached = named.loc[_party(log, usual, waiting, named), "position"]
    return log.e.index.to_series().isin(reached)


def _party(log: Log, usual: Usual, waiting: Waiting, e: pd.DataFrame) -> pd.Series:
    """Whether the actor is one of those whose act it is, whichever acts would be theirs.

    ``e``: ASKED_ABOUT, position, and quarter, rule, who and question as they were just before the event.
    """
    rule, author = e["rule"], e["actor"] == e["author"]
    keys = e[[*PLACE, "actor"]].rename(columns={"actor": "person"})
    lead = e["level"] > 0
    pool = rule.isin(["pool", "reviewers", "approvals"])
    merging = (rule == "merge_usual") | ((rule == "approvals") & ~author)
    found = rule.isin(OWNER_OR_AUTHOR) & ((e["actor"] == e["owner_before"]) | author)
    found |= rule.isin(["paged", "acked", "owned", "requester"]) & (e["actor"] == e["who"])
    found |= rule.isin(["merge_leads", "merge_usual", "unclaimed_led"]) & lead
    found |= among(keys[merging], usual.mergers).reindex(e.index, fill_value=False)
    found |= among(keys[pool & ~author], usual.reviewers).reindex(e.index, fill_value=False)
    found |= (rule == "team") & ~lead
    found |= rule.isin(UNOWNED) & ~lead & ~author
    found |= _reviewer(e, waiting)
    found |= _asked(e, waiting)
    return found | _unblocker(log, e)


def _takes_up(e: pd.DataFrame) -> pd.Series:
    speaks = (e["kind"] == "commented") & ~e["ask"]
    return e["progress"] | e["kind"].isin(["assigned", "review_requested"]) | speaks


def _reviewer(e: pd.DataFrame, waiting: Waiting) -> pd.Series:
    waits = e["rule"].isin(["requested", "approvals", "reviewers"])
    some = e.loc[waits, ["item", "actor", "position", "rule"]]
    some = some.rename(columns={"actor": "person"})
    since = some.merge(waiting.reviewed, on=["item", "person"], how="left")["since"].set_axis(some.index)
    asked = some.assign(row=some["position"] - 1)[some["rule"] == "requested"]
    wanted = among(asked[["row", "person"]], waiting.requests).reindex(some.index, fill_value=False)
    return ((since < some["position"]) | wanted).reindex(e.index, fill_value=False)


def _asked(e: pd.DataFrame, waiting: Waiting) -> pd.Series:
    some = pd.DataFrame({"question": e["question"], "person": e["actor"]})[e["rule"].isin(SPOKEN_FOR)]
    words = pd.concat([waiting.targets, waiting.promises])
    return among(some, words).reindex(e.index, fill_value=False)


def _unblocker(log: Log, e: pd.DataFrame) -> pd.Series:
    """A member or lead of the team that the block names, the author of the change that it names, else anyone
    but owner, author and leads."""
    everything, e = e.index, e[e["rule"] == "blocked"]
    categories = log.e["value"].cat.categories
    values = categories.to_series(index=range(len(categories)))
    ever = pd.concat([log.members, log.leads])
    peopled = {f"team:{log.teams[code]}": code for code in ever["team"].unique()}
    named = (e["who"] - len(log.who.people) - 1).map(values).map(peopled)
    named = named.astype("float64").fillna(-1).astype("int64")
    keys = pd.DataFrame({"team": named, "person": e["actor"], "at": e["at"]})
    theirs = people.level(ever, keys) > 0
    outsider = (e["actor"] != e["owner_before"]) & (e["actor"] != e["author"]) & (e["level"] == 0)
    fixer = (e["who"] - len(log.who.people) - 1).map(_fixers(log))
    outsider = outsider.where(fixer.isna(), e["actor"] == fixer)
    return theirs.where(named >= 0, outsider).reindex(everything, fill_value=False)


def _fixers(log: Log) -> pd.Series:
    """By value that names a change: the change's author."""
    values = log.e["value"].cat.categories
    changes = log.e[log.e["change"] & log.e["item_id"].isin(values)].drop_duplicates("item_id")
    return changes["author"].set_axis(values.get_indexer(pd.Index(changes["item_id"])))


def _does_the_step(log: Log, then: pd.DataFrame) -> pd.Series:
    e, rule = log.e, then["rule"]
    asked = then.loc[rule.isin(SPOKEN_FOR), "who"]
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
