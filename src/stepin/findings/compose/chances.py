"""The chances ahead of stuck work, as far as they can be told."""

import numpy as np
import pyarrow as pa

from stepin.analysis.estimates.forecast import FEWEST_MOVES
from stepin.analysis.records import Floats, Ints
from stepin.findings.columns import schema
from stepin.findings.compose import arrow
from stepin.findings.compose.advice import InThreeDays
from stepin.findings.compose.outlook import Outlook
from stepin.findings.model import Chances, Forecast

_THREE_DAYS = 1  # its place among forecast.HORIZONS_US


def forecasts(outlook: Outlook, row: Ints) -> pa.StructArray:
    """Of these rows of Work.standing; None where too little has moved unprompted yet."""
    anyone, lead = _if_asked(outlook)
    columns = {
        "unprompted": _chances(outlook.ahead.unprompted, row),
        "if_anyone_asks": _chances(anyone, row),
        "if_a_lead_asks": _chances(lead, row),
    }
    return arrow.struct_of(Forecast, columns, none=np.full(len(row), outlook.moves < FEWEST_MOVES))


def within_three_days(outlook: Outlook, row: Ints) -> list[InThreeDays]:
    """The same as advice leans on it: on what asking does only where enough is known of what leads do."""
    anyone, lead = _if_asked(outlook) if outlook.overall.you is not None else (None, None)
    alone = outlook.ahead.unprompted if outlook.moves >= FEWEST_MOVES else None
    return list(map(InThreeDays, *(_in_three_days(of, row) for of in (alone, anyone, lead))))


def _if_asked(outlook: Outlook) -> tuple[Floats | None, Floats | None]:
    """If anyone asks, if a lead does: not where the shares cannot be told from timing."""
    if outlook.failed() or outlook.moves < FEWEST_MOVES:
        return None, None
    return outlook.ahead.if_anyone, outlook.ahead.if_a_lead


def _chances(of: Floats | None, row: Ints) -> pa.Array:
    fields = schema(Chances)
    if of is None:
        return pa.nulls(len(row), pa.struct(list(fields)))
    return arrow.struct_of(
        Chances, {name: arrow.figures(of[row, place]) for place, name in enumerate(fields.names)}
    )


def _in_three_days(of: Floats | None, row: Ints) -> list[float | None]:
    return [None] * len(row) if of is None else of[row, _THREE_DAYS].tolist()
