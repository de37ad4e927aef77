"""What a run found, as it is worked out and kept: an Arrow table for each kind of record.

A big organisation has hundreds of thousands of rows, of which a page shows dozens: records are made by who
reads them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from stepin.findings.columns import from_table, to_table
from stepin.findings.model import (
    Around,
    Cell,
    Control,
    Expectation,
    Findings,
    LogSummary,
    NeedRow,
    Pattern,
    StepIn,
    Stuck,
)

RECORDS: dict[str, type] = {
    "stuck": Stuck,
    "step_ins": StepIn,
    "need": NeedRow,
    "controls": Control,
    "patterns": Pattern,
    "expectations": Expectation,
    "cells": Cell,
    "around": Around,
}


@dataclass(frozen=True, slots=True)
class Tables:
    """Findings with its records as tables, each with the schema of its record (columns.schema)."""

    version: int
    as_of: datetime
    run: str
    log: LogSummary
    notes: tuple[str, ...]
    stuck: pa.Table
    step_ins: pa.Table
    need: pa.Table
    controls: pa.Table
    patterns: pa.Table
    expectations: pa.Table
    cells: pa.Table
    around: pa.Table

    @staticmethod
    def of(found: Findings) -> "Tables":
        records: dict[str, Any] = {
            name: to_table(record, getattr(found, name)) for name, record in RECORDS.items()
        }
        return Tables(found.version, found.as_of, found.run, found.log, found.notes, **records)

    def records(self) -> Findings:
        """``Tables.of`` of it gives the same tables again."""
        told: dict[str, Any] = {
            name: from_table(record, getattr(self, name)) for name, record in RECORDS.items()
        }
        return Findings(self.version, self.as_of, self.run, self.log, notes=self.notes, **told)
