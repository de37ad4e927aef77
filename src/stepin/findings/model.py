"""What a run found: the report's contract as frozen records, before it is put into words."""

from dataclasses import dataclass
from datetime import datetime

DORMANT_HOURS = (
    480.0  # stuck for sixty working days (twenty around the clock): no longer this Monday's question
)


@dataclass(frozen=True, slots=True)
class LogSummary:
    events: int
    items: int
    people: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingOn:
    """role: owner, reviewer, other_team, requester, lead or nobody; who: a person, team or item, or None."""

    role: str
    who: str | None

    @property
    def first(self) -> str | None:
        """The item that comes first, where a block names one."""
        who = self.who or ""
        is_item = ":" in who and " " not in who and not who.startswith("team:")
        return who if self.role == "other_team" and is_item else None


@dataclass(frozen=True, slots=True)
class Chances:
    """The chance that the party waited on moves within 1, 3 and 10 working days (8, 24, 80 clock hours)."""

    within_1d: float
    within_3d: float
    within_10d: float


@dataclass(frozen=True, slots=True)
class Forecast:
    unprompted: Chances
    if_anyone_asks: Chances | None  # None: too few touches to tell
    if_a_lead_asks: Chances | None


@dataclass(frozen=True, slots=True)
class Ask:
    """``who`` is None for a lead whom the reader is not told; ``level`` is told of leads only: 1 leads the
    owning team."""

    who: str | None
    at: datetime
    lead: bool
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Stuck:
    item: str
    title: str | None
    url: str | None
    team: str
    kind: str
    idle_hours: float
    expected_hours: float
    past: str  # first, next or done: which expectation it is past
    since: datetime
    waiting_on: WaitingOn
    passed: int  # times passed on since it last progressed
    asked: tuple[Ask, ...]  # who asked in this wait
    customer_impact: str
    forecast: Forecast | None
    advice: str  # wait, ask the owner, ask the lead, step in
    reason: str  # why, as a sentence
    open_hours: float = 0.0  # since the item began
    done_hours: float | None = None  # in which it was expected to be done


@dataclass(frozen=True, slots=True)
class Estimate:
    """mean and the ends of its 90% interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ends:
    """The lower or the upper ends of the 90% intervals of three shares."""

    anyway: float
    anyone: float
    you: float


@dataclass(frozen=True, slots=True)
class Need:
    """Three shares that sum to 1: would have moved anyway, anyone's nudge, it took a lead."""

    anyway: float
    anyone: float
    you: float
    low: Ends | None = None
    high: Ends | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """The chance that the party waited on moves within 24 clock hours of a step-in's first act: had nobody
    come, had anyone else asked instead, and as it was. The last two are None where the shares are."""

    left_alone: float
    anyone: float | None
    lead: float | None


@dataclass(frozen=True, slots=True)
class StepIn:
    id: str
    item: str
    title: str | None
    url: str | None
    team: str
    kind: str
    leader: str
    level: int
    at: datetime
    early: bool
    forms: tuple[str, ...]  # wrote, chased, decided, investigated, clarified, pressed
    touches: int
    idle_hours: float
    expected_hours: float
    waiting_on: WaitingOn
    asked_before: tuple[Ask, ...]
    justified_by: tuple[str, ...]  # customer_impact, urgent, near_date, blocked
    outcome: str  # carried, moved, answered, still
    after_hours: float | None
    need: Need | None
    need_reason: str | None  # why need is None
    anyway: Estimate | None = None  # the first of the shares, told already where too little is known for all
    within: Within | None = None
    since: datetime | None = None  # when the wait began; None in runs of before it was kept


@dataclass(frozen=True, slots=True)
class NeedRow:
    """team and kind are ``*`` for all. Shares are None where ``reason`` says why they cannot be told."""

    team: str
    kind: str
    step_ins: int
    progressed: int  # step-ins after which whoever it waited on moved, without carried ones
    answered: int  # of those: answered or passed on, without moving it forward
    carried: int
    anyway: Estimate | None
    anyone: Estimate | None
    you: Estimate | None
    e_value: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Control:
    """One check on the estimate: a ratio that should be 1. ``passed`` is None where there is too little."""

    name: str
    observed: int
    expected: float
    ratio: Estimate | None
    passed: bool | None
    says: str


@dataclass(frozen=True, slots=True)
class Pattern:
    team: str
    kind: str
    step_ins: int
    exposure_hours: float
    rate_ratio: Estimate
    probability: float  # that the rate is more than twice the organisation's
    first_at: datetime
    last_at: datetime
    step_in_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Stuck work of one team and kind by week (UTC, from Monday), the oldest first: the three tuples are of
    one length, and the last week is the one analysed in, as far as it had come."""

    team: str
    kind: str
    first_week: datetime
    step_ins: tuple[int, ...]  # late ones
    got_stuck: tuple[int, ...]  # waits that went past what was expected
    stuck_hours: tuple[float, ...]  # on the items' clock, without the time within W of somebody's touch


@dataclass(frozen=True, slots=True)
class Around:
    """What else there was in the team at a late step-in, for the evidence of its look back: of the team, not
    of one person. ``members``: of the team that day; ``open_usual``: the median of the same moment in the
    twelve weeks before, None in the log's first four; ``movers``: how many of the members had moved work of
    this kind in the same container in the year before."""

    step_in: str
    container: str | None  # ``source:container``
    members: int
    movers: int
    open_items: int
    open_usual: float | None
    moved: int  # other items of the team that moved forward during the wait
    lower: tuple[str, ...]  # of those, items of a lower priority, at most twenty
    ranked: int  # of those, items with a priority; 0 where it has none itself
    uses_priority: bool  # whether items of its container had priorities by then
    uses_dates: bool


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation in force at the moment analysed, in clock hours."""

    team: str
    kind: str
    first_hours: float | None
    next_hours: float
    done_hours: float | None
    learned: bool
    spells: int  # that it was learned from


@dataclass(frozen=True, slots=True)
class Findings:
    version: int
    as_of: datetime
    run: str
    log: LogSummary
    stuck: tuple[Stuck, ...]
    step_ins: tuple[StepIn, ...]
    need: tuple[NeedRow, ...]
    controls: tuple[Control, ...]
    patterns: tuple[Pattern, ...]
    expectations: tuple[Expectation, ...]
    notes: tuple[str, ...]  # what was left out, assumed or recognised (bulk clean-outs), as sentences
    cells: tuple[Cell, ...] = ()
    around: tuple[Around, ...] = ()
