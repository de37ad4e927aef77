"""What people write as they close an item belongs to the closing, and says nothing more."""

from dataclasses import replace

import numpy as np

from stepin.analysis.definitions.encoded import KIND, Cast, Rows

MINUTE_US = 60_000_000


def without_parting_words(rows: Rows, cast: Cast) -> Rows:
    """With such comments as events that are no act and bear no cues."""
    closed = np.flatnonzero(rows.kind[1:] == KIND["closed"]) + 1
    closed = closed[rows.kind[closed - 1] == KIND["commented"]]
    said, who = closed - 1, rows.actor[closed]
    same = (rows.item[said] == rows.item[closed]) & (rows.actor[said] == who) & (who >= 0) & ~cast.bot[who]
    said = said[same & (rows.at[closed] - rows.at[said] <= MINUTE_US)]
    if not len(said):
        return rows
    kind, value = rows.kind.copy(), rows.value.copy()
    kind[said], value[said] = KIND["other"], -1
    return replace(rows, kind=kind, value=value)
