"""Acme: twelve teams under three directors. Everybody in it is invented."""

from datetime import date, timedelta

from stepin.simulate.cast import Cast, CastTeam, Character, Expected, Leadership

HEAD = "engineering"
MEMBERS = 6
EXPECTS = (
    Expected("change", "1d"),
    Expected("request", "2d"),
    Expected("dependency", "3d"),
    Expected("issue", "5d"),
    Expected("alert", "4h", first="1h"),
    Expected("incident", "4h", first="1h"),
)
GROUPS = {
    "commerce": ("payments", "checkout", "catalogue", "pricing"),
    "experience": ("search", "mobile", "web", "notifications"),
    "platform": ("runtime", "storage", "delivery", "identity"),
}
ZONES = {"commerce": "Europe/Madrid", "experience": "America/New_York", "platform": "Asia/Kolkata"}
NEW_LEADS = ("notifications", "storage")
ON_CALL = ("payments", "runtime", "storage", "delivery")
FIRST_NAMES = """
    amara bao cedar dario esra farid gwen hana ilias juno kaia leif mira nilo oona pavel quinn rosa sefa
    tariq ula vito wren xandra yara zeno adeola bruno chidi dalia emre fleur goran hedda imani joren
    kofi liv marek nadia otis petra ravi senna tomas udo vesna wim yusuf zofia anouk basil carys dmitri
    elif femi greta haruki ines jarek kiran lotte milo noor osman priya remy saba tove uma viggo wanda
    yoko zahra aiko bela cosimo hugo sunniva tadeo nerea koji dunja eero fatou gil hollis iva jonas
    katya lucian maeve nuno orla
"""
SURNAMES = """
    Quillfern Brightmoor Ashlantern Tidewell Fennimore-Oak Larkspire Mossgate Orchardby Pebblestone
    Ravenshaw Saltmarsh Thornbury-Vale Underbough Wickerlight Yarrowfield Zephyrine Copperleaf Dunemere
    Elderglass Foxhollow
"""


def acme(first_day: date, *, weeks: int) -> Cast:
    """The cast, watched for ``weeks`` from ``first_day``; two teams change their lead on the way."""
    cast = iter(_people())
    head = next(cast)
    directors = {group: next(cast) for group in GROUPS}
    people, teams = [head, *directors.values()], [_above(HEAD, None, head)]
    teams += [_above(group, HEAD, lead) for group, lead in directors.items()]
    for group, names in GROUPS.items():
        for name in names:
            leads = [next(cast) for _ in range(2 if name in NEW_LEADS else 1)]
            members = [next(cast) for _ in range(MEMBERS)]
            changed = first_day + timedelta(weeks=weeks - 9 if name == "notifications" else weeks // 2)
            teams.append(_team(name, group, leads, members, changed))
            people += leads + members
    robot = Character("robot", "Acme Robot", "github:acme-robot", bot=True, others=("pagerduty:acme-robot",))
    return Cast((*people, robot), tuple(teams), EXPECTS, owner=head.id)


def _people() -> list[Character]:
    last = SURNAMES.split()
    return [
        Character(
            first,
            f"{first.capitalize()} {last[7 * number % len(last)]}",
            f"github:{first}",
            others=(f"pagerduty:{first}",),
        )
        for number, first in enumerate(FIRST_NAMES.split())
    ]


def _above(team: str, parent: str | None, lead: Character) -> CastTeam:
    return CastTeam(team, parent, (Leadership(lead.id),), timezone=ZONES.get(team, "Europe/Madrid"))


def _team(name: str, group: str, leads: list[Character], members: list[Character], changed: date) -> CastTeam:
    posts = [Leadership(leads[0].id), *(Leadership(lead.id, changed) for lead in leads[1:])]
    containers = [f"github:acme/{name}", *([f"pagerduty:{name}"] if name in ON_CALL else [])]
    return CastTeam(
        name, group, tuple(posts), tuple(who.id for who in members), tuple(containers), ZONES[group]
    )
