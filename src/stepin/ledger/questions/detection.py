"""How often the analysis was right that something was a step-in, by those who know: the leads themselves."""

from dataclasses import dataclass

from scipy.special import betaincinv

from stepin.findings.model import Estimate
from stepin.ledger.models import StepIn
from stepin.ledger.sight import Sight, own_step_ins

RIGHT = (StepIn.State.CONFIRMED, StepIn.State.LOOKED_BACK, StepIn.State.CLOSED)


@dataclass(frozen=True, slots=True)
class Detection:
    """Of the reader's own step-ins that were found: how many they judged, and how many were step-ins.
    ``share`` is None before one was judged."""

    judged: int
    right: int
    share: Estimate | None


def detection(sight: Sight) -> Detection:
    """Who looked back at one took it for one. The interval is Jeffreys's (Brown, Cai and DasGupta 2001)."""
    found = own_step_ins(sight).filter(source=StepIn.Source.FOUND)
    right = found.filter(state__in=RIGHT).count()
    judged = right + found.filter(state=StepIn.State.NOT_ONE).count()
    return Detection(judged, right, _share(right, judged) if judged else None)


def _share(right: int, judged: int) -> Estimate:
    """With the ends of its 90% interval; an end at 0 or 1 where all or none was right."""
    wrong = judged - right
    low, high = betaincinv(right + 0.5, wrong + 0.5, (0.05, 0.95))
    return Estimate(right / judged, 0.0 if not right else float(low), 1.0 if not wrong else float(high))
