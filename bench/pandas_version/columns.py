"""Ways of looking along the events of one item, as pandas spells them.

``e`` is the frame of events: its index counts them through in the total order, ``item`` says whose they are.
A position is an index; −1 means none.
"""

import pandas as pd

PEOPLE = ("owner", "author")


def last(e: pd.DataFrame, **masks: pd.Series) -> pd.DataFrame:
    """For each mask the position of the latest event up to and including this one where it holds."""
    position = e.index.to_series()
    marked = pd.DataFrame({name: position.where(mask, -1) for name, mask in masks.items()})
    return marked.groupby(e["item"], sort=False).cummax()


def at(column: pd.Series, position: pd.Series, *, missing: int = -1) -> pd.Series:
    """What the column holds at each position; ``missing`` where there is none."""
    return column.reindex(position.array, fill_value=missing).set_axis(position.index)


def before(e: pd.DataFrame, column: pd.Series, *, missing: int = -1) -> pd.Series:
    """The column one event earlier in the same item; ``missing`` on its first event."""
    return column.groupby(e["item"], sort=False).shift(fill_value=missing)


def following(e: pd.DataFrame, mask: pd.Series) -> pd.Series:
    """The position of the earliest later event of the item where the mask holds; −1 where none does."""
    position = e.index.to_series().where(mask)
    later = position.groupby(e["item"], sort=False).bfill().groupby(e["item"], sort=False).shift(-1)
    return later.fillna(-1).astype("int64")


def among(keys: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Whether each row of ``keys`` occurs in ``table``, which has the same columns."""
    names = list(keys.columns)
    found = keys.merge(table[names].drop_duplicates().assign(found=True), on=names, how="left")["found"]
    return found.notna().set_axis(keys.index)
