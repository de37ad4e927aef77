"""What a team and its place in the organisation say for and against causes, as of a step-in. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from stepin.findings.model import Around
from stepin.ledger import words_evidence as words
from stepin.ledger.evidence_said import Said, speaks_against, speaks_for
from stepin.org.organisation import Organisation, Parent, Post, Selector
from stepin.org.ownership import Container, matches
from stepin.org.teams import holds_on

LATELY = timedelta(days=60)
SMALLEST_TEAM = 4  # below it, a count of a team's people would be about persons
MUCH_MORE, FEWEST_MORE = 1.25, 3


def ownership(organisation: Organisation, team: str, container: str | None, on: date) -> Iterator[Said]:
    """Whether the team, its lead or what it owns changed within sixty days."""
    found = next((each for each in organisation.teams if each.id == team), None)
    if found is None:
        yield speaks_for("ownership", words.no_team(team))
        return
    signs = (
        (_changed(found.leads, on), words.lead_changed),
        (_changed(found.parents, on), words.parent_changed),
        (_changed(_owning(organisation, team, container), on), words.owner_changed),
    )
    shown = [says(changed) for changed, says in signs if changed]
    for says in shown:
        yield speaks_for("ownership", says)
    if not shown:
        yield speaks_against("ownership", words.PLACE_HELD)


def _owning(organisation: Organisation, team: str, container: str | None) -> tuple[Selector, ...]:
    """The selectors, of this team or of another that had it before, that match where the item is."""
    if not container:
        return ()
    source, _, name = container.partition(":")
    here = Container(source, name or None)
    return tuple(each for each in organisation.selectors if matches(each.pattern, here))


def _changed(spans: tuple[Post | Parent | Selector, ...], on: date) -> date | None:
    """The last day on which one of them began or ended, in the sixty days up to ``on``."""
    days = [day for each in spans for day in (each.since, each.until) if day and on - LATELY <= day <= on]
    return max(days, default=None)


def left_team(organisation: Organisation, team: str, on: date) -> frozenset[str]:
    """The people who had been in the team, and were no more."""
    found = next((each for each in organisation.teams if each.id == team), None)
    if found is None:
        return frozenset()
    posts = (*found.members, *found.leads)
    held = {post.person for post in posts if holds_on(post, on)}
    return frozenset(post.person for post in posts if post.until and post.until <= on) - held


def knowledge(around: Around) -> Iterator[Said]:
    """Whether anybody in the team had moved such work before; nothing of a team under four."""
    if around.members < SMALLEST_TEAM:
        return
    if around.movers:
        yield speaks_against("knowledge", words.known(around.movers, around.members))
    else:
        yield speaks_for("knowledge", words.UNKNOWN)


def prioritisation(around: Around) -> Iterator[Said]:
    """Whether the team moved work of a lower priority meanwhile."""
    if around.lower:
        yield speaks_for(
            "prioritisation", words.lower_moved(len(around.lower), around.moved), items=around.lower[:3]
        )
    elif not around.moved:
        yield speaks_against("prioritisation", words.NOTHING_MOVED)
    elif around.ranked:
        yield speaks_against("prioritisation", words.none_lower(around.moved, around.ranked))


def load(around: Around) -> Iterator[Said]:
    """How much was open in the team, against its own twelve weeks before."""
    usual = around.open_usual
    if usual is None:
        return
    more = around.open_items - usual
    if around.open_items >= MUCH_MORE * usual and more >= FEWEST_MORE:
        yield speaks_for("overload", words.much_open(around.open_items, usual))
    elif more <= 0:
        yield speaks_against("overload", words.no_more_open(around.open_items, usual))
