"""The evidence beside the questions of a look back: gathered once, and kept as it was seen then."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stepin.ledger.models import Evidence, StepIn
from stepin.org.organisation import Organisation


def evidence_of(step_in: StepIn, organisation: Organisation, *, now: datetime) -> list[Mapping[str, Any]]:
    """What was gathered of it."""
    kept = Evidence.objects.filter(step_in=step_in).first()
    return list(kept.rows) if kept else []
