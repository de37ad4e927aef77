"""What was changed, and whether it worked: each response with its effect so far."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from stepin.ledger import ladder
from stepin.ledger.effects import Effect, came_by_card, ground
from stepin.ledger.models import Check, PatternCard, Response
from stepin.ledger.questions.patterns import Answers, answers_by_card
from stepin.ledger.sight import Sight, responses_seen
from stepin.org.organisation import Organisation
from stepin.org.teams import holds_on, leads_on

CHECK_AFTER = timedelta(weeks=6)
STILL_RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Behind:
    """The step-ins before a change: of those ``looked_back`` at, ``of_cause`` had its cause. ``yours``: they
    are the viewer's own; ``you_answered``: not all are, and of look backs only the viewer's are counted."""

    step_ins: int
    looked_back: int
    of_cause: int
    yours: bool
    you_answered: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    response: Response
    effect: Effect
    behind: Behind
    due: bool


def told(responses: Sequence[Response], sight: Sight, now: datetime) -> list[Told]:
    """A constant number of queries; each of ``responses`` with its card."""
    cards = list({each.card_id: each.card for each in responses}.values())
    came, answers, held = came_by_card(cards), answers_by_card(cards, sight), ground(cards)
    return [
        Told(
            response=each,
            effect=held.of(each.card, came[each.card_id], changed_at=each.at, now=now),
            behind=_behind(each, came[each.card_id], answers[each.card_id], sight),
            due=each.state == Response.State.RUNNING and each.check_on <= now.date(),
        )
        for each in responses
    ]


def _behind(each: Response, came: Sequence[datetime], answers: Answers, sight: Sight) -> Behind:
    answered = answers.before(each.at)
    return Behind(
        step_ins=sum(at < each.at for at in came),
        looked_back=len(answered.held),
        of_cause=answered.causes()[each.cause],
        yours=each.card.leader == sight.person,
        you_answered=answers.own,
    )


def seen(sight: Sight) -> QuerySet[Response]:
    return responses_seen(sight).select_related("card", "by")


def due_to_check(sight: Sight, today: date) -> QuerySet[Response]:
    """Running responses whose check date has come."""
    return seen(sight).filter(state=Response.State.RUNNING, check_on__lte=today)


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried about one cause: how many responses, by how they ended (or ``running``)."""

    cause: ladder.Cause
    what: str
    number: int
    ended: dict[str, int]


def tried(sight: Sight) -> list[Tried]:
    """What worked here for which cause, as counts over what the viewer may see; in the ladder's order.

    A change that is worded as the ladder words it counts under that; others together.
    """
    rows = responses_seen(sight).exclude(state=Response.State.DROPPED).prefetch_related("checks")
    ended: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        ended.setdefault((row.cause, _as_in_ladder(row)), Counter())[_ended(row)] += 1
    return [
        Tried(cause, what, counted.total(), dict(counted))
        for cause in ladder.CAUSES
        for (key, what), counted in sorted(ended.items())
        if key == cause.key
    ]


def _as_in_ladder(row: Response) -> str:
    said = row.what.strip().rstrip(".").casefold()
    return next((each for each in ladder.BY_KEY[row.cause].responses if said == each.casefold()), "")


def _ended(row: Response) -> str:
    """The last verdict; running while there is none."""
    last = max(row.checks.all(), key=lambda check: (check.at, check.pk), default=None)
    return Check.Verdict(last.verdict) if last else STILL_RUNNING


def owners(organisation: Organisation, card: PatternCard, today: date) -> list[tuple[str, str]]:
    """Who could own a change: the team's leads and members today, as (id, name)."""
    team = next((each for each in organisation.teams if each.id == card.team), None)
    if team is None:
        return []
    names = {each.id: each.name for each in organisation.people}
    people = [lead.person for lead in leads_on(organisation, team.id, today)]
    people += [post.person for post in team.members if holds_on(post, today)]
    return [
        (person, names.get(person, person.partition(":")[2] or person)) for person in dict.fromkeys(people)
    ]
