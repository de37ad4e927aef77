"""The organisation as tables to merge with: posts held from when until when."""

import pandas as pd

from stepin.org.organisation import Organisation
from stepin.org.people import Directory
from stepin.org.teams import lead_posts, span_us

COLUMNS = ["team", "person", "level", "since", "until"]


def leads(organisation: Organisation, who: Directory) -> pd.DataFrame:
    """COLUMNS: every lead of every team at every level; times in UTC microseconds, half-open."""
    posts = lead_posts(organisation, who)
    return pd.DataFrame(
        {
            "team": posts.team,
            "person": posts.person,
            "level": posts.level,
            "since": posts.from_us,
            "until": posts.until_us,
        }
    )


def members(organisation: Organisation, who: Directory) -> pd.DataFrame:
    """COLUMNS: members, and leads of level 1."""
    rows = [
        (team, who.code_of_person[post.person], 1, *span_us(post))
        for team, each in enumerate(organisation.teams)
        for post in (*each.members, *each.leads)
    ]
    return pd.DataFrame(rows, columns=COLUMNS, dtype="int64")


def level(posts: pd.DataFrame, asked: pd.DataFrame) -> pd.Series:
    """The lowest level at which ``asked`` (team, person, at) hold a post; 0 where they hold none."""
    some = asked[asked["person"].isin(posts["person"])].rename_axis("row").reset_index()
    held = some.merge(posts, on=["team", "person"])
    held = held[(held["since"] <= held["at"]) & (held["at"] < held["until"])]
    return held.groupby("row")["level"].min().reindex(asked.index, fill_value=0)


def anyone(posts: pd.DataFrame, asked: pd.DataFrame) -> pd.Series:
    """Whether anybody holds a post of the team at that time (team, at)."""
    held = asked.rename_axis("row").reset_index().merge(posts, on="team")
    held = held[(held["since"] <= held["at"]) & (held["at"] < held["until"])]
    return asked.index.to_series().isin(held["row"])
