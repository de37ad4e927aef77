"""What process mining offers for the same question, by PM4Py (AGPL: only here, never shipped).

Its figures answer another question (who hands over to whom, how long cases and steps take); only their time
is set beside ours.
"""

import time
from pathlib import Path
from typing import Any

import pandas as pd
import pm4py


def figures(events: Path) -> dict[str, Any]:
    """Seconds for each figure, reading included as ``read_s``, and how many entries each has."""
    began = time.perf_counter()
    log = pd.read_parquet(events, columns=["item_id", "kind", "actor", "occurred_at"])
    log = pm4py.format_dataframe(
        log.assign(actor=log["actor"].fillna("nobody")),
        case_id="item_id",
        activity_key="kind",
        timestamp_key="occurred_at",
    ).rename(columns={"actor": "org:resource"})
    spent: dict[str, Any] = {"events": len(log), "read_s": time.perf_counter() - began}
    for name, figure in (
        ("handover", lambda: pm4py.discover_handover_of_work_network(log).connections),
        ("durations", lambda: pm4py.get_all_case_durations(log)),
        ("performance", lambda: pm4py.discover_performance_dfg(log)[0]),
    ):
        began = time.perf_counter()
        spent[f"{name}_entries"] = len(figure())
        spent[f"{name}_s"] = time.perf_counter() - began
    return spent
