"""One step-in laid open: what happened on its item, and how its numbers came about."""

from dataclasses import dataclass
from datetime import datetime

from stepin.findings.model import StepIn, WaitingOn


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of the item's timeline.

    ``waits_on`` is on whom the item waits after it; None where it is closed. ``idle_hours`` is how long the
    party waited on had been idle when it happened, on the item's own clock; None outside of a wait.
    ``part``: ``step-in`` (a touch of this step-in), ``touch`` (somebody else's, not waited on), ``move``
    (progress or passing on by the party waited on), ``ended`` (somebody else did the step), or ``noise``.
    ``level``: at which ``who`` led the item's team, 0 where not; ``a_lead``: a lead whom the reader is not
    told.
    """

    at: datetime
    who: str | None
    what: str
    waits_on: WaitingOn | None
    idle_hours: float | None
    part: str
    level: int = 0
    a_lead: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """``says``: whole sentences on how the numbers came about, in the order to read them."""

    step_in: StepIn
    timeline: tuple[Moment, ...]
    says: tuple[str, ...]
    as_of: datetime | None = None  # the moment looked from
