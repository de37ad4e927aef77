"""Where the first acts of step-ins are in the log."""

import numpy as np
import pyarrow as pa

from stepin.analysis.run import Analysed


def places_of(found: Analysed) -> pa.Table:
    """Of each step-in's first act: its ``item_id``, and its ``place``: how many of the item's events come
    before it."""
    a, act = found.work.acts, found.step_ins.act
    item, row = a.item[act], a.row[act]
    first = np.searchsorted(found.log.rows.item, item)
    place = found.log.added.number(row) - found.log.added.number(first)
    return pa.table({"item_id": found.log.item_ids.take(pa.array(item)), "place": place})
