"""What the definitions come to, in words and ids, so that two programs can be compared whole."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Wait:
    """Whom an open item waits on after an event."""

    item_id: str
    event_id: str
    rule: str
    role: str
    who: str | None


@dataclass(frozen=True, slots=True, order=True)
class Spell:
    """``end`` is the name of an End; ``lasted_us`` and ``expected_us`` are on the spell's own clock."""

    item_id: str
    start_event: str
    end_event: str | None
    end: str
    team: str
    kind: str
    quarter: int
    starter: str | None
    responded: bool
    lasted_us: int
    expectation: str  # first or next
    expected_us: int
    before_lead: bool


@dataclass(frozen=True, slots=True, order=True)
class Touch:
    """``at_us`` is the spell's age; ``who`` lead, peer or bot; ``outcome`` the name of an End."""

    item_id: str
    event_id: str
    spell: str  # its start_event
    person: str
    who: str
    at_us: int
    outcome: str
    until_us: int


@dataclass(frozen=True, slots=True, order=True)
class StepIn:
    id: str
    item_id: str
    spell: str
    leader: str
    level: int
    early: bool
    idle_us: int
    expected_us: int
    rule: str
    role: str
    who: str | None
    forms: tuple[str, ...]
    touches: int  # how many of the leader's acts it is made of
    asked_before: tuple[tuple[str, str], ...]  # (person, event id), in order
    justified_by: tuple[str, ...]
    outcome: str
    after_us: int | None


@dataclass(frozen=True, slots=True, order=True)
class Usual:
    """Who usually reviews and merges in a place (``source:container``) in a quarter; sorted."""

    place: str
    quarter: int
    reviewers: tuple[str, ...]
    mergers: tuple[str, ...]
    top_merger: str | None
    merges: int
    self_merging: bool
    approvals: int  # how many usually approve


@dataclass(frozen=True, slots=True, order=True)
class Expectation:
    """In force for what begins in that quarter."""

    team: str
    kind: str
    quarter: int
    first_us: int
    next_us: int
    done_us: int


@dataclass(frozen=True, slots=True, order=True)
class Stuck:
    """An open item past its ``first``, ``next`` or ``done``."""

    item_id: str
    past: str
    idle_us: int
    expected_us: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Every list sorted by its fields, so that equal answers are equal."""

    waits: tuple[Wait, ...]
    spells: tuple[Spell, ...]
    touches: tuple[Touch, ...]
    step_ins: tuple[StepIn, ...]
    usual: tuple[Usual, ...]
    expectations: tuple[Expectation, ...]
    stuck: tuple[Stuck, ...]
