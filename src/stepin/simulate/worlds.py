"""The kinds of organisation that are simulated: what each breaks, and by how much.

All times are hours on the clock of the work (eight to a working day). Effects multiply the chance per hour
that the party waited on moves.
"""

from dataclasses import dataclass

Range = tuple[float, float]  # drawn uniformly for each world


@dataclass(frozen=True, slots=True)
class Effect:
    """What a touch does: in the first eight hours after it, and from there to the end of the window."""

    first_day: Range
    later: Range


@dataclass(frozen=True, slots=True)
class Slow:
    """Periods in which work moves at ``pace``; leads touch ``chase`` times as often in them."""

    pace: float = 0.35
    share: float = 0.3
    weeks: int = 6
    whole_organisation: bool = False
    chase: float = 1.0


@dataclass(frozen=True, slots=True)
class Informed:
    """Leads touch ``lean`` times as often the ``share`` of items that moves ``speed`` times as fast."""

    share: float = 0.3
    speed: float = 2.0
    lean: float = 3.0


@dataclass(frozen=True, slots=True)
class WorldType:
    """One kind of organisation.

    ``sound``: whether the estimators' assumptions hold in it, so that missing a bar is a fault of theirs.
    ``lead_over_peer`` multiplies the peers' effect. ``frailty`` is the shape of the items' gamma-distributed
    speed (None: all alike). ``learned``: by how much the log of the untouched pace falls for each rescue of
    the past twelve weeks. ``hidden``: the share of the slowest items that never reached the log.
    ``blocked``: the share of waits in which nothing can move until an outside block goes, unrecorded.
    ``items``: how many give at least 250 step-ins that were followed by a move.
    """

    name: str
    sound: bool
    peer: Effect = Effect((2.0, 4.0), (2.0, 4.0))
    lead_over_peer: Range = (1.3, 3.0)
    frailty: float | None = None
    slow: Slow | None = None
    informed: Informed | None = None
    learned: float = 0.0
    bulk: bool = False
    hidden: float = 0.0
    blocked: float = 0.0
    reorganised: bool = False
    items: int = 4500


STRONG = Effect((3.0, 5.0), (3.0, 5.0))
NONE = Effect((1.0, 1.0), (1.0, 1.0))
FADING = Effect((7.0, 12.0), (3.0, 4.0))
EQUAL: Range = (1.0, 1.0)

TYPES = (
    WorldType("mixed", True),
    WorldType("equal", True, peer=STRONG, lead_over_peer=EQUAL, items=9000),
    WorldType("inert", True, peer=NONE, lead_over_peer=EQUAL, items=14000),
    WorldType("decaying effect", True, peer=FADING, lead_over_peer=(1.2, 2.0)),
    WorldType("bulk clean-outs", True, bulk=True),
    WorldType("reorganised", True, reorganised=True),
    WorldType("item frailty", False, frailty=2.0),
    WorldType("slow periods", False, slow=Slow()),
    WorldType("slow organisation", False, slow=Slow(whole_organisation=True)),
    WorldType("slow and chased", False, slow=Slow(chase=2.5)),
    WorldType("informative touching", False, NONE, lead_over_peer=EQUAL, informed=Informed(), items=12000),
    WorldType("learned weak", False, learned=0.012),
    WorldType("learned strong", False, learned=0.04),
    WorldType("missing items", False, frailty=4.0, hidden=0.2),
    WorldType("genuine blocks", False, blocked=0.12),
)


def world_type(name: str) -> WorldType:
    """The type of that name; KeyError where there is none."""
    return {kind.name: kind for kind in TYPES}[name]
