"""The items that are open at the moment analysed, and whom each waits on."""

import pandas as pd

from bench.pandas_version.clocks import Clocks
from bench.pandas_version.events import Log
from bench.pandas_version.roles import in_words, reasons, roles
from bench.pandas_version.usual import Usual
from bench.pandas_version.waiting import Waiting


def open_items(
    log: Log,
    usual: Usual,
    waiting: Waiting,
    spells: pd.DataFrame,
    lives: pd.DataFrame,
    clocks: Clocks,
    as_of_us: int,
) -> pd.DataFrame:
    """item_id, spell, role, waited, reasons, open_us (since the item began), done_us (expected)."""
    e = log.e
    running = spells.loc[spells["end"] == "OPEN", ["item"]].assign(spell=lambda rows: rows.index)
    last = e.index.to_series().groupby(e["item"], sort=False).last()
    found = running.set_index(running["item"].map(last))
    state = waiting.state.loc[found.index, ["rule", "who"]]
    life = lives.loc[found["item"]].set_axis(found.index)
    now = clocks.read(life["clock"], pd.Series(as_of_us, index=found.index))
    return found.assign(
        item_id=e["item_id"][found.index],
        role=roles(log, usual, state),
        waited=state["who"],
        reasons=in_words(reasons(log, waiting).loc[found.index]),
        open_us=now - life["start_us"],
        done_us=life["done_us"],
    )
