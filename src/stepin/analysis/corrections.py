"""Facts that people state about the past, which the log got wrong or cannot know."""

from dataclasses import dataclass
from datetime import datetime

NOT_A_STEP_IN = "not_a_step_in"
FORM = "form"
WAITED_ON = "waited_on"
BOT = "bot"
FACTS = (NOT_A_STEP_IN, FORM, WAITED_ON, BOT)
FORMS = ("wrote", "chased", "decided", "investigated", "clarified", "pressed")
NOBODY = "nobody"  # as the value of WAITED_ON


@dataclass(frozen=True, slots=True)
class Correction:
    """One fact. Raises ValueError where it is none: an unknown fact or form, or an ``at`` without a zone."""

    fact: str  # one of FACTS
    event_id: str  # the step-in's id, that of its first event; "" for BOT
    value: str  # FORM: comma-joined forms; WAITED_ON: a person id, or NOBODY; BOT: a person id or login
    at: datetime  # when it was stated, aware
    by: str  # who stated it: a person id

    def __post_init__(self) -> None:
        if self.fact not in FACTS:
            raise ValueError(f"{self.fact!r} is no fact; it is one of {', '.join(FACTS)}")
        if self.at.tzinfo is None:
            raise ValueError(f"{self.at} lacks its time zone")
        if (self.fact == BOT) != (self.event_id == ""):
            raise ValueError("a bot is stated of no event, and everything else of one")
        if (self.fact == NOT_A_STEP_IN) != (self.value == ""):
            raise ValueError(f"{self.value!r} is no value of {self.fact}")
        if self.fact == FORM and not set(self.forms) <= set(FORMS):
            raise ValueError(f"{self.value!r} names another form than {', '.join(FORMS)}")

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(self.value.split(","))
