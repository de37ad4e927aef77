"""Plain people for a simulated world, so that it can be told as a log."""

from datetime import date

from stepin.analysis.records import HOUR_US
from stepin.simulate.cast import Cast, CastTeam, Character, Expected, Leadership
from stepin.simulate.spells import World

MEMBERS = 6
ZONES = ("UTC", "Europe/Madrid", "America/New_York", "Asia/Kolkata")
TOP = "all"


def plain_cast(world: World, *, new_leads_on: date | None = None, zones: tuple[str, ...] = ZONES) -> Cast:
    """Six members and a lead for each team of the world, in one of ``zones``, and one lead above them.

    From ``new_leads_on`` every other team has another lead. What is expected is written down as it is in the
    world.
    """
    names = tuple(dict.fromkeys(world.strata.teams))
    teams = [
        _team(name, number, new_leads_on, zone=zones[number % len(zones)])
        for number, name in enumerate(names)
    ]
    top = CastTeam(TOP, None, (Leadership("director"),))
    people = ["director", *(who for team in teams for who in (*_leads(team), *team.members))]
    return Cast(
        people=(*(Character(who, who, f"github:{who}") for who in people), _BOT),
        teams=(top, *teams),
        expects=_expects(world),
    )


_BOT = Character("robot", "robot", "github:robot", bot=True)


def _team(name: str, number: int, new_leads_on: date | None, *, zone: str) -> CastTeam:
    leads: tuple[Leadership, ...] = (Leadership(f"{name}-lead"),)
    if new_leads_on is not None and number % 2:
        leads = (*leads, Leadership(f"{name}-lead2", new_leads_on))
    return CastTeam(
        id=name,
        parent=TOP,
        leads=leads,
        members=tuple(f"{name}-{member}" for member in range(MEMBERS)),
        containers=(f"github:acme/{name}",),
        timezone=zone,
        labelled=True,
    )


def _leads(team: CastTeam) -> tuple[str, ...]:
    return tuple(post.who for post in team.leads)


def _expects(world: World) -> tuple[Expected, ...]:
    """By kind: a world expects the same of all teams."""
    strata = dict(zip(world.spells.stratum.tolist(), world.spells.expected_us.tolist(), strict=True))
    hours = {world.strata.kinds[stratum]: us // HOUR_US for stratum, us in strata.items()}
    return tuple(Expected(kind, next=f"{span}h", first=f"{span}h") for kind, span in sorted(hours.items()))
