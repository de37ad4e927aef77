"""Drafts ``stepin.toml`` from a log: who seems to lead, belong and own, and what that assumes."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from stepin.org.drafting_log import deeds, last_day, logins, opened, spots
from stepin.org.drafting_people import (
    LEAD_MERGES,
    MEMBER_ITEMS,
    MEMBER_MONTHS,
    Counted,
    likely_leads,
    likely_members,
    why_no_lead,
)
from stepin.org.drafting_teams import Sketch, Sketches, sketches, team_ids
from stepin.org.organisation import Organisation, Person, Post, Selector, Team
from stepin.org.people import NOBODYS_LOGINS, Directory, directory, merge_suggestions
from stepin.org.read_people import is_login
from stepin.org.writing import log_text, person_text, team_text

HEADING = "Drafted by stepin init from the log. Read it and mend it: it decides whose acts are a lead's."


@dataclass(frozen=True, slots=True)
class Draft:
    """``text``: a ``stepin.toml`` that loads without a mistake; its comments hold the ``assumptions`` too."""

    text: str
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftedTeam:
    team: Team
    owns: tuple[Selector, ...]
    notes: tuple[str, ...]


def draft(
    events: pa.Table,
    items: pa.Table,
    *,
    codeowners: Mapping[str, str] | None = None,
    log_url: str | None = None,
) -> Draft:
    """Teams by ``team:`` label or container; leads by merges; members by regular work.

    ``events`` and ``items`` have the log's columns. ``codeowners``: the file's text by ``source:container``.
    ``log_url``: where the log is, for the file to say so; None for its usual place.
    """
    with closing(opened(events, items)) as connection:
        found = sketches(spots(connection), codeowners or {})
        everybody, end = logins(connection), last_day(connection) or date.max
        acts = [deeds(connection, found.team_of_spot, act) for act in ("merged", "ended", "worked")]
    who = directory(Organisation(), filter(_writable, everybody))
    counted = [
        Counted(*([deed for deed in act if deed.team == number] for act in acts))
        for number in range(len(found.teams))
    ]
    teams = _drafted(found.teams, counted, who, end)
    left_out = (*found.unwritable, *(login for login in everybody if not _writable(login)))
    general = (
        *_general(found),
        *who.notes,
        *_nobodys(everybody),
        *_alike(who),
        *_left_out(left_out),
    )
    bots = [person for person in who.people if person.bot]
    return Draft(
        _text(general, log_url, bots, teams), (*general, *(note for each in teams for note in each.notes))
    )


def _drafted(
    teams: Sequence[Sketch], counted: Sequence[Counted], who: Directory, end: date
) -> list[DraftedTeam]:
    ids = team_ids(teams)
    people = {person.id for person in who.people if not person.bot} - NOBODYS_LOGINS
    drafted = []
    for name, sketch, did in zip(ids, teams, counted, strict=True):
        leads = likely_leads(did, people=people, end=end)
        team = Team(
            id=name,
            leads=leads,
            members=_members(sketch, leads, likely_members(did, people=people, end=end)),
        )
        owns = tuple(Selector(name, each.pattern, each.label) for each in sketch.owns)
        drafted.append(DraftedTeam(team, owns, _notes(name, sketch, leads, did)))
    return drafted


def _members(sketch: Sketch, leads: Sequence[Post], regular: Sequence[Post]) -> tuple[Post, ...]:
    """Those said to be members, without dates, and those who work there regularly; no lead among them."""
    named = {lead.person for lead in leads}
    said = [Post(login) for login in sketch.said if login not in named]
    named.update(sketch.said)
    return (*said, *(post for post in regular if post.person not in named))


def _notes(name: str, sketch: Sketch, leads: Sequence[Post], did: Counted) -> tuple[str, ...]:
    notes = [] if leads else [why_no_lead(name, did)]
    if sketch.said:
        notes.append(
            f'Since when those whom CODEOWNERS names belong to "{name}" is not known: no dates are set.'
        )
    return tuple(notes)


def _general(found: Sketches) -> tuple[str, ...]:
    if not found.teams:
        return ("The log holds no items yet, so no team could be drafted: import or sync first.",)
    return (
        "Every repository, project or service is a team of its own, unless a label that begins with team: "
        "names another.",
        f"Somebody leads a team who merged there at least {LEAD_MERGES} times, from the first merge on; "
        "where the last is more than six months before the log ends, until the day after it.",
        f"Members opened or were assigned at least {MEMBER_ITEMS} items in at least {MEMBER_MONTHS} months; "
        f"where nothing is merged, also those who resolved or closed at least {MEMBER_ITEMS}.",
        "Time zones are not in the log: UTC is assumed, Monday to Friday, 09:00 to 17:00.",
    )


def _nobodys(everybody: Sequence[str]) -> tuple[str, ...]:
    found = sorted(NOBODYS_LOGINS.intersection(everybody))
    return tuple(f"{login} stands for every deleted account, so it has no post." for login in found)


def _alike(who: Directory) -> tuple[str, ...]:
    return tuple(
        f"{each.first} and {each.second} may be one person ({each.why}); if so, give them one [[person]]."
        for each in merge_suggestions(who)
    )


def _left_out(names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        return ()
    return (f"Left out, since this file cannot name them as they stand: {', '.join(sorted(set(names)))}.",)


def _writable(login: str) -> bool:
    return is_login(login) and login == login.strip()


def _text(
    general: Sequence[str], log_url: str | None, bots: Sequence[Person], teams: Sequence[DraftedTeam]
) -> str:
    parts = [
        "\n".join(map(_comment, (HEADING, "", "What was assumed:", *(f"- {each}" for each in general)))),
        '# owner = "github:you"  # whose home this is: the report is for them',
        *([] if log_url is None else [log_text(log_url)]),
        *(person_text(bot).rstrip() for bot in bots),
        *(_team_text(each) for each in teams),
    ]
    return "\n\n".join(parts) + "\n"


def _team_text(drafted: DraftedTeam) -> str:
    notes = [_comment(note) for note in drafted.notes]
    zone = '# timezone = "Europe/Madrid"  # not known: UTC is assumed'
    return "\n".join([*notes, team_text(drafted.team, drafted.owns).rstrip(), zone])


def _comment(sentence: str) -> str:
    """One comment line; what would break the line, or is not allowed in a comment, becomes a space."""
    return "# " + "".join(each if each.isprintable() else " " for each in sentence) if sentence else "#"
