"""What reviewers ask of the author, and what answers it: in review threads, and outside them."""

import pandas as pd

from bench.pandas_version.columns import among, following, last
from bench.pandas_version.usual import PLACE, Usual


def first_reviews(e: pd.DataFrame) -> pd.DataFrame:
    """item, person, since (position): when each person first reviewed each item."""
    reviews = e.loc[e["review"], ["item", "actor"]].assign(since=e.index[e["review"]])
    return reviews.drop_duplicates(["item", "actor"]).rename(columns={"actor": "person"})


def is_unanswered(e: pd.DataFrame, usual: Usual, counts: pd.Series) -> pd.Series:
    """Whether something asked for is open after each event; right on changes. ``counts``: the approvals
    that do."""
    feedback, answers, threaded = _feedback(e, usual), _answers(e), e["thread"] >= 0
    refused = e["review"] & (e["kind"] == "changes_requested")
    seen = last(e, asked=feedback & ~threaded, refused=refused, answer=answers, approval=counts)
    outside = (seen["asked"] > seen["answer"]) & (seen["asked"] > seen["approval"])
    inside = _is_open_in_threads(e, feedback & ~answers & threaded, answers, counts)
    return (seen["refused"] > seen["answer"]) | outside | inside


def _is_open_in_threads(
    e: pd.DataFrame, asked: pd.Series, answers: pd.Series, counts: pd.Series
) -> pd.Series:
    """Whether, after each event, something ``asked`` in any thread is."""
    threads = e[e["thread"] >= 0]
    threads = threads.assign(item=threads.groupby(["item", "thread"]).ngroup())
    ends = {
        "all": following(e, (answers & (e["thread"] < 0)) | counts)[asked],
        "own": following(threads, answers[threads.index])[asked[threads.index]],
    }
    until = pd.DataFrame(ends).replace(-1, len(e)).min(axis="columns").reindex(e.index, fill_value=-1)
    return until.groupby(e["item"], sort=False).cummax() > e.index


def _answers(e: pd.DataFrame) -> pd.Series:
    theirs = (e["actor"] >= 0) & ((e["actor"] == e["author"]) | (e["actor"] == e["owner_before"]))
    ready = (e["kind"] == "status_changed") & ~e["draft"]
    asks_for_review = e["human"] & (e["kind"] == "review_requested")
    anyone = asks_for_review | (e["kind"] == "reopened") | ready | (e.index == e["first"])
    return anyone | (theirs & e["kind"].isin(["pushed", "commented", "reviewed"]))


def _feedback(e: pd.DataFrame, usual: Usual) -> pd.Series:
    other = e["human"] & (e["actor"] != e["author"])
    plain = other & ~e["approve"] & ~e["support"]
    mere_answer = ~e["ask"] & (e["answer"] | _joins_author(e))
    said = e.loc[plain & (e["kind"] == "commented") & ~mere_answer, ["item", "actor", *PLACE]]
    said = said.rename(columns={"actor": "person"})
    since = said.merge(first_reviews(e), on=["item", "person"], how="left")["since"].set_axis(said.index)
    known = (since < since.index) | among(said[[*PLACE, "person"]], usual.reviewers)
    by_known = known.reindex(e.index, fill_value=False)
    return (other & (e["kind"] == "changes_requested")) | (plain & (e["kind"] == "reviewed")) | by_known


def _joins_author(e: pd.DataFrame) -> pd.Series:
    """Whether the author, or the owner just before it, has commented before in the comment's thread."""
    said = e.loc[e["thread"] >= 0, ["item", "thread", "actor", "author", "owner_before"]]
    keys = ["item", "thread", "actor"]
    first = said.loc[said["actor"] >= 0, keys].drop_duplicates().assign(since=lambda rows: rows.index)
    found = pd.Series(False, index=e.index)
    for who in ("author", "owner_before"):
        theirs = said[["item", "thread"]].assign(actor=said[who])
        since = theirs.merge(first, on=keys, how="left")["since"].set_axis(said.index)
        found |= (since < since.index).reindex(e.index, fill_value=False)
    return found
