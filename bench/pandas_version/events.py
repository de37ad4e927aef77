"""The log as one frame of events, with what each event is before anything is asked about waiting."""

import re
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

from bench.pandas_version import people
from bench.pandas_version.columns import at, before, last
from bench.pandas_version.lifted import with_blocks
from bench.pandas_version.owning import bears_any, places, ruled, team_at
from stepin.org.organisation import Organisation
from stepin.org.people import Directory, directory

CLOSING = ("merged", "closed", "resolved")
REVIEWING = ("reviewed", "approved", "changes_requested")
SAYING = ("commented", *REVIEWING)
NAMING = ("assigned", "unassigned", "review_requested", "escalated")
PROGRESS = (*REVIEWING, "pushed", "acknowledged", "unblocked", "resolved", "merged", "closed")
PASSING = ("assigned", "unassigned", "review_requested", "escalated", "blocked", "reopened", "reverted")
CLARIFYING = ("described", "priority_changed", "due_changed")
NOISE = ("labelled", "unlabelled", "mentioned", "linked", "snoozed", "other", *CLARIFYING)
AROUND_THE_CLOCK = ("alert", "incident", "slo")
ABANDONED = (
    "not_planned", "duplicate", "stale", "wontfix", "won't do", "won't fix", "invalid", "cancelled",
    "rejected", "converted_to_discussion",
)  # fmt: skip
CUES = ("ask", "answer", "approve", "decide", "chase", "you", "promise", "support")
URGENT = re.compile(r"(priority:\s*)?(p0|p1|sev-?[01]|urgent|critical|blocker|highest|high-priority)", re.I)
BULK_ITEMS = 24
HOUR_US = 3_600_000_000
MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class Log:
    """``e``: events on open items and what reopens them, in the total order; ``mentions``: value, person."""

    e: pd.DataFrame
    mentions: pd.DataFrame
    who: Directory
    bots: pd.Index
    teams: tuple[str, ...]
    leads: pd.DataFrame
    members: pd.DataFrame


def read(events: Path, items: Path, organisation: Organisation, as_of: datetime) -> Log:
    """The two tables of a log, as Parquet files, up to and including ``as_of``."""
    of_item = pd.read_parquet(items)
    e = _in_order(events, of_item, organisation, as_of)
    said = _words(e)
    who = directory(organisation, _logins(e, of_item, said))
    bots = pd.Index([code for code, person in enumerate(who.people) if person.bot])
    names, e = _joined(e, of_item, organisation, who, said)
    mentions = _mentions(e, said, who, len(organisation.people))
    e["team"], teams = team_at(e, names, organisation)
    labels = {label.casefold() for label in organisation.waits_on_owner_labels}
    e["owner_label"] = bears_any(e, [v for v in e["value"].cat.categories if v.casefold() in labels])
    urgent = [v for v in e["value"].cat.categories if URGENT.fullmatch(v)]
    e["urgent_label"], e["urgent"] = bears_any(e, urgent), e["value"].isin(urgent)
    e["hurts"] = _hurts(e)
    lead_table = people.leads(organisation, who)
    e = _without_parting_words(_bulk(_open(_with_people(e, who, bots))))
    e = _facts(e, organisation, names, bots)
    asked = e[["team", "actor", "at"]].rename(columns={"actor": "person"})
    e["level"] = people.level(lead_table, asked)
    return Log(e, mentions, who, bots, teams, lead_table, people.members(organisation, who))


def _mentions(e: pd.DataFrame, said: pd.DataFrame, who: Directory, declared: int) -> pd.DataFrame:
    """Whom each value mentions, in order: of the organisation's people, and those who do something."""
    words = said[said["word"].str.startswith("mention:")]
    person = words["word"].str[len("mention:") :].map(who.code_of_login)
    known = (person < declared) | person.isin(e["actor"])
    return pd.DataFrame({"value": words["value"], "person": person})[known].astype("int64")


def _in_order(path: Path, items: pd.DataFrame, organisation: Organisation, as_of: datetime) -> pd.DataFrame:
    names = ["event_id", "item_id", "occurred_at", "seq", "actor", "kind", "value", "previous"]
    e = pd.read_parquet(path, columns=names, filters=[("occurred_at", "<=", as_of)])
    e["item"] = pd.factorize(e["item_id"])[0]
    e = e.sort_values(["item", "occurred_at", "seq", "event_id"], ignore_index=True)
    e["at"] = e["occurred_at"].astype("datetime64[us, UTC]").astype("int64")
    e = with_blocks(e, items, organisation, CLOSING)
    for name in ("kind", "actor", "value", "previous"):
        e[name] = e[name].astype("category")
    e["word"] = e["value"].cat.codes.astype("int64")
    return e


def _words(e: pd.DataFrame) -> pd.DataFrame:
    """A row per word of each distinct value that speaks: value (its code), word."""
    spoken = e.loc[e["kind"].isin(SAYING), "word"].unique()
    values = e["value"].cat.categories.to_series(index=range(len(e["value"].cat.categories)))
    said = values[values.index.isin(spoken)].str.split().explode()
    return said.rename_axis("value").reset_index(name="word").dropna()


def _logins(e: pd.DataFrame, items: pd.DataFrame, said: pd.DataFrame) -> set[str]:
    named = e.loc[e["kind"].isin(NAMING), "value"].dropna().unique()
    mentioned = said.loc[said["word"].str.startswith("mention:"), "word"].str[len("mention:") :]
    seen = {*e["actor"].cat.categories, *named, *mentioned, *items["author"].dropna()}
    return {login for login in seen if not login.startswith("team:")}


def _joined(
    e: pd.DataFrame, items: pd.DataFrame, organisation: Organisation, who: Directory, said: pd.DataFrame
) -> tuple[pd.Index, pd.DataFrame]:
    """Events with their item's place and author, persons in place of logins, and their cues."""
    items["place"], names = places(items)
    items["author"] = items["author"].map(who.code_of_login).fillna(-1).astype("int64")
    columns = ["item_id", "place", "author", "kind"]
    of_item = items[columns].rename(columns={"kind": "item_kind"})
    e = e.merge(of_item, on="item_id", how="left")
    e["item_kind"] = ruled(e, organisation)
    e["named"] = _person(e["value"].where(e["kind"].isin(NAMING)), who)
    e["actor"] = _person(e["actor"], who)
    speaks = e["kind"].isin(SAYING)
    for cue in CUES:
        e[cue] = speaks & e["word"].isin(said.loc[said["word"] == cue, "value"])
    e["thread"] = e["word"].where(e["kind"] == "commented").map(_threads(said)).fillna(-1).astype("int64")
    return names, e


def _threads(said: pd.DataFrame) -> pd.Series:
    """The number of the thread that each value names, if any, counted through."""
    words = said[said["word"].str.startswith("thread:")].drop_duplicates("value")
    return pd.Series(pd.factorize(words["word"])[0], index=words["value"])


def _person(login: pd.Series, who: Directory) -> pd.Series:
    return login.map(who.code_of_login).astype("float64").fillna(-1).astype("int64")


def _hurts(e: pd.DataFrame) -> pd.Series:
    """Whether customers are hurt: as the last label that tells it, unless that was taken off again."""
    told, yes = e["value"].isin(["customer_impact:yes", "customer_impact:no"]), "customer_impact:yes"
    put = last(e, at=told & (e["kind"] == "labelled"))["at"]
    same = told & (e["word"] == at(e["word"], put))
    taken = last(e, at=same & (e["kind"] == "unlabelled"))["at"]
    return (put > taken) & at(e["value"] == yes, put, missing=False).astype("bool")


def _with_people(e: pd.DataFrame, who: Directory, bots: pd.Index) -> pd.DataFrame:
    e["signed"] = e["actor"]
    e["change"] = e["item_kind"] == "change"
    e["around_the_clock"] = e["item_kind"].isin(AROUND_THE_CLOCK)
    unsigned = (e["actor"] < 0) & e["change"] & (e["kind"] == "pushed")
    e["actor"] = e["actor"].mask(unsigned, e["author"])
    e["human"] = (e["actor"] >= 0) & ~e["actor"].isin(bots)
    return e


def _bulk(e: pd.DataFrame) -> pd.DataFrame:
    """Mark clean-outs, then leave out what happened on closed items."""
    somebody = e.loc[(e["signed"] >= 0) & e["human"], ["signed", "kind", "at", "item"]]
    bulk = pd.Series(False, index=e.index)
    for shift in (0, HOUR_US // 2):
        keys = [somebody["signed"], somebody["kind"].cat.codes, (somebody["at"] + shift) // HOUR_US]
        busy = somebody["item"].groupby(keys).transform("size") >= BULK_ITEMS
        crowd = somebody.loc[busy, "item"].groupby([key[busy] for key in keys]).transform("nunique")
        bulk[crowd.index[crowd >= BULK_ITEMS]] = True
    return e.assign(bulk=bulk)[e["live"]].reset_index(drop=True)


def _without_parting_words(e: pd.DataFrame) -> pd.DataFrame:
    """With what somebody says as they close the item as no act, and without its cues."""
    then = e[["item", "actor", "kind", "at"]].shift(-1)
    closes = (then["item"] == e["item"]) & (then["actor"] == e["actor"]) & (then["kind"] == "closed")
    parting = e["human"] & (e["kind"] == "commented") & closes & (then["at"] - e["at"] <= MINUTE_US)
    e["kind"] = e["kind"].cat.add_categories({"other"} - {*e["kind"].cat.categories}).mask(parting, "other")
    e["thread"] = e["thread"].mask(parting, -1)
    return e.assign(**{cue: e[cue] & ~parting for cue in CUES})


def _open(e: pd.DataFrame) -> pd.DataFrame:
    turned = last(e, closed=e["kind"].isin(CLOSING), reopened=e["kind"] == "reopened")
    e["open_after"] = turned["closed"] <= turned["reopened"]
    e["open_before"] = before(e, e["open_after"], missing=True)
    e["live"] = e["open_before"] | (e["kind"] == "reopened")
    return e


def _facts(e: pd.DataFrame, organisation: Organisation, names: pd.Index, bots: pd.Index) -> pd.DataFrame:
    first = e.index.to_series().groupby(e["item"], sort=False).transform("first")
    e["first"] = first
    e["floor"] = last(e, reopened=e["kind"] == "reopened")["reopened"].clip(lower=first)
    months = pd.to_datetime(e["at"], unit="us", utc=True).dt
    e["quarter"] = months.year * 4 + months.quarter - 1
    e["draft"] = e["value"].isin([v for v in e["value"].cat.categories if v.casefold() == "draft"])
    said_approve = (e["kind"] == "commented") & e["approve"]
    e["review"] = e["human"] & (e["actor"] != e["author"]) & (e["kind"].isin(REVIEWING) | said_approve)
    e["approval"] = e["review"] & (
        (e["kind"] == "approved") | (e["approve"] & (e["kind"] != "changes_requested"))
    )
    e["have_approved"] = _have_approved(e)
    e["forward"] = (e["kind"] == "status_changed") & ~e["draft"] & ~_goes_back(e, organisation, names)
    e["progress"] = e["kind"].isin(PROGRESS) | e["forward"] | (said_approve & e["change"])
    e["passing"] = ~e["progress"] & (
        e["kind"].isin(PASSING) | e["kind"].isin(["commented", "status_changed"])
    )
    e["acting"] = e["human"] & ~e["bulk"]
    return _owners(e, bots)


def _have_approved(e: pd.DataFrame) -> pd.Series:
    """After each event: how many have approved since the latest push, request for changes and reopening."""
    refused = e["review"] & (e["kind"] == "changes_requested")
    undone = e["kind"].isin(["reopened", "pushed"]) | refused
    rounds = undone.groupby(e["item"], sort=False).cumsum()
    approvals = pd.DataFrame({"item": e["item"], "round": rounds, "by": e["actor"]})[e["approval"]]
    fresh = (~approvals.duplicated()).reindex(e.index, fill_value=False)
    return fresh.groupby([e["item"], rounds], sort=False).cumsum()


def _goes_back(e: pd.DataFrame, organisation: Organisation, names: pd.Index) -> pd.Series:
    """Status changes to an earlier place of the order of their source; the first order that fits a place."""
    back = pd.Series(False, index=e.index)
    taken: set[int] = set()
    for order in organisation.statuses:
        fits = {
            code
            for code, name in enumerate(names)
            if fnmatchcase(name, order.source) or name.startswith(f"{order.source}:")
        } - taken
        taken |= fits
        rank = {status.casefold(): place for place, status in enumerate(order.order)}
        now, then = (e[name].astype("str").str.casefold().map(rank) for name in ("value", "previous"))
        back |= e["place"].isin(fits) & (now < then)
    return back


def _owners(e: pd.DataFrame, bots: pd.Index) -> pd.DataFrame:
    """The last person assigned and not since unassigned, else a change's author; no bots."""
    named = e["named"].where(~e["named"].isin(bots), -1)
    assigned = last(e, at=(e["kind"] == "assigned") & (named >= 0))["at"]
    assignee = at(named, assigned)
    released = last(e, at=(e["kind"] == "unassigned") & (named == assignee) & (named >= 0))["at"]
    writer = e["author"].where(e["change"] & ~e["author"].isin(bots), -1)
    e["owner"] = assignee.where(assigned > released, writer)
    e["owner_before"] = before(e, e["owner"], missing=-1).mask(e.index.to_series() == e["first"], writer)
    return e.assign(named=named, to_bot=e["named"].isin(bots))
