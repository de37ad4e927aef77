"""What the log says for and against each cause of a step-in, as of the step-in. Pure.

Never for performance, and never from one person's history: what is said is of the item, of its team, or of
the organisation.
"""

from collections.abc import Iterator

from stepin.ledger import evidence_item as item
from stepin.ledger import evidence_team as team_says
from stepin.ledger import ladder
from stepin.ledger.evidence_item import About
from stepin.ledger.evidence_said import FOR, Said
from stepin.org.organisation import Organisation


def evidence(about: About, organisation: Organisation, team: str) -> tuple[Said, ...]:
    """In the ladder's order; of each cause what speaks for it first."""
    rung = {key: place for place, key in enumerate(ladder.BEFORE_PERFORMANCE)}
    said = _said(about, organisation, team)
    return tuple(sorted(said, key=lambda each: (rung[each.cause], each.side != FOR)))


def _said(about: About, organisation: Organisation, team: str) -> Iterator[Said]:
    on = about.at.date()
    if about.before:
        yield from item.blocked(about)
        yield from item.owner(about, team_says.left_team(organisation, team, on))
        yield from item.priority(about)
        yield from item.outcome(about)
        yield from item.timeline(about)
        yield from item.pushed_back(about)
    yield from item.lead_below(about)
    container = about.around.container if about.around else None
    yield from team_says.ownership(organisation, team, container, on)
    if about.around:
        yield from team_says.knowledge(about.around)
        yield from team_says.prioritisation(about.around)
        yield from team_says.load(about.around)
