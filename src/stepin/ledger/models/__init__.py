"""The tables. ``accounts``: who signs in. ``published``: what an analysis found. ``step_ins``: their lives.
``responses``: what was changed, and whether it worked. ``running``: refreshes and sources."""

from stepin.ledger.models.accounts import Account, ApiToken, Read, SignInLink
from stepin.ledger.models.published import Cell, Forecast, Pattern, Publication, PutOff, Stuck
from stepin.ledger.models.responses import Check, PatternCard, Response
from stepin.ledger.models.running import Refresh, SourceState
from stepin.ledger.models.step_ins import Conversation, Evidence, Fact, LookBack, Step, StepIn

__all__ = [
    "Account",
    "ApiToken",
    "Cell",
    "Check",
    "Conversation",
    "Evidence",
    "Fact",
    "Forecast",
    "LookBack",
    "Pattern",
    "PatternCard",
    "Publication",
    "PutOff",
    "Read",
    "Refresh",
    "Response",
    "SignInLink",
    "SourceState",
    "Step",
    "StepIn",
    "Stuck",
]
