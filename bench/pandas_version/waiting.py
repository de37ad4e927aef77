"""Whom an item waits on after each event: from the last rule to the first, each over the ones below it."""

from dataclasses import dataclass

import pandas as pd

from bench.pandas_version import people
from bench.pandas_version.approving import approves, enough, has_pool, insider
from bench.pandas_version.columns import among, at, before, following, last
from bench.pandas_version.events import HOUR_US, NOISE, Log
from bench.pandas_version.feedback import first_reviews, is_unanswered
from bench.pandas_version.usual import PLACE, Usual

NOBODY = -1
SPOKEN_FOR = ["asked", "promised"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """``state``: rule, who, question (its position, or that of a promise), blocked after each event.

    ``requests``: row, person for every request open after each event; ``targets``: question, person;
    ``promises``: likewise, who made it;
    ``reviewed``: item, person, since (position of the first review).
    """

    state: pd.DataFrame
    requests: pd.DataFrame
    targets: pd.DataFrame
    promises: pd.DataFrame
    reviewed: pd.DataFrame


def waiting_on(log: Log, usual: Usual) -> Waiting:
    e = log.e
    targets = _targets(log)
    promises = _promises(e, targets)
    question, is_open, first = _given(e, targets, promises)
    given = pd.Series("asked", index=e.index).mask(question.isin(promises["question"]), "promised")
    requests = _open_requests(e)
    rule, who = _others(log, usual)
    rule, who = _over((rule, who), e["change"], _changes(log, usual, requests))
    rule, who = _over((rule, who), e["around_the_clock"], _paged(e))
    rule, who = _over((rule, who), is_open, (given, first))
    turns = last(e, on=e["kind"] == "blocked", off=e["kind"] == "unblocked")
    blocked, blocker = turns["on"] > turns["off"], at(e["word"], turns["on"])
    rule, who = _over((rule, who), blocked, ("blocked", blocker + len(log.who.people) + 1))
    rule, who = _over((rule, who), ~e["open_after"], ("closed", NOBODY))
    state = pd.DataFrame({"rule": rule, "who": who, "question": question, "blocked": blocked})
    return Waiting(state, requests, targets, promises, first_reviews(e))


def _over(
    state: tuple[pd.Series, pd.Series], fits: pd.Series, other: tuple[object, object]
) -> tuple[pd.Series, pd.Series]:
    return state[0].mask(fits, other[0]), state[1].mask(fits, other[1])


def _changes(log: Log, usual: Usual, requests: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """What is only right where the item is a change."""
    e = log.e
    counts = approves(log, usual)
    seen = last(
        e,
        approval=counts,
        spoiled=(e["kind"] == "pushed") | (e["review"] & (e["kind"] == "changes_requested")),
        status=e["kind"] == "status_changed",
    )
    seen["approval"] = seen["approval"].where(seen["approval"] >= e["floor"], -1)
    rule = _unclaimed(log).mask(has_pool(e, usual), "pool")
    state = (rule, pd.Series(NOBODY, index=e.index))
    review = _last_review(e, counts)
    state = _over(state, review >= 0, ("reviewers", at(e["actor"], review)))
    latest = requests.drop_duplicates("row", keep="last").set_index("row")["person"]
    latest = latest.reindex(e.index, fill_value=NOBODY)
    approved = e["change"] & (seen["approval"] >= 0) & (seen["approval"] > seen["spoiled"])
    state = _over(state, approved, ("approvals", NOBODY))
    state = _over(state, latest >= 0, ("requested", latest))
    ready = approved & enough(log, usual) & (_latest_by_people(e, requests) <= seen["approval"])
    state = _over(state, ready, _merge(log, usual, ready))
    state = _over(state, is_unanswered(e, usual, counts), ("feedback", e["owner"]))
    state = _over(state, e["owner_label"], ("label", e["owner"]))
    draft = at(e["draft"], seen["status"], missing=False).astype("bool")
    return _over(state, draft, ("draft", e["owner"]))


def _latest_by_people(e: pd.DataFrame, requests: pd.DataFrame) -> pd.Series:
    """After each event: where the latest open review request was made that no bot made; -1 without one."""
    by_people = requests[at(e["human"], requests["asked"], missing=False).astype("bool")]
    return by_people.groupby("row")["asked"].max().reindex(e.index, fill_value=-1)


def _last_review(e: pd.DataFrame, approves: pd.Series) -> pd.Series:
    """After each event: the latest review that counts by somebody not done with the item; -1 without one."""
    heard = e["review"] & (approves | ~e["approval"] | _has_remarked(e))
    pushed = e["kind"] == "pushed"
    seen = last(e, heard=heard, approval=e["approval"], pushed=pushed, turn=e["review"] | pushed)
    turns = e.index[(e["review"] | pushed) & (seen["approval"] >= 0) & e["change"]]
    pairs = e.loc[turns, ["item"]].rename_axis("position").reset_index()
    pairs = pairs.merge(first_reviews(e), on="item").sort_values("position", kind="stable")
    latest, counted = _latest_by(pairs, e[e["review"]]), _latest_by(pairs, e[heard])
    approved = at(e["approval"], latest, missing=False).astype("bool")
    done = approved & (at(seen["pushed"], pairs["position"]).to_numpy() < latest)
    left = counted[~done].groupby(pairs["position"]).max().reindex(turns, fill_value=-1)
    return seen["heard"].where(seen["approval"] < 0, at(left, seen["turn"]))


def _has_remarked(e: pd.DataFrame) -> pd.Series:
    """Whether the actor has given the item a review before, or now, that approves nothing."""
    remarks = e.index.to_series().where(e["review"] & ~e["approval"])
    return remarks.groupby([e["item"], e["actor"]]).ffill().notna()


def _latest_by(pairs: pd.DataFrame, deeds: pd.DataFrame) -> pd.Series:
    """For each (position, item, person): the position of their latest deed up to it, and at it; else -1."""
    done = pd.DataFrame({"item": deeds["item"], "person": deeds["actor"], "position": deeds.index})
    done = done.assign(then=done["position"]).astype("int64")
    found = pd.merge_asof(pairs.astype("int64"), done, on="position", by=["item", "person"])
    return found["then"].fillna(-1).astype("int64").set_axis(pairs.index)


def _unclaimed(log: Log) -> pd.Series:
    led = people.anyone(log.leads, log.e.loc[log.e["change"], ["team", "at"]])
    led = led.reindex(log.e.index, fill_value=False)
    return pd.Series("unclaimed", index=log.e.index).mask(led, "unclaimed_led")


def _merge(log: Log, usual: Usual, approved: pd.Series) -> tuple[pd.Series, pd.Series]:
    some = log.e.loc[approved, [*PLACE, "team", "at", "owner"]]
    known = some.merge(usual.merging, on=PLACE, how="left").set_axis(some.index).fillna({"seen": 0, "own": 0})
    led = people.anyone(log.leads, some[["team", "at"]])
    few = known["seen"] < 5
    by_owner = (few & ~led) | (~few & (known["own"] * 2 >= known["seen"]))
    rule = pd.Series("merge_usual", index=some.index).mask(few & led, "merge_leads")
    who = known["top"].where(~few, NOBODY).mask(by_owner, some["owner"])
    rule = rule.mask(by_owner, "merge_owner")
    return rule.reindex(approved.index), who.reindex(approved.index, fill_value=NOBODY).astype("int64")


def _paged(e: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    pages = e["kind"].isin(["assigned", "escalated"]) & (e["named"] >= 0)
    seen = last(e, page=pages, taken=(e["kind"] == "acknowledged") & e["human"])
    seen = seen.where(seen.ge(e["floor"], axis="index"), -1)
    state = (pd.Series("team", index=e.index), pd.Series(NOBODY, index=e.index))
    state = _over(state, seen["taken"] >= 0, ("acked", at(e["actor"], seen["taken"])))
    return _over(state, seen["page"] > seen["taken"], ("paged", at(e["named"], seen["page"])))


def _others(log: Log, usual: Usual) -> tuple[pd.Series, pd.Series]:
    e = log.e
    rule = pd.Series("nobody", index=e.index).mask(e["owner"] >= 0, "owned")
    asks = e["human"] & (e["kind"] == "commented") & e["ask"] & (e["actor"] != e["author"])
    asks &= (e["author"] >= 0) & ~e["author"].isin(log.bots) & ~e["change"] & ~e["around_the_clock"]
    asks &= (e["you"] & _follows_author(e)) | _mentions_author(log)
    unowned = asks & (e["owner_before"] < 0)
    asks &= (e["owner_before"] == e["actor"]) | insider(log, usual, e[unowned])
    put = pd.DataFrame({"item": e["item"], "person": e["author"]})[asks]
    answered = _next_act(e, put).reindex(e.index, fill_value=-1)
    question = last(e, at=asks)["at"]
    return _over((rule, e["owner"]), _is_open(e, question, answered), ("requester", e["author"]))


def _follows_author(e: pd.DataFrame) -> pd.Series:
    """Whether the comment before, if any, was the author's or by the same person."""
    said = before(e, last(e, at=e["human"] & (e["kind"] == "commented"))["at"])
    by = at(e["actor"], said)
    return (said < e["floor"]) | (by == e["author"]) | (by == e["actor"])


def _mentions_author(log: Log) -> pd.Series:
    said = log.e.loc[log.e["kind"] == "commented", ["word", "author"]]
    return among(said.rename(columns={"word": "value", "author": "person"}), log.mentions).reindex(
        log.e.index, fill_value=False
    )


def _targets(log: Log) -> pd.DataFrame:
    """question (position), item, person: whom each directed question names, in order."""
    e = log.e
    asks = e.loc[e["human"] & e["ask"], ["item", "actor", "word"]]
    named = asks.rename_axis("question").reset_index().merge(log.mentions, left_on="word", right_on="value")
    meant = (named["person"] != named["actor"]) & ~named["person"].isin(log.bots)
    return named.loc[meant, ["question", "item", "person"]].sort_values("question", kind="stable")


def _promises(e: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """question (position), item, person: who promised something, asking nobody."""
    made = e["human"] & e["promise"] & e["kind"].isin(["commented", "reviewed"])
    made &= ~e.index.isin(targets["question"])
    some = e.loc[made, ["item", "actor"]].rename(columns={"actor": "person"})
    return some.rename_axis("question").reset_index()


def _given(
    e: pd.DataFrame, targets: pd.DataFrame, promises: pd.DataFrame
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """After each event: the latest directed question or promise, whether it is open, and whom it waits on."""
    words = pd.concat([targets, promises])
    answered = _next_act(e, words.set_index("question")[["item", "person"]])
    over = (
        pd.concat([answered, _talked_on(e, targets)]).groupby(level=0).min().reindex(e.index, fill_value=-1)
    )
    first = words.drop_duplicates("question").set_index("question")["person"]
    question = last(e, at=e.index.to_series().isin(words["question"]))["at"]
    return question, _is_open(e, question, over), at(first, question)


def _talked_on(e: pd.DataFrame, targets: pd.DataFrame) -> pd.Series:
    """For each question, by its position: where who asked it talks on, an hour on or later."""
    asked = e.loc[targets["question"].unique(), ["item", "actor", "at"]].assign(
        at=lambda q: q["at"] + HOUR_US
    )
    asked = asked.rename_axis("question").reset_index().sort_values("at", kind="stable")
    talks = e["human"] & (e["kind"] == "commented") & ~e["ask"] & ~e["decide"]
    said = e.loc[talks, ["item", "actor", "at"]]
    said = said.assign(then=said.index).sort_values(["at", "then"]).astype("int64")
    found = pd.merge_asof(
        asked.astype("int64"),
        said,
        on="at",
        by=["item", "actor"],
        direction="forward",
        allow_exact_matches=False,
    )
    return found.set_index("question")["then"].fillna(len(e)).astype("int64")


def _is_open(e: pd.DataFrame, question: pd.Series, answered: pd.Series) -> pd.Series:
    """Whether nobody asked has acted, and nothing has overtaken the question, since it was put."""
    overtaking = (e["acting"] & e["progress"]) | e["kind"].isin(["assigned", "reopened"])
    overtaken = last(e, at=overtaking)["at"]
    unanswered = at(answered, question) > question.index
    return (question >= e["floor"]) & unanswered & (overtaken <= question)


def _next_act(e: pd.DataFrame, asked: pd.DataFrame) -> pd.Series:
    """For each (item, person), indexed by position: where they act next on it; past the end if never."""
    acts = e.loc[e["human"] & ~e["kind"].isin(NOISE), ["item", "actor"]]
    acts = (
        acts.rename(columns={"actor": "person"}).assign(position=acts.index, then=acts.index).astype("int64")
    )
    wanted = asked.assign(position=asked.index).astype("int64").sort_values("position", kind="stable")
    found = pd.merge_asof(
        wanted, acts, on="position", by=["item", "person"], direction="forward", allow_exact_matches=False
    )
    return found["then"].fillna(len(e)).astype("int64").set_axis(wanted.index)


def _open_requests(e: pd.DataFrame) -> pd.DataFrame:
    """row, person, asked (position): a row for every event after which a review request is open."""
    asks = e["change"] & (e["kind"] == "review_requested") & (e["named"] >= 0) & (e["named"] != e["author"])
    put = pd.DataFrame({"item": e["item"], "person": e["named"]})[asks]
    acted = _next_act(e, put)
    reopened = following(e, e["kind"] == "reopened").reindex(put.index)
    end = e.index.to_series().groupby(e["item"], sort=False).transform("last").reindex(put.index) + 1
    until = acted.where(acted < end, end)
    until = until.where((reopened < 0) | (until < reopened), reopened)
    spans = put.assign(asked=put.index, many=until - put.index)
    rows = spans.loc[spans.index.repeat(spans["many"])]
    rows = rows.assign(row=rows["asked"] + rows.groupby("asked").cumcount())
    return rows.sort_values(["row", "asked"])[["row", "person", "asked"]].reset_index(drop=True)
